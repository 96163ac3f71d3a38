// SPDX-License-Identifier: Apache-2.0
//
// What a finished run leaves of its links in RTL, taken from their counters into the result.
#pragma once

#include "cosim/explain/error_causes.hpp"
#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"
#include "cosim/traffic.hpp"

namespace oio {

/// Events, lanes and retry of a link, whether or not it ever came up; a violation at a die's port
/// is a failed check. Lanes of several links are those of the worst: `lanes.active` starts at all.
void add_link_state(RtlLink& link, RunResult& result);

/// Latency, bit errors and payload of a link that carried traffic for `workload_us`. `logs`: of
/// its two directions, a_to_b first.
void add_link_traffic(RtlLink& link, ErrorLog* logs, double workload_us, RunResult& result);

/// Joules of all links in RTL over `seconds`, and per bit that they delivered. Nothing without one.
void add_energy(const SimConfig& config, RtlLinks& links, double seconds, RunResult& result);

}  // namespace oio
