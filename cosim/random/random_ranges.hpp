// SPDX-License-Identifier: Apache-2.0
//
// A file of ranges (testbench/random/*.toml), read and checked: the fixed part of a scenario, the
// keys to draw, groups of faults, and constraints between them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cosim/random/constraint.hpp"
#include "cosim/random/draw.hpp"

namespace oio {

/// [[faults]]: `count` faults, each with keys drawn anew.
struct FaultGroup {
    std::string name;  ///< Constraints call its keys NAME.key.
    Draw count;
    std::vector<Draw> draws;
};

struct RangeConstraint {
    Constraint rule;
    std::string place;
};

struct RandomRanges {
    std::filesystem::path file;
    std::string name;
    std::string purpose;
    /// [scenario], flattened to dotted keys; arrays of tables are not for here.
    std::vector<std::pair<std::string, nlohmann::ordered_json>> fixed;
    std::vector<Draw> draws;  ///< [draw], by key.
    std::vector<FaultGroup> groups;
    std::vector<RangeConstraint> constraints;
};

/// True for a TOML file that declares ranges. False for what does not read: the reader of
/// scenarios says why.
bool declares_ranges(const std::filesystem::path& file);

/// Throws ConfigError: place, key, value, what is allowed.
RandomRanges read_ranges(const std::filesystem::path& file);

}  // namespace oio
