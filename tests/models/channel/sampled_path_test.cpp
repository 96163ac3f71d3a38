// SPDX-License-Identifier: Apache-2.0
#include "models/channel/sampled_path.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

TEST_CASE("sampled_path: a sample is own light, foreign light and noise against the threshold",
          "[models][channel]") {
    std::vector<LaneResponse> lanes{test::lane_of(test::ramp_grid(1.0), 0.05),
                                    test::lane_of(test::square_grid(), 0.05)};
    lanes[0].gain = 0.8;
    lanes[0].shot_variance = 0.01;
    lanes[0].threshold_offset = 0.03;
    lanes[0].aggressors = {{1, 0.1}};
    lanes[1].gain = 1.5;
    const SampledPath path(lanes, 0, 40);
    const unsigned one = 1u << (PhaseGrid::kPre + 1);
    CHECK(path.own_level(one, 0.0) == Approx(0.8 * (1.0 + 8.0 / 64.0)));
    CHECK(path.own_level(one, 0.05) == Approx(0.8 * (1.0 + 8.0 / 64.0 + 0.05)));
    REQUIRE(path.aggressors() == 1);
    CHECK(path.light(0)[1u << PhaseGrid::kPre] == Approx(0.15));
    CHECK(path.light(0)[0] == Approx(0.0));
    CHECK(path.sample(0.6, 2.0, 0.4) == Approx(0.6 + 2.0 * std::sqrt(0.0025 + 0.006) - 0.4 - 0.03));
    CHECK_FALSE(path.jitters());
}

TEST_CASE("sampled_path: a lane, phase or aggressor that does not exist is refused",
          "[models][channel]") {
    std::vector<LaneResponse> lanes{test::lane_of(test::square_grid(), 0.05)};
    CHECK_THROWS_WITH(SampledPath(lanes, 1, 32), Catch::Contains("sampled_path.lane: 1"));
    CHECK_THROWS_WITH(SampledPath(lanes, 0, 64), Catch::Contains("[0, 63]"));
    lanes[0].aggressors = {{7, 0.1}};
    CHECK_THROWS_WITH(SampledPath(lanes, 0, 32), Catch::Contains("lane.aggressors.lane: 7"));
}

}  // namespace
}  // namespace oio
