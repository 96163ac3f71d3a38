// SPDX-License-Identifier: Apache-2.0
//
// Whether an FST file is whole. The library that writes FST does not report failed writes, so that
// a full disk leaves a file that only looks like one.
#pragma once

#include <filesystem>
#include <string>

namespace oio {

/// Walks the blocks of a closed FST file. Empty = whole; otherwise what is wrong with it.
std::string fst_defect(const std::filesystem::path& path);

}  // namespace oio
