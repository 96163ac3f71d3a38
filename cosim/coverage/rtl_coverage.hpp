// SPDX-License-Identifier: Apache-2.0
//
// Line and user coverage of the RTL, as Verilator writes it (coverage.dat): merged by Verilator's
// own tool and exported to lcov.
#pragma once

#include <filesystem>
#include <vector>

namespace oio {

constexpr const char* kRtlCoverageName = "coverage.dat";

/// Names sources by their path in the repository, so that files of different machines merge. Throws
/// ConfigError when the file cannot be rewritten.
void make_coverage_portable(const std::filesystem::path& file);

/// Adds the counts of all files and writes coverage.dat and coverage.info (lcov) to `out`. Nothing
/// for no files. Throws ConfigError when the tool is missing or refuses a file.
std::vector<std::filesystem::path> merge_rtl_coverage(
    const std::vector<std::filesystem::path>& files, const std::filesystem::path& out);

}  // namespace oio
