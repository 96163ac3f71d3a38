// SPDX-License-Identifier: Apache-2.0
#include "models/energy/activity.hpp"

namespace oio {

Activity& Activity::operator+=(const Activity& other) {
    chiplet_seconds += other.chiplet_seconds;
    powered_lane_seconds += other.powered_lane_seconds;
    tx_lane_seconds += other.tx_lane_seconds;
    emitter_lane_seconds += other.emitter_lane_seconds;
    rx_lane_seconds += other.rx_lane_seconds;
    tx_bits += other.tx_bits;
    tx_toggles += other.tx_toggles;
    rx_bits += other.rx_bits;
    core_cycles += other.core_cycles;
    flits_from_die += other.flits_from_die;
    flits_to_rows += other.flits_to_rows;
    flits_stored += other.flits_stored;
    flits_replayed += other.flits_replayed;
    flits_from_rows += other.flits_from_rows;
    flits_to_die += other.flits_to_die;
    return *this;
}

}  // namespace oio
