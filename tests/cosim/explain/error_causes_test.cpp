// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/error_causes.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "models/channel/word_channel.hpp"
#include "tests/models/channel/channel_bench.hpp"

using oio::ErrorCause;
using oio::ErrorLog;
using oio::WordChannel;
using oio::WordChannelConfig;
using oio::test::ChannelBench;

TEST_CASE("error_causes: every injected error is counted, the first and latest are kept",
          "[cosim][explain]") {
    const WordChannelConfig config = oio::test::set_m_config(4, 8, 27.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.31);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    channel.mark_settled();
    std::int64_t training_from = INT64_MAX;
    ErrorLog log("0-1", "a_to_b", channel,
                 [&](std::int64_t time_fs) { return time_fs < training_from; });
    log.begin();
    while (channel.settled_total().errors < 400) {
        for (int m = 0; m < 20; ++m) bench.step(channel);
        log.look();
    }
    const std::uint64_t injected = channel.settled_total().errors;
    const oio::ErrorCauses causes = log.causes(injected);
    CHECK(causes.examined() + causes.not_examined == injected);
    CHECK(causes.not_examined == 0);
    CHECK(causes.first.size() == ErrorLog::kFirst);
    CHECK(causes.latest.size() == ErrorLog::kLatest);
    CHECK(causes.left_out == injected - ErrorLog::kFirst - ErrorLog::kLatest);
    // Without other lanes' light and jitter there are two causes only.
    CHECK(causes.count(ErrorCause::Noise) + causes.count(ErrorCause::Interference) == injected);
    CHECK(causes.first.back().error.time_fs <= causes.latest.front().error.time_fs);

    training_from = causes.latest.back().error.time_fs + 1;
    while (channel.settled_total().errors < injected + 20) bench.step(channel);
    log.look();
    const std::uint64_t all = channel.settled_total().errors;
    const oio::ErrorCauses later = log.causes(all);
    CHECK(later.training == all - injected);
    CHECK(later.examined() == injected);
    CHECK(later.not_examined == 0);

    const nlohmann::ordered_json json = oio::causes_json(causes);
    CHECK(json.at("counts").at("noise") == causes.count(ErrorCause::Noise));
    CHECK(json.at("first").at("lane").size() == ErrorLog::kFirst);
    CHECK(json.at("left_out") == causes.left_out);
}

TEST_CASE("error_causes: what is not examined is told, and a dead lane is no injected error",
          "[cosim][explain]") {
    oio::ErrorCauses causes;
    causes.counts[static_cast<std::size_t>(ErrorCause::Dark)] = 2;
    CHECK(causes.examined() == 2);
    oio::ErrorCauses other;
    other.not_examined = 5;
    other.counts[static_cast<std::size_t>(ErrorCause::Noise)] = 3;
    causes.merge(other);
    CHECK(causes.count(ErrorCause::Noise) == 3);
    CHECK(causes.not_examined == 5);
    CHECK(oio::causes_json(causes).at("counts").at("dead lane") == 2);
}
