// SPDX-License-Identifier: Apache-2.0
//
// Turns RTL sources into a shared library: Verilator, then the C++ compiler under ninja.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cosim/rtl_library.hpp"

namespace oio {

/// The sources of a configuration: a list of files (`rtl/oio_chiplet.f`) read and checked.
struct RtlSources {
    std::string top;
    std::vector<std::filesystem::path> files;         ///< In compile order, waivers first.
    std::vector<std::filesystem::path> include_dirs;  ///< Their *.svh belong to the sources.
};

/// Throws ConfigError for a missing list or file, and for a parameter that the top does not have.
RtlSources find_rtl_sources(const RtlConfig& config);

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
