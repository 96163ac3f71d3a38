// SPDX-License-Identifier: Apache-2.0
//
// The coverage plan (testbench/coverage_plan.toml): groups of points and crosses, each with bins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cosim/coverage/coverage_sample.hpp"
#include "cosim/random/constraint.hpp"

namespace oio {

/// Sorts one observable into bins: by value, or by edges. Bin k of edges is [edge k, edge k+1),
/// the last one has its upper end too; what lies outside is in no bin.
struct CoveragePoint {
    std::string name;
    std::string observable;
    std::vector<std::string> bins;
    std::vector<double> edges;  ///< Empty = by value.

    /// Index of the bin, or -1.
    int bin_of(const CoverageValue& value) const;
};

struct CoverageCross {
    std::string name;
    std::vector<std::size_t> points;             ///< Of the group.
    std::vector<std::vector<int>> combinations;  ///< Bins of the points; each is a bin.
};

struct CoverageGroup {
    std::string name;
    std::string feature;  ///< Of testbench/testplan.toml.
    std::string kind;
    std::string place;
    std::optional<Constraint> when;  ///< Only samples for which it holds.
    std::vector<CoveragePoint> points;
    std::vector<CoverageCross> crosses;
};

/// A bin, "GROUP.POINT.BIN" or "GROUP.CROSS.BIN * BIN".
struct CoverageBin {
    std::string name;
    std::string feature;
    std::string excluded;  ///< Why nothing needs to hit it; empty = it has to be hit.
};

class CoveragePlan {
public:
    /// Throws ConfigError: place, key, what is allowed.
    explicit CoveragePlan(const std::filesystem::path& file);

    /// The plan that ships.
    static std::filesystem::path default_file();

    /// Hits by name of bin. Throws ConfigError when a sample lacks a scenario key of the plan.
    std::map<std::string, std::uint64_t> count(const std::vector<CoverageSample>& samples) const;

    const std::vector<CoverageBin>& bins() const { return bins_; }
    /// Of everything that decides what a bin means; data of different plans do not merge.
    const std::string& hash() const { return hash_; }
    const std::filesystem::path& file() const { return file_; }

private:
    std::filesystem::path file_;
    std::vector<CoverageGroup> groups_;
    std::vector<CoverageBin> bins_;
    std::string hash_;
};

}  // namespace oio
