// SPDX-License-Identifier: Apache-2.0
//
// From what a failed run has recorded in order, flits at the die pins and in the retry, states of
// training, errors of the light, to the first thing that went wrong and its stage.
#pragma once

#include <optional>
#include <vector>

#include "cosim/divergence.hpp"
#include "cosim/results.hpp"
#include "cosim/rtl_link.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// The first state that a side left for another than the next one up. From `first_fault_us` on
/// (negative: never) faults may send it back, rightly; then only the state in which training gave
/// up counts. `changes` in order of time.
std::optional<Divergence> first_wrong_turn(const std::vector<StateChange>& changes,
                                           double first_fault_us);

/// Nothing when all of it was in order, as when a run only misses a limit. A run may pass all the
/// same, when a link repairs itself.
std::optional<Divergence> first_divergence(const SimConfig& config, RtlLink& link,
                                           const RunResult& result);

}  // namespace oio
