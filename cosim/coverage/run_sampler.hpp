// SPDX-License-Identifier: Apache-2.0
//
// Takes the samples of functional coverage from a run: states, events and faults from what the link
// has recorded, lanes and receivers from the registers of the chiplets after its end.
#pragma once

#include <vector>

#include "cosim/coverage/coverage_sample.hpp"
#include "cosim/results.hpp"
#include "cosim/rtl_link.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Samples of every kind but `run`. Reads registers, which takes simulated time: after the last
/// figure of the result. Nothing is added to the simulation while it runs.
std::vector<CoverageSample> sample_link(const SimConfig& config, RtlLink& link,
                                        const RunResult& result);

}  // namespace oio
