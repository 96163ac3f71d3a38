// SPDX-License-Identifier: Apache-2.0
//
// A file of ranges for one test, removed at its end.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include "cosim/config_reader.hpp"

class RangesFile {
public:
    explicit RangesFile(const std::string& text) {
        static std::atomic<int> number{0};
        path_ = std::filesystem::temp_directory_path() / ("oio_ranges_" + std::to_string(getpid()) +
                                                          "_" + std::to_string(number++) + ".toml");
        std::ofstream(path_) << text;
    }
    ~RangesFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    RangesFile(const RangesFile&) = delete;
    RangesFile& operator=(const RangesFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};
