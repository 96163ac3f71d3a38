// SPDX-License-Identifier: Apache-2.0
//
// RTL of a user's own in a capsule: its files, so that it runs again where they are not.
#pragma once

#include <filesystem>
#include <string>

#include "cosim/sim_config.hpp"

namespace oio {

/// Copies one file of a capsule and makes its folder. Throws ConfigError where that is impossible.
void copy_into(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies every file of `rtl.file_list` and of its include folders below folder/rtl, with a list
/// that names them in the same order. Returns the list, relative to `folder`; empty for the
/// project's own RTL. Throws ConfigError where a file cannot be written.
std::string copy_own_rtl(const SimConfig& config, const std::filesystem::path& folder);

}  // namespace oio
