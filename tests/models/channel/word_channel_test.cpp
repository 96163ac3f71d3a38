// SPDX-License-Identifier: Apache-2.0
#include "models/channel/word_channel.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "tests/models/channel/channel_bench.hpp"

using oio::PhaseGrid;
using oio::WordChannel;
using oio::WordChannelConfig;
using oio::test::ChannelBench;

namespace {

/// Compares the last word of every lane with the decision that its sample times imply.
int wrong_bits(const ChannelBench& bench, double drift_ui = 0.0) {
    int wrong = 0;
    const std::int64_t m = bench.word - 1;
    const int w = bench.config.word_ui;
    for (int i = 0; i < bench.config.lanes; ++i) {
        for (int k = 0; k < w; ++k) {
            const auto at = bench.sample(i, m, k, w, drift_ui);
            const bool got =
                bench.received[static_cast<std::size_t>(i)][static_cast<std::size_t>(m * w + k)] !=
                0;
            wrong +=
                got != bench.decided(i, at, bench.config.lane_gain(bench.config.source_lane(i)));
        }
    }
    return wrong;
}

}  // namespace

TEST_CASE("word_channel: every bit arrives when flight, skew, clock phase and code say",
          "[models][channel]") {
    const int word_ui = GENERATE(8, 16, 32);
    const double length_m = GENERATE(2.5, 10.0, 200.0);
    const std::int64_t offset_fs = GENERATE(0, 1'000'003, 3'700'001);
    WordChannelConfig config = oio::test::set_m_config(100, word_ui, 10.0);
    config.flight_ns = 5.019 * length_m;
    config.noise = false;
    for (int i = 0; i < config.lanes; ++i) {
        config.sites.push_back({1.0 - 0.002 * i, 0.7301 * i});  // up to 72 unit intervals
        config.permutation.push_back((i * 37) % 100);
    }
    WordChannel channel(config);
    ChannelBench bench(config, offset_fs);
    bench.set_thresholds(0.42);
    for (int i = 0; i < config.lanes; ++i) bench.move_phase(i, i % 32);
    const auto latest = static_cast<std::int64_t>(config.flight_ns * 1e6 / config.ui_fs()) + 80;
    for (std::int64_t m = 0; m < latest / word_ui + 1; ++m) bench.step(channel);
    int wrong = 0;
    for (int m = 0; m < 60; ++m) {
        bench.step(channel);
        wrong += wrong_bits(bench);
        if (m % 5 == 0) {
            for (int i = 0; i < config.lanes; ++i) bench.move_phase(i, (i + m) % 41 - 20);
        }
    }
    CHECK(wrong == 0);
    CHECK(channel.word_skips() == 0);
}

TEST_CASE("word_channel: passing phase code 63 goes on to the next unit interval",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    config.noise = false;
    WordChannel channel(config);
    ChannelBench bench(config, 12345);
    bench.step(channel);
    const std::int64_t before = channel.point(0).where.bit_offset;
    const int fraction = channel.point(0).where.fraction;
    for (int i = 0; i < 8; ++i) {
        bench.move_phase(0, 16);  // twice round
        bench.move_phase(1, -16);
        bench.step(channel);
    }
    CHECK(bench.phase[0] == 0);
    CHECK(channel.point(0).where.bit_offset == before + 2);
    CHECK(channel.point(1).where.bit_offset == before - 2);
    CHECK(channel.point(0).where.fraction == fraction);
}

TEST_CASE("word_channel: a phase code moved for one word affects that word only",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(20, 8, 22.0);
    config.noise = false;
    WordChannel channel(config);
    ChannelBench bench(config, 777);
    bench.set_thresholds(0.35);
    for (int m = 0; m < 40; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 50);
    int wrong = 0;
    int differs_from_centre = 0;
    for (int m = 0; m < 200; ++m) {
        const int off = m % 4 == 1 ? 31 : 0;
        for (int i = 0; i < 20; ++i) bench.move_phase(i, off);
        bench.step(channel);
        wrong += wrong_bits(bench);
        for (int i = 0; i < 20; ++i) bench.move_phase(i, -off);
        // The moved sampler is well inside the next bit.
        const int differs = wrong_bits(bench);
        if (off == 0) CHECK(differs == 0);
        differs_from_centre += differs;
    }
    CHECK(wrong == 0);
    CHECK(differs_from_centre > 100);
}

TEST_CASE("word_channel: at length zero no bit is needed before it is launched",
          "[models][channel]") {
    const std::int64_t offset_fs = GENERATE(0, 1, 500'000, 1'900'000, 3'764'704);
    WordChannelConfig config = oio::test::set_m_config(3, 8, 0.0);
    config.noise = false;
    WordChannel channel(config);
    ChannelBench bench(config, offset_fs);
    for (int m = 0; m < 8; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    for (int m = 0; m < 20; ++m) bench.step(channel);
    const auto& point = channel.point(0);
    int wrong = 0;
    for (int j = 100; j < 200; ++j) {
        const auto bit = static_cast<std::size_t>(j + point.where.bit_offset);
        wrong += bench.received[0][static_cast<std::size_t>(j)] != bench.sent[0][bit];
    }
    CHECK(wrong == 0);
    // At most a word of latency beyond what the times imply.
    const std::int64_t implied = bench.sample(0, 0, 0, 8).bit;
    CHECK((implied - point.where.bit_offset == 0 || implied - point.where.bit_offset == 8));
    // Running away towards the future drops whole words and stays with light that exists.
    for (int m = 0; m < 100; ++m) {
        bench.move_phase(1, 31);
        bench.step(channel);
    }
    CHECK(channel.word_skips() >= 5);
    CHECK(channel.point(1).where.bit_offset > implied - 16);
    CHECK(channel.point(1).where.bit_offset <= implied + 8);
}

TEST_CASE("word_channel: measured error rate is the predicted one from 1e-3 to 1e-5",
          "[models][channel]") {
    struct Point {
        double length_m, threshold_off;
        double low, high;
        int words;
    };
    const Point at =
        GENERATE(Point{29.0, 0.0, 3e-4, 3e-3, 20'000}, Point{25.0, 0.01, 3e-5, 3e-4, 40'000},
                 Point{23.0, 0.0, 5e-6, 3e-5, 60'000});
    WordChannelConfig config = oio::test::set_m_config(64, 16, at.length_m);
    for (int i = 0; i < config.lanes; ++i) config.sites.push_back({1.0, 0.37 * i});
    WordChannel channel(config);
    ChannelBench bench(config, 1'234'567);
    const auto best = oio::lane_statistics::optimum(*config.grid, 1.0, config.sigma);
    bench.set_thresholds(best.threshold + at.threshold_off);
    for (int m = 0; m < 40; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, best.f);
    const double ber = channel.predicted_ber(5);
    CHECK(ber > at.low);
    CHECK(ber < at.high);
    CHECK(ber ==
          Approx(oio::lane_statistics::ber(*config.grid, best.f, 1.0,
                                           config.threshold(bench.threshold[0]), config.sigma)));
    channel.mark_settled();
    // Count by comparison with what was sent, independently of the model's own counters.
    const auto first = bench.received[0].size();
    for (int m = 0; m < at.words; ++m) bench.step(channel);
    std::uint64_t errors = 0;
    std::uint64_t bits = 0;
    for (int i = 0; i < config.lanes; ++i) {
        const auto lane = static_cast<std::size_t>(i);
        const std::int64_t offset = channel.point(i).where.bit_offset;
        for (std::size_t j = first; j < bench.received[lane].size(); ++j, ++bits) {
            const auto sent_bit = static_cast<std::size_t>(static_cast<std::int64_t>(j) + offset);
            errors += bench.received[lane][j] != bench.sent[lane][sent_bit];
        }
    }
    const oio::LaneCounters counted = channel.settled_total();
    CHECK(counted.bits == bits);
    CHECK(counted.errors == errors);
    CHECK(errors >= 100);
    INFO("errors " << errors << " expected " << ber * static_cast<double>(bits));
    CHECK(oio::test::agrees(static_cast<double>(errors), ber * static_cast<double>(bits)));
}

TEST_CASE("word_channel: words at a moved phase have that phase's error rate, the others theirs",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(64, 8, 24.0);
    for (int i = 0; i < config.lanes; ++i) config.sites.push_back({1.0, 0.37 * i});
    WordChannel channel(config);
    ChannelBench bench(config, 1'234'567);
    const auto best = oio::lane_statistics::optimum(*config.grid, 1.0, config.sigma);
    bench.set_thresholds(best.threshold);
    for (int m = 0; m < 40; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, best.f);
    const double threshold = config.threshold(bench.threshold[0]);
    const int offs[3] = {0, 14, -11};
    double errors[3] = {0, 0, 0};
    double bits[3] = {0, 0, 0};
    for (int m = 0; m < 90'000; ++m) {
        const int off = offs[m % 3];
        for (int i = 0; i < config.lanes; ++i) bench.move_phase(i, off);
        const std::uint64_t before = channel.errors_injected();
        bench.step(channel);
        errors[m % 3] += static_cast<double>(channel.errors_injected() - before);
        bits[m % 3] += 64 * 8;
        for (int i = 0; i < config.lanes; ++i) bench.move_phase(i, -off);
    }
    for (int i = 0; i < 3; ++i) {
        const double ber =
            oio::lane_statistics::ber(*config.grid, best.f + offs[i], 1.0, threshold, config.sigma);
        INFO("offset " << offs[i] << " ber " << ber << " errors " << errors[i]);
        CHECK(errors[i] >= 100);
        CHECK(oio::test::agrees(errors[i], ber * bits[i]));
    }
}

TEST_CASE("word_channel: errors fall on patterns as their probabilities say", "[models][channel]") {
    // Once with an open eye (candidates and thinning), once at its edge (every bit decided).
    const int off = GENERATE(0, 22);
    WordChannelConfig config = oio::test::set_m_config(32, 8, 27.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1'234'567);
    const auto best = oio::lane_statistics::optimum(*config.grid, 1.0, config.sigma);
    bench.set_thresholds(best.threshold);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, best.f + off);
    const auto first = bench.received[0].size();
    for (int m = 0; m < (off == 0 ? 60'000 : 5'000); ++m) bench.step(channel);
    std::vector<double> errors(PhaseGrid::kPatterns), expected(PhaseGrid::kPatterns);
    for (int i = 0; i < config.lanes; ++i) {
        const auto lane = static_cast<std::size_t>(i);
        const auto where = channel.point(i).where;
        for (std::size_t j = first; j < bench.received[lane].size(); ++j) {
            const unsigned pattern =
                bench.pattern(i, static_cast<std::int64_t>(j) + where.bit_offset);
            const unsigned sent = (pattern >> PhaseGrid::kPre) & 1u;
            errors[pattern] += bench.received[lane][j] != sent;
            expected[pattern] += oio::lane_statistics::error_probability(
                *config.grid, where.fraction, pattern, 1.0, config.threshold(bench.threshold[lane]),
                config.sigma);
        }
    }
    double chi_square = 0.0;
    int classes = 0;
    for (unsigned p = 0; p < PhaseGrid::kPatterns; ++p) {
        if (expected[p] < 10.0) continue;
        ++classes;
        chi_square += (errors[p] - expected[p]) * (errors[p] - expected[p]) / expected[p];
    }
    REQUIRE(classes >= 20);
    // Wilson and Hilferty: 99.9 % point of chi square.
    const double bound =
        classes *
        std::pow(1.0 - 2.0 / (9.0 * classes) + 3.0902 * std::sqrt(2.0 / (9.0 * classes)), 3);
    INFO(classes << " classes");
    CHECK(chi_square < bound);
}

TEST_CASE("word_channel: same seed same bits, a further lane or another name does not shift them",
          "[models][channel]") {
    const auto run = [](int lanes, std::uint64_t seed, const std::string& name, double length_m) {
        WordChannelConfig config = oio::test::set_m_config(lanes, 8, length_m);
        config.seed = seed;
        config.name = name;
        WordChannel channel(config);
        ChannelBench bench(config, 5);
        bench.set_thresholds(0.31);
        for (int m = 0; m < 40; ++m) bench.step(channel);
        oio::test::align_phases(bench, channel, 32);
        for (int m = 0; m < 3000; ++m) bench.step(channel);
        return bench.received;
    };
    const double length_m = GENERATE(27.0, 45.0);  // sparse, dense
    const auto four = run(4, 1, "a", length_m);
    const auto five = run(5, 1, "a", length_m);
    CHECK(run(4, 1, "a", length_m) == four);
    for (std::size_t i = 0; i < 4; ++i) CHECK(five[i] == four[i]);
    CHECK(run(4, 2, "a", length_m)[0] != four[0]);
    CHECK(run(4, 1, "b", length_m)[0] != four[0]);
}

TEST_CASE("word_channel: errors of different lanes are independent", "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 30.0);
    WordChannel channel(config);
    ChannelBench bench(config, 5);
    bench.set_thresholds(0.3);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    const auto first = bench.received[0].size();
    for (int m = 0; m < 100'000; ++m) bench.step(channel);
    const std::int64_t offset = channel.point(0).where.bit_offset;
    double a = 0, b = 0, both = 0;
    for (std::size_t j = first; j < bench.received[0].size(); ++j) {
        const auto from = static_cast<std::size_t>(static_cast<std::int64_t>(j) + offset);
        const bool wrong_a = bench.received[0][j] != bench.sent[0][from];
        const bool wrong_b = bench.received[1][j] != bench.sent[1][from];
        a += wrong_a;
        b += wrong_b;
        both += wrong_a && wrong_b;
    }
    const double expected = a * b / static_cast<double>(bench.received[0].size() - first);
    REQUIRE(a > 500);
    CHECK(both <= expected + 3.3 * std::sqrt(expected) + 3.0);
}
