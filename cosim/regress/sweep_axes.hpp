// SPDX-License-Identifier: Apache-2.0
//
// The keys that a sweep varies, and the grid of its points.
#pragma once

#include <string>
#include <vector>

namespace oio {

struct SweepAxis {
    std::string key;
    std::vector<std::string> values;  ///< As in a scenario.
    bool numeric = true;              ///< All values are numbers.
    bool logarithmic = false;
};

/// "key=from:to:steps", "key=from:to:steps:log" or "key=a,b,c". Throws ConfigError.
SweepAxis parse_sweep_axis(const std::string& text);

/// The values of each point, one per axis; the last axis runs fastest. Throws ConfigError for more
/// than a million points or a key that two axes have.
std::vector<std::vector<std::string>> sweep_grid(const std::vector<SweepAxis>& axes);

}  // namespace oio
