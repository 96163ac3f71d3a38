// SPDX-License-Identifier: Apache-2.0
//
// `oio bench`: simulation speed of the bare Verilated pair and of the full co-simulation.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "cosim/progress.hpp"

namespace oio {

/// Both directions, active lanes, one core.
struct BenchResult {
    double rtl_lane_bits_per_s = 0.0;
    double cosim_lane_bits_per_s = 0.0;
    double cosim_over_rtl = 0.0;  ///< Time of the co-simulation / time of the RTL.
    /// Time of RTL and channel models, without errors / of the RTL; with the default lane model,
    /// and with lanes of devices with jitter and crosstalk.
    double channel_over_rtl = 0.0;
    double physics_over_rtl = 0.0;
    std::uint64_t physics_errors = 0;       ///< of the latter measurement
    std::map<int, double> ns_per_lane_bit;  ///< By lane count, in co-simulation.
    double rewind_over_plain = 0.0;         ///< Time of the default scenario with rewind / without.
};

BenchResult run_bench(Progress& progress);

}  // namespace oio
