// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_sampler.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::DecisionTables;
using oio::LaneResponse;
using oio::LaneSampler;
using oio::PhaseGrid;

namespace {

constexpr unsigned kCursorBit = 1u << (DecisionTables::kCursor + 1);  // of a wide window

LaneSampler sampler_of(const LaneResponse& response) {
    return {response, std::make_shared<const DecisionTables>(*response.grid)};
}

/// A lane without memory whose level is a straight line in time: a `1` rises by `slope` in each
/// unit interval.
LaneResponse straight_line(double slope) {
    std::vector<float> levels;
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
            const bool one = ((pattern >> PhaseGrid::kPre) & 1u) != 0;
            levels.push_back(one ? static_cast<float>(0.8 + slope * (f - 32) / 64.0) : 0.0f);
        }
    }
    LaneResponse response;
    response.grid = std::make_shared<const PhaseGrid>(0.0, std::move(levels));
    response.thermal_sigma = 0.05;
    return response;
}

double tail(double x) {
    return 0.5 * std::erfc(x / std::sqrt(2.0));
}

}  // namespace

TEST_CASE("lane_sampler: noise grows with the light that is sampled", "[models][channel]") {
    LaneResponse response = straight_line(0.0);
    response.shot_variance = 0.01;
    const LaneSampler sampler = sampler_of(response);
    const double one = std::sqrt(0.0025 + 0.01 * (2.0 * 0.8 + 0.1));
    CHECK(sampler.probability({32, 2.0, 0.9, {}}, kCursorBit, 0.1, false) ==
          Approx(tail((1.7 - 0.9) / one)));
    const double zero = std::sqrt(0.0025 + 0.01 * 0.1);
    CHECK(sampler.probability({32, 2.0, 0.3, {}}, 0, 0.1, true) == Approx(tail(0.2 / zero)));
    CHECK_FALSE(sampler.plain());
}

TEST_CASE("lane_sampler: random jitter on a straight edge is noise of slope times jitter",
          "[models][channel]") {
    LaneResponse response = straight_line(0.9);
    response.jitter_rj_ui = 0.05;
    const LaneSampler sampler = sampler_of(response);
    const double sigma = std::hypot(0.05, 0.9 * 0.05);
    for (const double threshold : {0.7, 0.6, 0.5, 0.45}) {
        CHECK(sampler.probability({32, 1.0, threshold, {}}, kCursorBit, 0.0, false) ==
              Approx(tail((0.8 - threshold) / sigma)).epsilon(1e-4));
    }
    // Given an error, Gaussian jitter has the mean that Bayes says: early, where the level is low.
    double mean = 0.0;
    for (int i = 0; i < 1000; ++i) {
        mean +=
            sampler.draw_jitter({32, 1.0, 0.6, {}}, kCursorBit, 0.0, false, (i + 0.5) / 1000.0) /
            64.0 / 1000.0;
    }
    const double x = (0.8 - 0.6) / sigma;
    const double excess = std::exp(-0.5 * x * x) / std::sqrt(2.0 * M_PI) / tail(x) * sigma;
    CHECK(mean == Approx(-excess * 0.9 * 0.05 * 0.05 / (sigma * sigma)).epsilon(0.02));
}

TEST_CASE("lane_sampler: deterministic jitter is two samplers half of the time each",
          "[models][channel]") {
    LaneResponse response = straight_line(0.9);
    response.jitter_dj_ui = 0.25;
    const LaneSampler sampler = sampler_of(response);
    const double expected =
        0.5 * tail((0.8 - 0.9 * 0.125 - 0.5) / 0.05) + 0.5 * tail((0.8 + 0.9 * 0.125 - 0.5) / 0.05);
    CHECK(sampler.probability({32, 1.0, 0.5, {}}, kCursorBit, 0.0, false) ==
          Approx(expected).epsilon(1e-4));
}

TEST_CASE("lane_sampler: a late sample is one of the next bit", "[models][channel]") {
    const LaneResponse response =
        oio::test::same_lanes(1, oio::test::set_m_grid(2.125, 15.0), 0.05).front();
    const LaneSampler sampler = sampler_of(response);
    for (unsigned wide = 0; wide <= LaneSampler::kWideMask; wide += 7) {
        const auto direct = [&](int f, unsigned window) {
            return static_cast<double>(response.grid->level(
                f, DecisionTables::pattern_of(window & (DecisionTables::kPatterns - 1))));
        };
        CHECK(sampler.level(40.0, wide) == direct(40, wide >> 1));
        CHECK(sampler.level(70.0, wide) == direct(6, wide >> 2));
        CHECK(sampler.level(-3.0, wide) == direct(61, wide));
        CHECK(sampler.level(10.25, wide) ==
              Approx(0.75 * direct(10, wide >> 1) + 0.25 * direct(11, wide >> 1)));
        CHECK(sampler.level(63.5, wide) ==
              Approx(0.5 * direct(63, wide >> 1) + 0.5 * direct(0, wide >> 2)));
    }
}

TEST_CASE("lane_sampler: no bit is wrong more often than the bound", "[models][channel]") {
    const int kind = GENERATE(range(0, 6));
    LaneResponse response =
        oio::test::same_lanes(1, oio::test::set_m_grid(2.125, 18.0), 0.045).front();
    if (kind & 1) response.shot_variance = 0.004;
    if (kind >= 2) response.jitter_rj_ui = 0.03;
    if (kind >= 4) response.jitter_dj_ui = 0.1;
    const LaneSampler sampler = sampler_of(response);
    oio::RandomStream random(4, "bound", "points");
    int checked = 0;
    double tightest = HUGE_VAL;
    for (int i = 0; i < 200; ++i) {
        oio::SamplerPoint point;
        point.fraction = static_cast<int>(random.uniform() * 64);
        point.gain = 0.5 + random.uniform();
        point.threshold = -0.1 + 1.2 * random.uniform();
        point.crosstalk = {0.0, 0.1 * random.uniform()};
        const bool zero_as_one = random.uniform() < 0.2;
        const bool one_as_one = zero_as_one || random.uniform() < 0.8;
        const double bound = sampler.bound(point, zero_as_one, one_as_one);
        double largest = 0.0;
        for (int j = 0; j < 300; ++j) {
            const unsigned wide = random.next_u32() & LaneSampler::kWideMask;
            const double crosstalk = point.crosstalk.high * (j % 3) / 2.0;
            const bool expect = (wide & kCursorBit) != 0 ? one_as_one : zero_as_one;
            const double wrong = sampler.probability(point, wide, crosstalk, !expect);
            REQUIRE(wrong <= bound * (1.0 + 1e-9));
            largest = std::max(largest, wrong);
            ++checked;
        }
        if (largest > 1e-12) tightest = std::min(tightest, bound / largest);
    }
    CHECK(checked == 60'000);
    CHECK(tightest < 1.5);
}
