// SPDX-License-Identifier: Apache-2.0
//
// From a test list to runs: seeds, overrides and identities.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cosim/regress/ledger.hpp"
#include "cosim/regress/test_list.hpp"

namespace oio {

struct PlannedRun {
    const TestSpec* test = nullptr;  ///< In the list that the plan was made from.
    int index = 0;                   ///< Of the seed within the test.
    RunIdentity identity;
    std::vector<ConfigOverride> overrides;  ///< All of `oio run`, the seed and the limits too.
};

/// Seed of the index-th run of a test: a pure function, so that adding a test or a seed changes no
/// other. 48 bits, so that it can be read and typed.
std::uint64_t seed_of(std::uint64_t run_seed, const std::string& test, int index);

/// Hash of what decides results apart from the configuration: the sources of all layers, and the
/// program as built. An edit that is not built yet is another tree than the same edit built.
std::string source_tree_hash();

/// All runs of a list, first seeds of all tests first, so that a broken test shows early. `reseed`
/// 0 = as the list says. `wall_limit_s` 0 = as the list says.
std::vector<PlannedRun> make_plan(const TestList& list, std::uint64_t run_seed, int reseed,
                                  double wall_limit_s, const std::string& tree);

/// One run of a test with this seed and the limits that the test says.
PlannedRun plan_run(const TestSpec& test, std::uint64_t seed, const std::string& tree);

/// What `oio run` gets for a planned run.
CommandLine command_line_of(const PlannedRun& run, const std::filesystem::path& folder);

/// Folder of a run below the output folder: the same wherever and by whatever it is executed.
std::filesystem::path folder_of(const RunIdentity& identity);

}  // namespace oio
