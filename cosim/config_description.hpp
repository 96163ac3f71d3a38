// SPDX-License-Identifier: Apache-2.0
//
// The configuration as used, in words: for the log, result.json and the report.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cosim/sim_config.hpp"

namespace oio {

/// Key and text in a fixed order; the key "link" is one line about the whole link.
std::vector<std::pair<std::string, std::string>> describe_configuration(const SimConfig& config);

}  // namespace oio
