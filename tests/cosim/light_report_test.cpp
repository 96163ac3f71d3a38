// SPDX-License-Identifier: Apache-2.0
#include "cosim/light_report.hpp"

#include <catch2/catch.hpp>

using oio::load_sim_config;
using oio::RunResult;

TEST_CASE("light_report: shows both directions on the array and the worst lane's budget",
          "[cosim]") {
    const oio::SimConfig config = load_sim_config("small-16");
    RunResult result;
    CHECK(oio::light_report(config, result).empty());
    oio::LinkResult link;
    link.name = "0-1";
    for (const char* name : {"a_to_b", "b_to_a"}) {
        oio::DirectionResult direction;
        direction.name = name;
        for (int i = 0; i < 18; ++i) {
            oio::LaneResult lane;
            lane.lane = i;
            lane.bits = 1000;
            lane.predicted_log10_ber = i == 11 ? -8.0 : -14.0;
            direction.lanes.push_back(lane);
        }
        link.directions.push_back(direction);
    }
    result.links.push_back(link);
    const std::string html = oio::light_report(config, result);
    CHECK(html.find("a_to_b") != std::string::npos);
    CHECK(html.find("b_to_a") != std::string::npos);
    CHECK(html.find("Lane 11, the worst") != std::string::npos);
    CHECK(html.find("class=\"contour") != std::string::npos);
    CHECK(html.find("aria-label=\"eye diagram\"") != std::string::npos);
    CHECK(html.find("Bathtub") != std::string::npos);
    CHECK(html.find("attenuation") != std::string::npos);
    CHECK(html.find("What limits it: ") != std::string::npos);
}
