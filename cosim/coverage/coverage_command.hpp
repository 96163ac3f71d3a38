// SPDX-License-Identifier: Apache-2.0
//
// `oio coverage merge|holes|rank|observables`.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "cosim/coverage/coverage_data.hpp"

namespace CLI {
class App;
}

namespace oio {

/// Adds the command; when it is chosen, `action` becomes what it does.
void add_coverage_command(CLI::App& app, std::function<int()>& action);

/// Files of coverage below: a file is itself, a folder is every file called `name` in it, sorted.
/// Throws ConfigError for what does not exist.
std::vector<std::filesystem::path> find_coverage(const std::vector<std::filesystem::path>& inputs,
                                                 const std::string& name);

/// Union of all coverage.json of the inputs. Throws ConfigError when there is none.
CoverageData merge_functional(const std::vector<std::filesystem::path>& inputs);

/// Merges coverage.json, and coverage.dat of the RTL where there is one, into `out`: coverage.json,
/// coverage.dat and coverage.info (lcov). Returns what was written. Throws ConfigError.
std::vector<std::filesystem::path> merge_coverage(const std::vector<std::filesystem::path>& inputs,
                                                  const std::filesystem::path& out);

}  // namespace oio
