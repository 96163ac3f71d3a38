// SPDX-License-Identifier: Apache-2.0
//
// What coverage says: by feature, holes, and the runs that bring it.
#pragma once

#include <string>
#include <vector>

#include "cosim/coverage/coverage_data.hpp"
#include "cosim/coverage/coverage_plan.hpp"

namespace oio {

struct CoverageFeature {
    std::string name;
    std::size_t wanted = 0;  ///< Bins without an exclusion.
    std::size_t hit = 0;     ///< Of those.
    std::vector<std::string> holes;
};

struct CoverageSummary {
    std::size_t runs = 0;
    std::vector<CoverageFeature> features;  ///< By name.
    std::vector<CoverageBin> excluded;      ///< Not hit, with the reason.
    std::vector<CoverageBin> stale;         ///< Excluded and hit all the same: the reason is wrong.

    std::size_t wanted() const;
    std::size_t hit() const;
    /// Every bin is hit or excluded with a reason that holds.
    bool complete() const { return hit() == wanted() && stale.empty(); }
};

/// Throws ConfigError when the data were taken with another plan.
CoverageSummary summarise_coverage(const CoveragePlan& plan, const CoverageData& data);

/// One run of a ranking.
struct CoverageRank {
    CoverageRunId run;
    std::size_t new_bins = 0;    ///< That no run before it has.
    std::size_t total_bins = 0;  ///< With all before it.
};

/// The runs that together have every bin that all runs have, by greedy choice: always the run that
/// adds most, the smaller name first among equals. Excluded bins do not count.
std::vector<CoverageRank> rank_coverage(const CoveragePlan& plan, const CoverageData& data);

std::string holes_text(const CoverageSummary& summary);
std::string holes_json(const CoverageSummary& summary);
std::string rank_text(const std::vector<CoverageRank>& ranks, std::size_t all_runs);
std::string rank_json(const std::vector<CoverageRank>& ranks, std::size_t all_runs);

}  // namespace oio
