// SPDX-License-Identifier: Apache-2.0
//
// `oio regress minimise`: shrinks the scenario of a failure while its cause stays the same.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cosim/regress/ledger.hpp"
#include "cosim/regress/regress_options.hpp"
#include "cosim/regress/test_list.hpp"

namespace oio {

/// One failing run, as regress.json gives it.
struct FailingRun {
    std::string bucket;
    TestSpec test;  ///< Scenario, overrides and gates.
    std::uint64_t seed = 0;
};
FailingRun read_failing_run(const std::filesystem::path& out_dir, const std::string& bucket);

/// Size of a run: simulated time times physical lanes. A run that an RTL assertion ended has no
/// simulated time in its result: its time is that of the failure.
double run_size(const SimConfig& config, const LedgerRun& run);

struct MinimiseResult {
    FailingRun original;
    std::vector<std::string> steps;  ///< What was taken, in words.
    std::vector<ConfigOverride> overrides;
    double size_before = 0.0, size_after = 0.0;
    double wall_before_s = 0.0, wall_after_s = 0.0;
    int runs = 0;
    std::string reproduce;
    double factor() const { return size_after > 0.0 ? size_before / size_after : 0.0; }
};

/// Judges runs of these overrides on the failing run's scenario, in parallel; in order.
using Evaluate = std::function<std::vector<LedgerRun>(
    const std::vector<std::vector<ConfigOverride>>& candidates)>;

/// Tries steps until none helps or the budget is spent; `batch` candidates at a time. Throws
/// ConfigError when the original does not fail in this way any more.
MinimiseResult minimise(const FailingRun& failing, const Evaluate& evaluate, std::size_t batch,
                        int budget, const std::function<void(const std::string&)>& note);

int minimise_command(const MinimiseOptions& options, const RunFunction& run);

}  // namespace oio
