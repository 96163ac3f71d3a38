// SPDX-License-Identifier: Apache-2.0
#include "models/channel/importance_sampling.hpp"

#include <catch2/catch.hpp>

#include "models/channel/pulse_response.hpp"
#include "models/channel/statistical_eye.hpp"
#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

ImportanceResult sampled(const std::vector<LaneResponse>& lanes, const EyePoint& at,
                         std::uint64_t seed) {
    RandomStream random(seed, "test", "importance sampling");
    ImportanceConfig config;
    config.phase = at.phase;
    config.threshold = at.threshold;
    return run_importance_sampling(lanes, 0, config, random);
}

TEST_CASE("importance_sampling: an ideal lane down to 1e-60", "[models][channel]") {
    for (const double q : {2.0, 5.0, 8.0, 16.3}) {
        const LaneResponse lane = test::lane_of(test::square_grid(), 0.5 / q);
        const ImportanceResult result = sampled({lane}, {32, 0.5, 0.0}, 1);
        CHECK(result.converged);
        CHECK(result.log10_ber == Approx(std::log10(test::tail(q))).margin(0.02));
        CHECK(result.relative_error < 0.02);
    }
}

TEST_CASE(
    "importance_sampling: agrees with the statistical eye on crosstalk, jitter and shot noise",
    "[models][channel]") {
    for (const double length_m : {25.0, 15.0, 5.0}) {
        const auto grid = std::make_shared<const PhaseGrid>(PulseResponse(
            LaneModelConfig::set_m(), BitRate::from_gbps(2.125), Length::from_m(length_m)));
        std::vector<LaneResponse> lanes(4, test::lane_of(grid, LaneModelConfig::set_m().sigma()));
        for (int i = 1; i < 4; ++i) {
            lanes[0].aggressors.push_back({i, 0.02});
            lanes[static_cast<std::size_t>(i)].skew_ui = 0.3 * i;
        }
        lanes[0].jitter_rj_ui = 0.02;
        lanes[0].jitter_dj_ui = 0.08;
        lanes[0].shot_variance = 5e-4;
        const EyePoint best = best_point(lanes, 0);
        const ImportanceResult result = sampled(lanes, best, 1);
        CAPTURE(length_m, best.log10_ber, result.relative_error);
        CHECK(result.converged);
        CHECK(result.log10_ber == Approx(best.log10_ber).margin(0.04));
    }
}

TEST_CASE("importance_sampling: a lane whose rise and fall differ", "[models][channel]") {
    const auto grid = test::grid_of([](int f, unsigned pattern) {
        double state = 0.0;
        for (int k = PhaseGrid::kTaps - 1; k >= PhaseGrid::kPre; --k) {
            const double t = k == PhaseGrid::kPre ? (f + 1) / 64.0 : 1.0;
            const bool one = ((pattern >> k) & 1u) != 0;
            state = one ? 1.0 - (1.0 - state) * std::exp(-4.5 * t) : state * std::exp(-2.0 * t);
        }
        return state;
    });
    const std::vector<LaneResponse> lanes{test::lane_of(grid, 0.04)};
    const EyePoint best = best_point(lanes, 0);
    CHECK(sampled(lanes, best, 1).log10_ber == Approx(best.log10_ber).margin(0.03));
}

TEST_CASE("importance_sampling: its relative error is that of repeated runs", "[models][channel]") {
    const LaneResponse lane = test::lane_of(test::ramp_grid(1.0), 0.08);
    const double expected = std::log10(test::tail(0.5 / 0.08));
    double square = 0.0, reported = 0.0;
    constexpr int kRuns = 40;
    for (int run = 0; run < kRuns; ++run) {
        const ImportanceResult result =
            sampled({lane}, {32, 0.5, 0.0}, 100 + static_cast<std::uint64_t>(run));
        square += std::pow(std::pow(10.0, result.log10_ber - expected) - 1.0, 2);
        reported += result.relative_error / kRuns;
    }
    const double measured = std::sqrt(square / kRuns);
    CHECK(measured < 1.5 * reported);
    CHECK(measured > reported / 1.5);
}

TEST_CASE("importance_sampling: says when it did not converge", "[models][channel]") {
    const LaneResponse lane = test::lane_of(test::square_grid(), 0.1);
    RandomStream random(1, "test", "importance sampling");
    ImportanceConfig config;
    config.relative_error = 1e-5;
    config.most_samples = 100'000;
    const ImportanceResult result = run_importance_sampling({lane}, 0, config, random);
    CHECK_FALSE(result.converged);
    CHECK(result.relative_error > 1e-5);
    CHECK(result.samples >= 100'000);
    CHECK(result.samples < 250'000);
}

}  // namespace
}  // namespace oio
