// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/fault_schedule.hpp"

#include <catch2/catch.hpp>

#include "models/phy/lane_model.hpp"
#include "systemc/channel/optical_link.hpp"

using sc_core::SC_NS;
using sc_core::sc_time;

TEST_CASE("fault_schedule: faults are applied once, in order of time", "[systemc][channel]") {
    oio::WordChannelConfig config;
    config.lanes = 2;
    config.grid = std::make_shared<const oio::PhaseGrid>(oio::PulseResponse(
        oio::LaneModelConfig::set_m(), oio::BitRate::from_gbps(2.125), oio::Length::from_m(10.0)));
    oio::WordChannel channel(config);
    oio::FaultSchedule faults;
    faults.dark(sc_time(30, SC_NS), false);
    faults.lane_dead(sc_time(10, SC_NS), 1, true);
    faults.dark(sc_time(20, SC_NS), true);
    faults.delay_ui(sc_time(20, SC_NS), 0, 0.25);
    CHECK(faults.apply(sc_time(9, SC_NS), channel) == 0);
    CHECK(faults.apply(sc_time(10, SC_NS), channel) == 1);
    CHECK(faults.apply(sc_time(10, SC_NS), channel) == 0);
    faults.lane_dead(sc_time(5, SC_NS), 1, false);  // late, so at the next call
    CHECK(faults.apply(sc_time(25, SC_NS), channel) == 3);
    CHECK(faults.apply(sc_time(100, SC_NS), channel) == 1);
    CHECK(faults.apply(sc_time(1000, SC_NS), channel) == 0);
}
