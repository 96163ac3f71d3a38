// SPDX-License-Identifier: Apache-2.0
//
// The pass criteria of a run: those of the scenario, and those that hold for every run.
#pragma once

#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Adds to `result` every check that failed. A run that trained no link, moved no payload or
/// checked no byte fails here, whatever the scenario asks for.
void apply_checks(const SimConfig& config, RunResult& result);

}  // namespace oio
