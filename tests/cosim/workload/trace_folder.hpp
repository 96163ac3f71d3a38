// SPDX-License-Identifier: Apache-2.0
// A folder for the traces of one test, and the way to the real ones.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace oio {

/// A fresh folder that is removed with the object.
class TraceFolder {
public:
    TraceFolder() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "oio_trace_XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~TraceFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TraceFolder(const TraceFolder&) = delete;
    TraceFolder& operator=(const TraceFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

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
