// SPDX-License-Identifier: Apache-2.0
#include "models/channel/light_monitor.hpp"

#include <catch2/catch.hpp>

using oio::LightMonitor;

TEST_CASE("light_monitor: a flag follows its lane's light after the delay", "[models][channel]") {
    LightMonitor monitor(2, 5);
    CHECK(monitor.flags(0)[0] == 1);
    monitor.set(0, true, 10);
    monitor.set(1, true, 12);
    CHECK(monitor.flags(14)[0] == 1);
    CHECK(monitor.flags(15)[0] == 0);
    CHECK(monitor.flags(16)[1] == 1);
    CHECK(monitor.flags(17)[1] == 0);
    monitor.set(1, false, 20);
    CHECK(monitor.flags(24)[1] == 0);
    CHECK(monitor.flags(100)[1] == 1);
    CHECK(monitor.flags(101)[0] == 0);
}

TEST_CASE("light_monitor: a change shorter than the delay is not seen", "[models][channel]") {
    LightMonitor monitor(1, 5);
    monitor.set(0, true, 10);
    monitor.set(0, false, 14);
    CHECK(monitor.flags(15)[0] == 1);
    CHECK(monitor.flags(1000)[0] == 1);
    monitor.set(0, true, 2000);
    monitor.set(0, true, 2003);
    CHECK(monitor.flags(2005)[0] == 0);
}

TEST_CASE("light_monitor: without delay the flag is the light", "[models][channel]") {
    LightMonitor monitor(1, 0);
    monitor.set(0, true, 3);
    CHECK(monitor.flags(3)[0] == 0);
    monitor.set(0, false, 4);
    CHECK(monitor.flags(4)[0] == 1);
}
