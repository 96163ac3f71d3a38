// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule_rtl.hpp"

#include <algorithm>

#include "cosim/config_reader.hpp"
#include "cosim/results.hpp"
#include "cosim/rtl_sources.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "rtl";
constexpr const char* kList = "files.f";

// Files keep their names, by which Verilator's messages and the hash of the RTL know them.
std::string free_name(const fs::path& file, const fs::path& rtl) {
    std::string name = file.filename().string();
    for (int k = 2; fs::exists(rtl / name); ++k) {
        name = std::to_string(k) + "/" + file.filename().string();
    }
    return name;
}

// The part of `all` that is not what every configuration begins with.
std::vector<fs::path> own_part(const std::vector<fs::path>& all,
                               const std::vector<fs::path>& common) {
    const auto shared = std::mismatch(all.begin(), all.end(), common.begin(), common.end());
    return {shared.first, all.end()};
}

}  // namespace

void copy_into(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    if (error) throw ConfigError(to.string() + ": cannot write: " + error.message());
}

std::string copy_own_rtl(const SimConfig& config, const fs::path& folder) {
    if (config.link.rtl_file_list.empty()) return "";
    const RtlSources sources = find_rtl_sources(config.rtl(false));
    const RtlSources ours = find_rtl_sources({});
    const fs::path rtl = folder / kFolder;
    std::string list = "# The RTL of the run, in compile order\n";
    for (const fs::path& dir : own_part(sources.include_dirs, ours.include_dirs)) {
        const std::string name = free_name(dir.has_filename() ? dir : dir.parent_path(), rtl);
        fs::create_directories(rtl / name);
        for (const auto& entry : fs::directory_iterator(dir)) {
            if (entry.is_regular_file()) {
                copy_into(entry.path(), rtl / name / entry.path().filename());
            }
        }
        list += "+incdir+" + name + "\n";
    }
    // Waivers of the project stand first in every configuration and are not of the list.
    for (const fs::path& file : sources.files) {
        const bool common = file.extension() == ".vlt" &&
                            std::count(ours.files.begin(), ours.files.end(), file) != 0;
        if (common) continue;
        const std::string name = free_name(file, rtl);
        copy_into(file, rtl / name);
        list += name + "\n";
    }
    write_file_atomically(rtl / kList, list);
    return std::string(kFolder) + "/" + kList;
}

}  // namespace oio
