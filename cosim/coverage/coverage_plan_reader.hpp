// SPDX-License-Identifier: Apache-2.0
//
// Reads a coverage plan from TOML. Every mistake is refused with its place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cosim/coverage/coverage_plan.hpp"

namespace oio {

/// [[excluded]]: a bin, or all that begin alike when it ends in "*", that nothing needs to hit.
struct CoverageExclusion {
    std::string pattern;
    std::string reason;
    std::string place;
    bool matches(const std::string& bin) const;
};

struct CoveragePlanFile {
    std::vector<CoverageGroup> groups;  ///< By name.
    std::vector<CoverageExclusion> exclusions;
};

/// Throws ConfigError.
CoveragePlanFile read_coverage_plan(const std::filesystem::path& file);

}  // namespace oio
