// SPDX-License-Identifier: Apache-2.0
//
// Test lists (testbench/lists/*.toml): what a regression runs, as data. testbench/README.md
// describes the format.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cosim/sim_config.hpp"

namespace oio {

/// A physics gate: a limit on a metric of a run (run_metrics.hpp) that a list demands.
struct Gate {
    std::string metric;  ///< "ber_margin_db", "energy_pj_per_bit", ...
    bool is_minimum = false;
    double limit = 0.0;
    /// "min_ber_margin_db": the key in the list.
    std::string name() const { return (is_minimum ? "min_" : "max_") + metric; }
};

struct TestSpec {
    std::string name;
    std::string scenario;                   ///< Name, or an absolute path.
    std::vector<ConfigOverride> overrides;  ///< As written under `set`; messages name the place.
    int reseed = 1;                         ///< Seeds per test.
    std::vector<std::string> tags;
    std::vector<std::string> features;  ///< Sections of testbench/testplan.toml.
    std::vector<Gate> gates;
    /// Empty, or the run has to fail by a check with this text in its name or message: a test of
    /// what a link must refuse.
    std::string must_fail;
    double wall_limit_s = 120.0;
    double sim_limit_us = 0.0;  ///< 0 = the scenario's own limit.
};

struct TestList {
    std::string name;
    std::string purpose;
    std::filesystem::path file;
    std::vector<TestSpec> tests;
};

/// What a section of testbench/testplan.toml claims, by the section's name.
std::map<std::string, std::string> read_test_plan(const std::filesystem::path& file);

/// Folder of the data that ships with the program.
std::filesystem::path testbench_folder();

/// Reads a list: a file, or the name of one in testbench/lists. Throws ConfigError with file, line
/// and key for anything that is wrong, also in the overrides of a test.
TestList read_test_list(const std::string& list);

/// Only the tests whose name or tag matches the glob (`*`, `?`), several separated by commas.
void keep_items(TestList& list, const std::string& globs);

}  // namespace oio
