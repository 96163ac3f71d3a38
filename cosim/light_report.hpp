// SPDX-License-Identifier: Apache-2.0
//
// Sections of report.html about the light of the first link in RTL: lanes on the array, and the
// budget of the worst one.
#pragma once

#include <string>

#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// HTML of the sections with their style; empty without a link in RTL. The budget is that of the
/// temperature of the start.
std::string light_report(const SimConfig& config, const RunResult& result);

}  // namespace oio
