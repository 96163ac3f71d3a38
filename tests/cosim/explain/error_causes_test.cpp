// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/error_causes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cosim/link_setup.hpp"
#include "cosim/sim_config.hpp"
#include "models/channel/word_channel.hpp"
#include "models/random_stream.hpp"

using oio::ErrorCause;
using oio::ErrorLog;
using oio::WordChannel;
using oio::WordChannelConfig;

namespace {

/// A direction of small-16 over 30 m, fed with random words; samplers in the middle of the eye.
class NoisyLight {
public:
    NoisyLight() : channel(config()) {
        const WordChannelConfig& used = channel.config();
        const auto n = static_cast<std::size_t>(used.lanes);
        enable_.assign(n, 1);
        drive_.assign(n, 128);
        phase_.assign(n, 0);
        threshold_.assign(n, 0);
        words_.assign(n, 0);
        los_.assign(n, 0);
        for (std::size_t i = 0; i < n; ++i) {
            source_.emplace_back(1, "test.words." + std::to_string(i), "words");
        }
        step(60);
        for (int round = 0; round < 3; ++round) {
            for (std::size_t i = 0; i < n; ++i) {
                const oio::LanePoint& point = channel.point(static_cast<int>(i));
                const int off = std::clamp(32 - point.where.fraction, -31, 31);
                phase_[i] = static_cast<std::uint8_t>((phase_[i] + off) & 63);
            }
            step(1);
        }
        // The middle of a lane's levels of endless ones and zeros.
        for (std::size_t i = 0; i < n; ++i) {
            const oio::LanePoint& point = channel.point(static_cast<int>(i));
            const auto& grid = *channel.response(used.source_lane(static_cast<int>(i))).grid;
            const double middle = 0.5 * point.gain * grid.all_ones(point.where.fraction);
            threshold_[i] = static_cast<std::int8_t>(
                std::lround((middle - used.threshold_mid) / used.threshold_full_scale * 127.0));
        }
        step(10);
    }

    void step(int words) {
        for (; words > 0; --words, ++word_) {
            for (std::size_t i = 0; i < words_.size(); ++i) {
                words_[i] = source_[i].next_u32() & 0xffu;
            }
            const auto edge = static_cast<std::int64_t>(
                std::llround(static_cast<double>(word_) * 8.0 * channel.config().ui_fs()));
            channel.launch(edge, words_.data(), enable_.data(), drive_.data());
            channel.receive(edge + 1000, phase_.data(), threshold_.data(), words_.data(),
                            los_.data());
        }
    }

    WordChannel channel;

private:
    static WordChannelConfig config() {
        const oio::SimConfig config =
            oio::load_sim_config("small-16", {{"--set", "link.length_m", "30"}});
        return oio::channel_config(config, oio::LinkModel(oio::link_model_config(config, 0, 1, 0)));
    }

    std::vector<oio::RandomStream> source_;
    std::vector<std::uint8_t> enable_, drive_, phase_, los_;
    std::vector<std::int8_t> threshold_;
    std::vector<std::uint32_t> words_;
    std::int64_t word_ = 0;
};

}  // namespace

TEST_CASE("error_causes: every injected error is counted, the first and latest are kept",
          "[cosim][explain]") {
    NoisyLight light;
    WordChannel& channel = light.channel;
    channel.mark_settled();
    ErrorLog log("0-1", "a_to_b", channel);
    log.begin();
    while (channel.settled_total().errors < 400) {
        light.step(5);
        log.look();
    }
    const std::uint64_t injected = channel.settled_total().errors;
    const oio::ErrorCauses causes = log.causes(injected, 0);
    CHECK(causes.examined() + causes.not_examined == injected);
    CHECK(causes.not_examined == 0);
    CHECK(causes.first.size() == ErrorLog::kFirst);
    CHECK(causes.latest.size() == ErrorLog::kLatest);
    CHECK(causes.left_out == injected - ErrorLog::kFirst - ErrorLog::kLatest);
    // Without other lanes' light and jitter there are two causes only.
    CHECK(causes.count(ErrorCause::Noise) + causes.count(ErrorCause::Interference) == injected);
    CHECK(causes.first.back().error.time_fs <= causes.latest.front().error.time_fs);

    channel.set_carrying(false);
    while (channel.idle_total().errors < 20) light.step(1);
    log.look();
    CHECK(channel.settled_total().errors == injected);
    const oio::ErrorCauses later = log.causes(injected, channel.idle_total().errors);
    CHECK(later.training == channel.idle_total().errors);
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
