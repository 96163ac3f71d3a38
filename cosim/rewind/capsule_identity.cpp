// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "cosim/build_info.hpp"
#include "cosim/rtl_sources.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

std::string hash_of(const std::vector<fs::path>& files) {
    CapsuleHash hash;
    for (const fs::path& file : files) {
        hash.add(file.filename().string());
        if (!hash.add_file(file)) return "unreadable";
    }
    return hash.hex();
}

// A capsule's copy has another name than a preset's own scenario.
std::string hash_without_name(const fs::path& file) {
    CapsuleHash hash;
    return hash.add_file(file) ? hash.hex() : "unreadable";
}

std::string rtl_hash(const SimConfig& config) {
    if (config.topology.rtl_links.empty()) return "none";
    const RtlConfig rtl = config.rtl(true);
    const RtlSources sources = find_rtl_sources(rtl);
    CapsuleHash hash;
    hash.add(hash_of(sources.files));
    for (const fs::path& dir : sources.include_dirs) hash.add(hash_of(workload_files(dir)));
    hash.add(fmt::format("{} {} {} {} {}", sources.top, rtl.geometry.lanes, rtl.geometry.spares,
                         rtl.geometry.word_ui, rtl.geometry.serial));
    for (const auto& [name, value] : rtl.parameters) hash.add(fmt::format("{}={}", name, value));
    return hash.hex();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string shown(const std::string& value) {
    return value.empty() ? "none" : value;
}

}  // namespace

void CapsuleHash::add(const std::string& text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    step(0);
}

bool CapsuleHash::add_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    char block[1 << 16];
    while (file.read(block, sizeof block) || file.gcount() > 0) {
        for (std::streamsize i = 0; i < file.gcount(); ++i) {
            step(static_cast<unsigned char>(block[i]));
        }
    }
    step(0);
    return file.eof();
}

std::string CapsuleHash::hex() const {
    return fmt::format("{:016x}", state_);
}

void CapsuleHash::step(unsigned char byte) {
    state_ ^= byte;
    state_ *= 0x100000001b3;
}

bool is_pattern(const std::string& workload_path) {
    return workload_path == "saturate" || workload_path == "latency" || workload_path == "prbs";
}

std::vector<fs::path> workload_files(const fs::path& path) {
    std::vector<fs::path> files;
    std::error_code error;
    if (fs::is_regular_file(path, error)) return {path};
    const bool folder = fs::is_directory(path, error);
    const std::string prefix = path.filename().string() + ".";
    for (const auto& entry : fs::directory_iterator(folder ? path : path.parent_path(), error)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_regular_file() && (folder || name.rfind(prefix, 0) == 0)) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

BuildIdentity identify_build(const SimConfig& config, const std::string& versions) {
    BuildIdentity build;
    build.program = hash_of({fs::read_symlink("/proc/self/exe")});
    build.rtl = rtl_hash(config);
    build.preset = hash_of({fs::path(build_info::kSourceDir) / "testbench" / "presets" /
                            (config.link.preset + ".toml")});
    if (!is_pattern(config.workload.path)) {
        build.workload = hash_of(workload_files(config.workload.path));
    }
    build.scenario = hash_without_name(config.file);
    build.versions = versions;
    return build;
}

std::vector<std::string> differences(const BuildIdentity& recorded, const BuildIdentity& here) {
    std::vector<std::string> lines;
    const auto compare = [&](const char* what, const std::string& then, const std::string& now) {
        if (then != now) {
            lines.push_back(
                fmt::format("another {}: {} then, {} now", what, shown(then), shown(now)));
        }
    };
    compare("program", recorded.program, here.program);
    compare("RTL", recorded.rtl, here.rtl);
    compare("preset", recorded.preset, here.preset);
    compare("workload", recorded.workload, here.workload);
    compare("scenario", recorded.scenario, here.scenario);
    std::vector<std::string> then = lines_of(recorded.versions);
    std::vector<std::string> now = lines_of(here.versions);
    then.resize(std::max(then.size(), now.size()));
    now.resize(then.size());
    for (std::size_t i = 0; i < then.size(); ++i) compare("version", then[i], now[i]);
    return lines;
}

}  // namespace oio
