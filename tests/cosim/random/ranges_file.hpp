// SPDX-License-Identifier: Apache-2.0
//
// A file of ranges for one test, removed at its end.
#pragma once

#include <filesystem>
#include <string>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

class RangesFile {
public:
    explicit RangesFile(const std::string& text) { path_ = folder_.write("ranges.toml", text); }
    const std::filesystem::path& path() const { return path_; }

private:
    oio::test::ScratchFolder folder_;
    std::filesystem::path path_;
};
