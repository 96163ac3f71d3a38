// SPDX-License-Identifier: Apache-2.0
//
// Results of `oio eye`: as JSON for scripts, as one page that works offline, and for the terminal.
#pragma once

#include <string>

#include "cosim/eye/eye_analysis.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Same configuration, same bytes, but for the object "wall".
std::string eye_json(const SimConfig& config, const EyeAnalysis& eye);
std::string eye_html(const SimConfig& config, const EyeAnalysis& eye);
std::string eye_summary(const SimConfig& config, const EyeAnalysis& eye);

}  // namespace oio
