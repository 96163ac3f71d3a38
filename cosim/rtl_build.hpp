// SPDX-License-Identifier: Apache-2.0
//
// Turns RTL sources into a shared library: Verilator, then the C++ compiler under ninja.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cosim/rtl_sources.hpp"

namespace oio {

/// Everything besides file contents that a library depends on: parameters, flags, tool versions.
std::string rtl_build_recipe(const RtlConfig& config, const RtlSources& sources);

/// The project's own sources that are compiled into every library.
std::vector<std::filesystem::path> rtl_wrapper_files(const RtlConfig& config);

/// The one that is compiled into libraries with coverage only.
std::filesystem::path rtl_coverage_wrapper();

/// Builds in `folder` (exists, empty) and returns the library's path inside it. Throws ConfigError
/// with the tool's message.
std::filesystem::path build_rtl(const RtlConfig& config, const RtlSources& sources,
                                const std::filesystem::path& folder, const std::string& label,
                                Progress& progress);

}  // namespace oio
