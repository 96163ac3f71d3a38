// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/content_hash.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

#include "cosim/config_reader.hpp"

namespace oio {

namespace fs = std::filesystem;

void ContentHash::add_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw ConfigError(path.string() + ": cannot read this file");
    char buffer[1 << 16];
    while (file.read(buffer, sizeof buffer), file.gcount() > 0) {
        for (std::streamsize i = 0; i < file.gcount(); ++i) {
            step(static_cast<unsigned char>(buffer[i]));
        }
    }
    step(0);
}

void ContentHash::add_tree(const fs::path& folder, const std::string& extensions) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
        const std::string extension = entry.path().extension().string();
        if (!entry.is_regular_file() || extension.empty()) continue;
        if ((" " + extensions + " ").find(" " + extension + " ") == std::string::npos) continue;
        found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    for (const fs::path& path : found) {
        add(path.lexically_relative(folder).generic_string());
        add_file(path);
    }
}

std::string ContentHash::hex() const {
    static const char* const digits = "0123456789abcdef";
    std::string text;
    for (int shift = 124; shift >= 0; shift -= 4) {
        text += digits[static_cast<unsigned>(state_ >> shift) & 15u];
    }
    return text;
}

}  // namespace oio
