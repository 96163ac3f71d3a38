// SPDX-License-Identifier: Apache-2.0
//
// Hits of the plan's bins, run by run: coverage.json. Runs stay apart, so that merging is a union:
// associative, commutative, and the same run twice counts once. Totals are sums, never stored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>

namespace oio {

/// What makes a run: equal ones have equal hits.
struct CoverageRunId {
    std::string test;
    std::uint64_t seed = 0;
    std::string configuration;  ///< Hash of the configuration as used.
    bool operator<(const CoverageRunId& other) const {
        return std::tie(test, seed, configuration) <
               std::tie(other.test, other.seed, other.configuration);
    }
    bool operator==(const CoverageRunId& other) const {
        return std::tie(test, seed, configuration) ==
               std::tie(other.test, other.seed, other.configuration);
    }
};

using CoverageHits = std::map<std::string, std::uint64_t>;  ///< By bin; only what was hit.

class CoverageData {
public:
    /// Empty, to be merged into; takes the plan of the first that is merged.
    CoverageData() = default;
    CoverageData(std::string plan_hash, const CoverageRunId& run, CoverageHits hits);

    /// Throws ConfigError with the file's name for what is no coverage.json of this version.
    static CoverageData read(const std::filesystem::path& file);
    /// Sorted; equal data are equal text.
    std::string to_json() const;

    /// Throws ConfigError when the plans differ, or when a run is in both with different hits (it
    /// is not reproducible). `name` is what messages call the other one.
    void merge(const CoverageData& other, const std::string& name);

    CoverageHits totals() const;
    const std::string& plan_hash() const { return plan_hash_; }
    const std::map<CoverageRunId, CoverageHits>& runs() const { return runs_; }

private:
    std::string plan_hash_;
    std::map<CoverageRunId, CoverageHits> runs_;
};

}  // namespace oio
