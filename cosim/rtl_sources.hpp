// SPDX-License-Identifier: Apache-2.0
//
// Which files an RTL configuration is made of: lists of files, read strictly.
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

}  // namespace oio
