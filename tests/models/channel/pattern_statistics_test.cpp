// SPDX-License-Identifier: Apache-2.0
//
// Which bits fail, and how often two neighbours fail together: the prediction against closed forms,
// then both cuts of the channel against the prediction, then samplers that are wrong on purpose.
#include "models/channel/pattern_statistics.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <type_traits>

#include "models/channel/statistical_eye.hpp"
#include "tests/models/channel/channel_bench.hpp"
#include "tests/models/channel/eye_lanes.hpp"
#include "tests/models/channel/pattern_check.hpp"

namespace oio {
namespace {

using test::PatternCounts;
using test::tail;

constexpr int kSettled = 80;  // words until light of the first bit has arrived

LaneResponse set_m_lane(double length_m) {
    return test::lane_of(test::set_m_grid(2.125, length_m), LaneModelConfig::set_m().sigma());
}

/// Runs words through a channel at phase 32 and the threshold, and counts what each lane does.
template <typename Channel>
PatternCounts run(double length_m, double threshold, int lanes, int words) {
    WordChannelConfig config = test::set_m_config(lanes, 8, length_m);
    Channel channel(config);
    test::ChannelBench bench(config, 100'000);
    for (auto& code : bench.threshold) code = bench.threshold_code(threshold);
    const int group = std::is_same_v<Channel, WordChannel> ? 8 : 1;
    test::align_phases(bench, channel, 32);
    const std::int64_t first = bench.word + kSettled;
    for (int i = 0; i < words + kSettled; ++i) bench.step(channel);
    PatternCounts counts;
    for (int lane = 0; lane < lanes; ++lane) {
        counts.previous_wrong = false;
        const auto& received = bench.received[static_cast<std::size_t>(lane)];
        const auto& sent = bench.sent[static_cast<std::size_t>(lane)];
        for (std::int64_t bit = first * 8; bit < bench.word * 8; ++bit) {
            const auto at = bench.sample(lane, bit / group, static_cast<int>(bit % group), group);
            REQUIRE(at.fraction == 32);
            counts.add(bench.pattern(lane, at.bit), received[static_cast<std::size_t>(bit)] !=
                                                        sent[static_cast<std::size_t>(at.bit)]);
        }
    }
    return counts;
}

/// What the channel's threshold code makes of a level.
double coded(double threshold) {
    WordChannelConfig config;
    config.grid = nullptr;
    return config.threshold(static_cast<std::int8_t>(
        std::lround((threshold - config.threshold_mid) / config.threshold_full_scale * 127.0)));
}

void check_against_eye(const PatternCounts& counts, const PatternStatistics& eye) {
    INFO("errors " << counts.all_errors << " of " << counts.all_bits << ", pairs " << counts.pairs
                   << ", predicted " << eye.pair_rate(1) * counts.all_bits << ", independent "
                   << eye.ber * eye.ber * counts.all_bits);
    CHECK(counts.all_errors > 3000);
    CHECK(std::abs(counts.all_errors - eye.ber * counts.all_bits) <
          4.0 * std::sqrt(counts.all_errors));
    CHECK(test::pattern_deviate(counts, eye) < 3.3);
    CHECK(std::abs(test::pair_deviate(counts, eye.pair_rate(1))) < 3.3);
}

TEST_CASE("pattern_statistics: two levels and a pair by hand", "[models][channel]") {
    // A one after a zero reaches 0.8 only; everything else is clean.
    const auto grid = test::grid_of([](int, unsigned pattern) {
        const bool before = ((pattern >> (PhaseGrid::kPre + 1)) & 1u) != 0;
        return test::cursor(pattern) ? (before ? 1.0 : 0.8) : 0.0;
    });
    const double sigma = 0.1;
    const PatternStatistics eye = pattern_statistics({test::lane_of(grid, sigma)}, 0, 32, 0.5);
    const double weak = tail(3.0), strong = tail(5.0);
    CHECK(eye.error_probability[1u << PhaseGrid::kPre] == Approx(weak));
    CHECK(eye.error_probability[3u << PhaseGrid::kPre] == Approx(strong));
    CHECK(eye.error_probability[0] == Approx(strong));
    CHECK(eye.ber == Approx(0.25 * weak + 0.75 * strong));
    CHECK(eye.share(1u << PhaseGrid::kPre) == Approx(weak / (512.0 * eye.ber)));
    // Of eight equal bit triples (older, old, new) the pairs of both errors.
    const auto p = [&](int before, int bit) { return bit == 1 && before == 0 ? weak : strong; };
    double pairs = 0.0;
    for (int t = 0; t < 8; ++t) pairs += p(t & 1, (t >> 1) & 1) * p((t >> 1) & 1, t >> 2) / 8.0;
    CHECK(eye.pair_rate(1) == Approx(pairs));
    // Two weak ones never follow each other; at distance 2 they may.
    CHECK(eye.pair_rate(1) < eye.ber * eye.ber);
    CHECK(eye.pair_rate(2) == Approx(eye.ber * eye.ber));
    CHECK_THROWS_AS(eye.pair_rate(0), std::invalid_argument);
}

TEST_CASE("pattern_statistics: the mean over patterns is the eye's error rate",
          "[models][channel]") {
    std::vector<LaneResponse> lanes(3, set_m_lane(20.0));
    const auto compare = [&] {
        const EyePoint best = best_point(lanes, 0);
        const PatternStatistics eye = pattern_statistics(lanes, 0, best.phase, best.threshold);
        CHECK(std::log10(eye.ber) == Approx(best.log10_ber).epsilon(1e-3));
    };
    compare();
    lanes[0].aggressors = {{1, 0.02}, {2, 0.03}};
    lanes[1].skew_ui = 0.3;
    compare();
    lanes[0].jitter_rj_ui = 0.03;
    lanes[0].jitter_dj_ui = 0.1;
    lanes[0].shot_variance = 0.001;
    compare();
}

/// The prediction differs from that of independent errors by more than the count's noise.
void check_pairs_tell(const PatternCounts& counts, const PatternStatistics& eye) {
    CHECK(test::pair_deviate(counts, eye.ber * eye.ber) > 5.0);
}

double worst(const PatternStatistics& eye) {
    return *std::max_element(eye.error_probability.begin(), eye.error_probability.end());
}

// The word cut decides bit by bit where its worst pattern fails more often than one in 64 times,
// and proposes candidates where it does not.
constexpr double kDense = 1.0 / 64.0;

TEST_CASE("pattern_statistics: the word cut's sparse sampler fails where the eye says",
          "[models][channel]") {
    const PatternStatistics eye = pattern_statistics({set_m_lane(27.5)}, 0, 32, coded(0.316));
    REQUIRE(worst(eye) < 0.9 * kDense);
    check_against_eye(run<WordChannel>(27.5, 0.316, 64, 50'000), eye);
}

TEST_CASE("pattern_statistics: the word cut's dense sampler fails where the eye says",
          "[models][channel]") {
    const PatternStatistics eye = pattern_statistics({set_m_lane(34.0)}, 0, 32, coded(0.283));
    REQUIRE(worst(eye) > 1.1 * kDense);
    const PatternCounts counts = run<WordChannel>(34.0, 0.283, 32, 16'000);
    check_against_eye(counts, eye);
    check_pairs_tell(counts, eye);
}

TEST_CASE("pattern_statistics: the serial cut fails where the eye says", "[models][channel]") {
    const PatternStatistics eye = pattern_statistics({set_m_lane(34.0)}, 0, 32, coded(0.283));
    const PatternCounts counts = run<SerialChannel>(34.0, 0.283, 32, 16'000);
    check_against_eye(counts, eye);
    check_pairs_tell(counts, eye);
}

TEST_CASE("pattern_statistics: a sampler that ignores patterns is found out", "[models][channel]") {
    const PatternStatistics eye = pattern_statistics({set_m_lane(34.0)}, 0, 32, 0.283);
    RandomStream random(5, "test", "wrong samplers");
    const auto sample = [&](const std::function<double(unsigned)>& probability) {
        PatternCounts counts;
        unsigned pattern = 0;
        for (int i = 0; i < 3'000'000; ++i) {
            pattern = (pattern << 1 | (random.next_u32() & 1u)) & (PhaseGrid::kPatterns - 1);
            counts.add(pattern, random.uniform() < probability(pattern));
        }
        return counts;
    };
    // The right one passes.
    const PatternCounts right =
        sample([&](unsigned pattern) { return eye.error_probability[pattern]; });
    CHECK(test::pattern_deviate(right, eye) < 3.3);
    CHECK(std::abs(test::pair_deviate(right, eye.pair_rate(1))) < 3.3);
    // One that only has the right mean does not.
    const PatternCounts flat = sample([&](unsigned) { return eye.ber; });
    CHECK(std::abs(flat.all_errors - eye.ber * flat.all_bits) < 4.0 * std::sqrt(flat.all_errors));
    CHECK(test::pattern_deviate(flat, eye) > 20.0);
    CHECK(test::pair_deviate(flat, eye.pair_rate(1)) < -5.0);
    // Nor one that looks at the bits of the wrong end.
    const PatternCounts reversed = sample([&](unsigned pattern) {
        unsigned mirrored = 0;
        for (int k = 0; k < PhaseGrid::kTaps; ++k) {
            mirrored |= ((pattern >> k) & 1u) << (PhaseGrid::kTaps - 1 - k);
        }
        return eye.error_probability[mirrored];
    });
    CHECK(test::pattern_deviate(reversed, eye) > 20.0);
}

}  // namespace
}  // namespace oio
