// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/rewind/capsule_rtl.hpp"
#include "cosim/rtl_sources.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// FNV-1a with 64 bits: tells builds apart, no defence against an attacker.
class Hash {
public:
    void add(const std::string& text) {
        for (const char c : text) step(static_cast<unsigned char>(c));
        step(0);
    }
    // False if the file cannot be read.
    bool add_file(const fs::path& path) {
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
    std::string hex() const { return fmt::format("{:016x}", state_); }

private:
    void step(unsigned char byte) {
        state_ ^= byte;
        state_ *= 0x100000001b3;
    }
    std::uint64_t state_ = 0xcbf29ce484222325;
};

bool is_pattern(const std::string& path) {
    return path == "saturate" || path == "latency" || path == "prbs";
}

// The files of a workload: a descriptor, every file of a folder, or PREFIX.0.et and so on.
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

std::string hash_of(const std::vector<fs::path>& files) {
    Hash hash;
    for (const fs::path& file : files) {
        hash.add(file.filename().string());
        if (!hash.add_file(file)) return "unreadable";
    }
    return hash.hex();
}

std::string rtl_hash(const SimConfig& config) {
    if (config.topology.rtl_links.empty()) return "none";
    const RtlConfig rtl = config.rtl(true);
    const RtlSources sources = find_rtl_sources(rtl);
    Hash hash;
    hash.add(hash_of(sources.files));
    for (const fs::path& dir : sources.include_dirs) hash.add(hash_of(workload_files(dir)));
    hash.add(fmt::format("{} {} {} {} {}", sources.top, rtl.geometry.lanes, rtl.geometry.spares,
                         rtl.geometry.word_ui, rtl.geometry.serial));
    for (const auto& [name, value] : rtl.parameters) hash.add(fmt::format("{}={}", name, value));
    return hash.hex();
}

}  // namespace

BuildIdentity identify_build(const SimConfig& config, const std::string& versions) {
    BuildIdentity build;
    build.program = hash_of({fs::read_symlink("/proc/self/exe")});
    build.rtl = rtl_hash(config);
    build.preset = hash_of({fs::path(build_info::kSourceDir) / "testbench" / "presets" /
                            (config.link.preset + ".toml")});
    if (!is_pattern(config.workload.path)) {
        build.workload = hash_of(workload_files(config.workload.path));
    }
    build.versions = versions;
    return build;
}

std::vector<std::string> differences(const BuildIdentity& recorded, const BuildIdentity& here) {
    std::vector<std::string> lines;
    const auto compare = [&](const char* what, const std::string& then, const std::string& now) {
        if (then != now)
            lines.push_back(fmt::format("another {}: {} then, {} now", what, then, now));
    };
    compare("program", recorded.program, here.program);
    compare("RTL", recorded.rtl, here.rtl);
    compare("preset", recorded.preset, here.preset);
    compare("workload", recorded.workload, here.workload);
    return lines;
}

std::vector<std::string> flit_hashes(const RunResult& result) {
    std::vector<std::string> hashes;
    for (const LinkResult& link : result.links) {
        for (const DirectionResult& direction : link.directions) {
            hashes.push_back(link.name + " " + direction.name + " " + direction.flit_hash);
        }
    }
    return hashes;
}

void write_capsule(const fs::path& out_dir, const SimConfig& config,
                   const std::vector<ConfigOverride>& overrides, const RunResult& result,
                   const std::string& versions) {
    const fs::path folder = out_dir / kCapsuleFolder;
    std::error_code error;
    fs::remove_all(folder, error);  // Of an earlier run.
    const bool passed = result.failures.empty();
    if (passed && !result.causes.any()) return;
    const RunFailure failure = passed ? RunFailure{} : result.failures.front();
    Json json;
    json["schema"] = kCapsuleSchema;
    json["name"] = config.name;
    json["scenario"] = config.name + ".toml";
    copy_into(config.file, folder / (config.name + ".toml"));
    json["workload"] = config.workload.path;
    if (!is_pattern(config.workload.path)) {
        const fs::path path = config.workload.path;
        const bool is_folder = fs::is_directory(path, error);
        for (const fs::path& file : workload_files(path)) {
            copy_into(file, folder / "workload" / file.filename());
        }
        json["workload"] = is_folder ? "workload" : "workload/" + path.filename().string();
    }
    json["overrides"] = Json::array();
    for (const ConfigOverride& item : overrides) {
        json["overrides"].push_back(
            {{"option", item.option}, {"key", item.key}, {"value", item.value}});
    }
    // A name of a preset in place of a scenario is an override, too.
    json["preset"] = config.link.preset;
    const std::string rtl_list = copy_own_rtl(config, folder);
    if (!rtl_list.empty()) json["rtl_file_list"] = rtl_list;
    json["seed"] = config.run.seed;
    const BuildIdentity build = identify_build(config, versions);
    json["build"] = {{"program", build.program},
                     {"rtl", build.rtl},
                     {"preset", build.preset},
                     {"workload", build.workload},
                     {"versions", build.versions}};
    json["failure"] = {
        {"check", failure.check}, {"message", failure.message}, {"time_us", failure.time_us}};
    double trigger_us = failure.time_us > 0.0 ? failure.time_us : result.simulated_us;
    for (const RewindWave& wave : result.rewind) {
        if (!passed && wave.cause.rfind(failure.check, 0) == 0) trigger_us = wave.trigger_us;
    }
    json["trigger_us"] = trigger_us;
    json["window_us"] = config.rewind.window_us;
    json["flit_hashes"] = flit_hashes(result);
    write_file_atomically(folder / "capsule.json", json.dump(2) + "\n");
}

fs::path find_capsule(const fs::path& folder) {
    for (const fs::path& place : {folder, folder / kCapsuleFolder}) {
        std::error_code error;
        if (fs::is_regular_file(place / "capsule.json", error)) return place;
    }
    throw ConfigError(folder.string() + ": no capsule.json here or in " + kCapsuleFolder +
                      "/ (a run that failed leaves one in its results)");
}

Capsule read_capsule(const fs::path& folder) {
    const fs::path path = find_capsule(folder) / "capsule.json";
    std::ifstream file(path);
    try {
        const Json json = Json::parse(file);
        if (json.at("schema") != kCapsuleSchema) {
            throw ConfigError(path.string() + ": schema " + json.at("schema").dump() +
                              ", this program reads " + std::to_string(kCapsuleSchema));
        }
        Capsule capsule;
        capsule.name = json.at("name");
        capsule.scenario = json.at("scenario");
        capsule.workload = json.at("workload");
        for (const Json& item : json.at("overrides")) {
            capsule.overrides.push_back({item.at("option"), item.at("key"), item.at("value")});
        }
        const std::string preset = json.at("preset");
        capsule.overrides.push_back({"the capsule's preset", "link.preset", preset});
        capsule.rtl_file_list = json.value("rtl_file_list", "");
        capsule.seed = json.at("seed");
        const Json& build = json.at("build");
        capsule.build = {build.at("program"), build.at("rtl"), build.at("preset"),
                         build.at("workload"), build.at("versions")};
        const Json& failure = json.at("failure");
        capsule.failure = {failure.at("check"), failure.at("message"), failure.at("time_us")};
        capsule.trigger_us = json.at("trigger_us");
        capsule.window_us = json.at("window_us");
        for (const Json& hash : json.at("flit_hashes")) capsule.flit_hashes.push_back(hash);
        return capsule;
    } catch (const Json::exception& failure) {
        throw ConfigError(path.string() + ": no capsule of oio: " + failure.what());
    }
}

std::string deviation(const Capsule& capsule, const fs::path& result_file) {
    std::ifstream file(result_file);
    const nlohmann::json result = nlohmann::json::parse(file);
    const nlohmann::json& failures = result.at("failures");
    if (failures.empty() != capsule.passed()) {
        return failures.empty() ? "the run passed" : "the run failed";
    }
    if (!capsule.passed() && (failures.front().at("check") != capsule.failure.check ||
                              failures.front().at("time_us") != capsule.failure.time_us)) {
        return fmt::format("it failed with {} at {} us",
                           failures.front().at("check").get<std::string>(),
                           failures.front().at("time_us").dump());
    }
    std::vector<std::string> hashes;
    for (const nlohmann::json& link : result.at("links")) {
        if (!link.contains("directions")) continue;
        for (const nlohmann::json& direction : link.at("directions")) {
            hashes.push_back(link.at("name").get<std::string>() + " " +
                             direction.at("name").get<std::string>() + " " +
                             direction.at("flit_hash").get<std::string>());
        }
    }
    return hashes == capsule.flit_hashes ? "" : "other flits were delivered";
}

std::vector<ConfigOverride> replay_overrides(const Capsule& capsule, const fs::path& folder) {
    std::vector<ConfigOverride> overrides;
    for (const ConfigOverride& item : capsule.overrides) {
        // Rewind changes nothing that a run does, and here the window is known.
        if (item.key.rfind("rewind.", 0) != 0 && item.key != "workload.path" &&
            item.key != "rtl.file_list") {
            overrides.push_back(item);
        }
    }
    if (!capsule.rtl_file_list.empty()) {
        const std::string list = fs::absolute(folder / capsule.rtl_file_list).string();
        overrides.push_back({"the capsule's RTL", "rtl.file_list", "'" + list + "'"});
    }
    overrides.push_back({"the capsule", "rewind.snapshots", "off"});
    overrides.push_back({"the capsule's seed", "run.seed", std::to_string(capsule.seed)});
    const std::string path = is_pattern(capsule.workload)
                                 ? capsule.workload
                                 : fs::absolute(folder / capsule.workload).string();
    overrides.push_back({"the capsule's workload", "workload.path", "'" + path + "'"});
    return overrides;
}

}  // namespace oio
