// SPDX-License-Identifier: Apache-2.0
//
// What a chiplet did, as counters. The simulation fills them in; joules are made elsewhere.
#pragma once

#include <cstdint>

namespace oio {

/// Counters of one chiplet, or of several of the same design added up. Times are summed over lanes
/// or chiplets: 400 lanes for a microsecond are 4e-4 lane seconds.
struct Activity {
    double chiplet_seconds = 0.0;  ///< Time under power.
    double powered_lane_seconds =
        0.0;                       ///< Physical lanes (a transmitter and a receiver), spares too.
    double tx_lane_seconds = 0.0;  ///< Transmit lanes enabled.
    /// Transmit lanes enabled, each weighted with its drive relative to the nominal code.
    double emitter_lane_seconds = 0.0;
    double rx_lane_seconds = 0.0;  ///< Receivers under bias.

    std::uint64_t tx_bits = 0;      ///< Bits on enabled transmit lanes, idle and markers too.
    std::uint64_t tx_toggles = 0;   ///< Of them, those that differ from the bit before.
    std::uint64_t rx_bits = 0;      ///< Bits sampled by receivers under bias.
    std::uint64_t core_cycles = 0;  ///< Core clock cycles.

    std::uint64_t flits_from_die = 0;   ///< Accepted at the die port.
    std::uint64_t flits_to_rows = 0;    ///< Data and control flits to the fibre, replays too.
    std::uint64_t flits_stored = 0;     ///< Written to the replay buffer.
    std::uint64_t flits_replayed = 0;   ///< Read from the replay buffer.
    std::uint64_t flits_from_rows = 0;  ///< Data and control flits from the fibre.
    std::uint64_t flits_to_die = 0;     ///< Delivered at the die port.

    Activity& operator+=(const Activity& other);
};

}  // namespace oio
