// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_response.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

LaneResponse nominal() {
    LaneResponse lane;
    lane.grid = std::make_shared<const PhaseGrid>(
        PulseResponse(LaneModelConfig::set_m(), BitRate::from_gbps(2.125), Length::from_m(10.0)));
    return lane;
}

TEST_CASE("lane_response: shot noise adds to thermal noise as variance", "[models][channel]") {
    LaneResponse lane = nominal();
    lane.thermal_sigma = 0.03;
    lane.shot_variance = 0.0016;
    CHECK(lane.sigma(1.0) == Approx(0.05));
    CHECK(lane.sigma(0.0) == Approx(0.03));
    // Ringing below zero is no light.
    CHECK(lane.sigma(-0.1) == Approx(0.03));
}

TEST_CASE("lane_response: a bad field is named with its range", "[models][channel]") {
    LaneResponse lane = nominal();
    CHECK_NOTHROW(lane.validate());
    lane.aggressors = {{3, 0.5}};
    CHECK_THROWS_WITH(lane.validate(), "lane.aggressors.coupling: 0.5 is outside [0, 0.2]");
    lane.aggressors.clear();
    lane.thermal_sigma = 0.0;
    CHECK_THROWS_WITH(lane.validate(), Catch::Contains("lane.thermal_sigma: 0 is outside"));
    lane.thermal_sigma = 0.05;
    lane.grid.reset();
    CHECK_THROWS_WITH(lane.validate(), Catch::Contains("phase grid is required"));
}

}  // namespace
}  // namespace oio
