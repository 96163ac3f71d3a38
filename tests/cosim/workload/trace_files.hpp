// SPDX-License-Identifier: Apache-2.0
// Bytes of trace files, and the way to the published ones.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace oio {

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// Folder with the published traces: $OIO_SHARED_DATA/workloads, or beside the source tree. They
/// are not part of the project; a test that needs them says so and passes without.
inline std::optional<std::filesystem::path> published_traces() {
    namespace fs = std::filesystem;
    const char* given = std::getenv("OIO_SHARED_DATA");
    const fs::path data =
        given != nullptr ? fs::path(given) : fs::path(OIO_SOURCE_FOLDER) / ".." / "shared" / "data";
    if (!fs::is_directory(data / "workloads")) return {};
    return data / "workloads";
}

inline constexpr const char* kNoPublishedTraces =
    "skipped: no published traces (set OIO_SHARED_DATA to the folder that holds workloads/)";

}  // namespace oio
