// SPDX-License-Identifier: Apache-2.0
#include "models/channel/own_levels.hpp"

#include <catch2/catch.hpp>

#include "models/channel/pulse_response.hpp"
#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

LaneResponse set_m() {
    return test::lane_of(
        std::make_shared<const PhaseGrid>(
            PulseResponse(LaneModelConfig::set_m(), BitRate::from_gbps(2.0), Length::from_m(20))),
        0.045);
}

TEST_CASE("own_levels: exact levels are those of the grid, each side adding up to 1",
          "[models][channel]") {
    const LaneResponse lane = set_m();
    double ones = 0.0, zeros = 0.0, mean_of_ones = 0.0;
    for (const OwnLevel& at : exact_own_levels(*lane.grid, 30)) {
        (at.one ? ones : zeros) += at.weight;
        if (at.one) mean_of_ones += at.weight * at.level;
    }
    CHECK(ones == Approx(1.0));
    CHECK(zeros == Approx(1.0));
    // Every other tap is on for half of the ones.
    double expected = lane.grid->tap(30, PhaseGrid::kPre);
    for (int k = 0; k < PhaseGrid::kTaps; ++k) {
        if (k != PhaseGrid::kPre) expected += 0.5 * lane.grid->tap(30, k);
    }
    CHECK(mean_of_ones == Approx(expected).epsilon(1e-5));
}

TEST_CASE("own_levels: jitter on a ramp spreads the level by slope times jitter",
          "[models][channel]") {
    LaneResponse lane = test::lane_of(test::ramp_grid(0.8), 0.05);
    lane.jitter_rj_ui = 0.02;
    const OwnLevels levels = binned_own_levels(lane, 32, 0.05 / 64.0);
    CHECK(levels.ones.total() == Approx(1.0));
    CHECK(levels.ones.mean() == Approx(1.0));
    CHECK(levels.zeros.mean() == Approx(0.0).margin(1e-9));
    double variance = 0.0;
    for (std::size_t i = 0; i < levels.ones.size(); ++i) {
        variance += levels.ones.weight(i) * std::pow(levels.ones.level(i) - 1.0, 2);
    }
    CHECK(std::sqrt(variance) == Approx(0.8 * 0.02).epsilon(1e-3));
}

TEST_CASE("own_levels: a cache returns what it was not told twice", "[models][channel]") {
    LaneResponse lane = set_m();
    lane.jitter_rj_ui = 0.01;
    OwnLevelCache cache;
    const double step = OwnLevelCache::rounded_step(0.0007);
    CHECK(step <= 0.0007);
    CHECK(step > 0.0007 / 1.19);
    const OwnLevels& first = cache.get(lane, 32, step);
    lane.gain = 1.3;  // gain is applied later
    CHECK(&cache.get(lane, 32, step) == &first);
    CHECK(&cache.get(lane, 31, step) != &first);
    lane.jitter_rj_ui = 0.02;
    CHECK(&cache.get(lane, 32, step) != &first);
}

}  // namespace
}  // namespace oio
