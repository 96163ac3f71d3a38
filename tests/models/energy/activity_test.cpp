// SPDX-License-Identifier: Apache-2.0
#include "models/energy/activity.hpp"

#include <catch2/catch.hpp>

namespace oio {
namespace {

TEST_CASE("activity: starts at nothing and adds up field by field", "[models][energy]") {
    Activity a;
    CHECK(a.tx_bits == 0);
    CHECK(a.chiplet_seconds == 0.0);
    const Activity one{1.0, 2.0, 3.0, 4.0, 5.0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    a += one;
    a += one;
    CHECK(a.chiplet_seconds == 2.0);
    CHECK(a.powered_lane_seconds == 4.0);
    CHECK(a.tx_lane_seconds == 6.0);
    CHECK(a.emitter_lane_seconds == 8.0);
    CHECK(a.rx_lane_seconds == 10.0);
    CHECK(a.tx_bits == 12);
    CHECK(a.tx_toggles == 14);
    CHECK(a.rx_bits == 16);
    CHECK(a.core_cycles == 18);
    CHECK(a.flits_from_die == 20);
    CHECK(a.flits_to_rows == 22);
    CHECK(a.flits_stored == 24);
    CHECK(a.flits_replayed == 26);
    CHECK(a.flits_from_rows == 28);
    CHECK(a.flits_to_die == 30);
}

}  // namespace
}  // namespace oio
