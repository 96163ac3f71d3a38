// SPDX-License-Identifier: Apache-2.0
//
// From a finished run to its coverage.json.
#pragma once

#include <string>

#include "cosim/coverage/coverage_data.hpp"
#include "cosim/coverage/coverage_plan.hpp"
#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// The samples of the run, the `run` sample added, and to each the keys of the scenario.
std::vector<CoverageSample> complete_samples(const SimConfig& config, const RunResult& result);

/// Name, seed and hash of the configuration as used.
CoverageRunId coverage_run_id(const SimConfig& config, const RunResult& result);

/// With the plan that ships. Throws ConfigError.
std::string coverage_json(const SimConfig& config, const RunResult& result);

}  // namespace oio
