// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/thermal_schedule.hpp"

#include <catch2/catch.hpp>

#include "models/phy/lane_model.hpp"
#include "systemc/channel/optical_link.hpp"

using sc_core::sc_time;
using sc_core::SC_US;

TEST_CASE("thermal_schedule: the latest temperature that is due reaches every lane",
          "[systemc][channel]") {
    oio::WordChannelConfig config;
    config.lanes = 3;
    config.grid = std::make_shared<const oio::PhaseGrid>(oio::PulseResponse(
        oio::LaneModelConfig::set_m(), oio::BitRate::from_gbps(2.125), oio::Length::from_m(10.0)));
    oio::WordChannel channel(config);
    oio::ThermalSchedule thermal;
    CHECK(thermal.apply(sc_time(1000, SC_US), channel) == 0);
    std::vector<double> asked;
    thermal.set({{10.0, 30.0}, {20.0, 40.0}, {21.0, 50.0}}, [&](double celsius) {
        asked.push_back(celsius);
        std::vector<oio::LaneResponse> lanes;
        for (int i = 0; i < 3; ++i) {
            lanes.push_back(config.response(i));
            lanes.back().gain = 1.0 - 0.01 * (celsius - 25.0) + 0.001 * i;
        }
        return lanes;
    });
    CHECK(thermal.apply(sc_time(9, SC_US), channel) == 0);
    CHECK(thermal.celsius() == 25.0);
    CHECK(channel.response(2).gain == 1.0);
    CHECK(thermal.apply(sc_time(10, SC_US), channel) == 1);
    CHECK(channel.response(2).gain == Approx(0.952));
    CHECK(thermal.apply(sc_time(19, SC_US), channel) == 0);
    CHECK(thermal.apply(sc_time(30, SC_US), channel) == 2);
    CHECK(channel.response(0).gain == Approx(0.75));
    CHECK(thermal.celsius() == 50.0);
    CHECK(asked == std::vector<double>{30.0, 50.0});
    CHECK(thermal.apply(sc_time(1000, SC_US), channel) == 0);
    thermal.set({}, nullptr, 70.0);
    CHECK(thermal.celsius() == 70.0);
}
