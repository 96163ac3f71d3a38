// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "cosim/config_reader.hpp"
#include "cosim/rewind/capsule_fields.hpp"
#include "cosim/rewind/capsule_rtl.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kCapsuleFile = "capsule.json";
constexpr const char* kPresetOption = "the capsule's preset";
constexpr double kMostUs = 1e12;
// A limit of wall time ends a run anywhere; a replay ends there by this limit instead.
constexpr const char* kWallLimit = "wall_limit";
constexpr const char* kTimeLimit = "max_sim_time";
constexpr double kLessThanSliceUs = 0.25;  // A run ends at a whole slice of 0.5 us.

bool is_within(const fs::path& path, const fs::path& folder) {
    const fs::path inner = fs::weakly_canonical(path);
    const fs::path outer = fs::weakly_canonical(folder);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first ==
           outer.end();
}

bool reads_from(const SimConfig& config, const fs::path& folder) {
    return is_within(config.file, folder) || is_within(config.link.rtl_file_list, folder) ||
           (!is_pattern(config.workload.path) && is_within(config.workload.path, folder));
}

// The capsule that the scenario of a run lies in, if it does.
std::optional<Capsule> origin_of(const SimConfig& config) {
    const fs::path folder = fs::absolute(config.file).parent_path();
    std::error_code error;
    if (!fs::is_regular_file(folder / kCapsuleFile, error)) return std::nullopt;
    try {
        return read_capsule(folder);
    } catch (const ConfigError&) {
        return std::nullopt;
    }
}

std::string hash_of_fields(Json json) {
    json.erase("contents");
    CapsuleHash hash;
    hash.add(json.dump(-1, ' ', true, Json::error_handler_t::replace));
    return hash.hex();
}

Json overrides_json(const std::vector<ConfigOverride>& overrides) {
    Json list = Json::array();
    for (const ConfigOverride& item : overrides) {
        if (item.option == kPresetOption) continue;
        list.push_back({{"option", item.option}, {"key", item.key}, {"value", item.value}});
    }
    return list;
}

// Empty where the scenario's file says it: a preset's own scenario speaks of another workload.
std::string purpose_of_its_own(const SimConfig& config) {
    ConfigReader scenario;
    scenario.add_file(config.file);
    return scenario.get_string("purpose", "") == config.purpose ? "" : config.purpose;
}

std::string copy_workload(const SimConfig& config, const fs::path& folder) {
    if (is_pattern(config.workload.path)) return config.workload.path;
    const fs::path path = config.workload.path;
    std::error_code error;
    const bool is_folder = fs::is_directory(path, error);
    for (const fs::path& file : workload_files(path)) {
        copy_into(file, folder / "workload" / file.filename());
    }
    return is_folder ? "workload" : "workload/" + path.filename().string();
}

void fill(const fs::path& folder, const SimConfig& config,
          const std::vector<ConfigOverride>& overrides, const RunResult& result,
          const std::string& versions) {
    const bool passed = result.failures.empty();
    const RunFailure failure = passed ? RunFailure{} : result.failures.front();
    Json json;
    json["schema"] = kCapsuleSchema;
    json["name"] = config.name;
    json["scenario"] = config.name + ".toml";
    copy_into(config.file, folder / (config.name + ".toml"));
    const std::string purpose = purpose_of_its_own(config);
    if (!purpose.empty()) json["purpose"] = purpose;
    json["workload"] = copy_workload(config, folder);
    json["overrides"] = overrides_json(overrides);
    // A name of a preset in place of a scenario is an override, too.
    json["preset"] = config.link.preset;
    const std::string rtl_list = copy_own_rtl(config, folder);
    if (!rtl_list.empty()) json["rtl_file_list"] = rtl_list;
    json["seed"] = config.run.seed;
    const BuildIdentity build = identify_build(config, versions);
    json["build"] = {{"program", build.program},   {"rtl", build.rtl},
                     {"preset", build.preset},     {"workload", build.workload},
                     {"scenario", build.scenario}, {"versions", build.versions}};
    json["failure"] = {
        {"check", failure.check}, {"message", failure.message}, {"time_us", failure.time_us}};
    double trigger_us = failure.time_us > 0.0 ? failure.time_us : result.simulated_us;
    double window_us = config.rewind.window_us;
    for (const RewindWave& wave : result.rewind) {
        if (!passed && wave.cause.rfind(failure.check, 0) == 0) trigger_us = wave.trigger_us;
    }
    // A capsule that was run again without rewind knows best where to look.
    if (const std::optional<Capsule> origin = origin_of(config);
        origin && result.rewind.empty() && origin->failure.check == failure.check &&
        origin->failure.time_us == failure.time_us) {
        trigger_us = origin->trigger_us;
        window_us = origin->window_us;
    }
    json["trigger_us"] = trigger_us;
    json["window_us"] = window_us;
    json["flit_hashes"] = flit_hashes(result);
    json["contents"] = hash_of_fields(json);
    write_file_atomically(folder / kCapsuleFile, json.dump(2) + "\n");
}

}  // namespace

bool Capsule::ended_by_wall_limit() const {
    return failure.check == kWallLimit;
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
    if (result.failures.empty() && !result.causes.any()) {
        // One of an earlier run goes, but not what this run was read from.
        if (!reads_from(config, folder)) fs::remove_all(folder, error);
        return;
    }
    // The files may come from the capsule that stands there: it goes when the new one is whole.
    const fs::path part = out_dir / (std::string(kCapsuleFolder) + ".part");
    const fs::path old = out_dir / (std::string(kCapsuleFolder) + ".old");
    fs::remove_all(part, error);
    fs::remove_all(old, error);
    try {
        fill(part, config, overrides, result, versions);
    } catch (...) {
        fs::remove_all(part, error);
        throw;
    }
    fs::rename(folder, old, error);  // Usually there is none.
    fs::rename(part, folder, error);
    if (error) {
        std::error_code ignored;
        fs::rename(old, folder, ignored);
        throw ConfigError(folder.string() + ": cannot write: " + error.message());
    }
    fs::remove_all(old, error);
}

void refuse_results_in_capsule(const fs::path& out_dir) {
    fs::path folder = fs::weakly_canonical(fs::absolute(out_dir));
    for (; folder.has_relative_path(); folder = folder.parent_path()) {
        std::error_code error;
        if (!fs::is_regular_file(folder / kCapsuleFile, error)) continue;
        throw ConfigError("--out " + out_dir.string() + ": lies in the capsule " + folder.string() +
                          ", which results would change; choose a folder outside it");
    }
}

fs::path find_capsule(const fs::path& folder) {
    for (const fs::path& place : {folder, folder / kCapsuleFolder}) {
        std::error_code error;
        if (fs::is_regular_file(place / kCapsuleFile, error)) return place;
    }
    throw ConfigError(folder.string() + ": no " + kCapsuleFile + " here or in " + kCapsuleFolder +
                      "/ (a run that failed leaves one in its results)");
}

Capsule read_capsule(const fs::path& folder) {
    const CapsuleFields json(find_capsule(folder) / kCapsuleFile);
    if (json.whole("schema", INT64_MAX) != kCapsuleSchema) {
        json.reject("schema", fmt::format("{}, which this program reads", kCapsuleSchema));
    }
    Capsule capsule;
    capsule.name = json.text("name");
    capsule.scenario = json.text("scenario");
    if (json.has("purpose")) capsule.purpose = json.text("purpose");
    capsule.workload = json.text("workload");
    for (const CapsuleFields& item : json.objects("overrides")) {
        capsule.overrides.push_back({item.text("option"), item.text("key"), item.text("value")});
    }
    const std::string preset = json.text("preset");
    capsule.overrides.push_back({kPresetOption, "link.preset", preset});
    if (json.has("rtl_file_list")) capsule.rtl_file_list = json.text("rtl_file_list");
    capsule.seed = json.whole("seed", INT64_MAX);
    const CapsuleFields build = json.object("build");
    capsule.build = {build.text("program"),
                     build.text("rtl"),
                     build.text("preset"),
                     build.text("workload"),
                     build.has("scenario") ? build.text("scenario") : "",
                     build.text("versions")};
    const CapsuleFields failure = json.object("failure");
    capsule.failure = {failure.text("check"), failure.text("message"),
                       failure.number("time_us", 0.0, kMostUs)};
    capsule.trigger_us = json.number("trigger_us", 0.0, kMostUs);
    capsule.window_us = json.number("window_us", 0.1, kMostUs);
    capsule.flit_hashes = json.texts("flit_hashes");
    capsule.changed = !json.has("contents") || json.text("contents") != hash_of_fields(json.json());
    return capsule;
}

std::vector<std::string> warnings(const Capsule& capsule, const SimConfig& config,
                                  const std::string& versions) {
    std::vector<std::string> lines = differences(capsule.build, identify_build(config, versions));
    if (capsule.changed) {
        lines.push_back(std::string(kCapsuleFile) +
                        " is not as the run left it: its overrides, seed, preset or what failed");
    }
    if (capsule.ended_by_wall_limit()) {
        lines.push_back(fmt::format(
            "a limit of wall time cannot repeat: run.wall_limit_s is lifted, and the run ends at "
            "{:.6g} us of simulated time, where the limit ended it",
            capsule.failure.time_us));
    }
    return lines;
}

std::string deviation(const Capsule& capsule, const fs::path& result_file) {
    std::ifstream file(result_file);
    const nlohmann::json result = nlohmann::json::parse(file);
    const nlohmann::json& failures = result.at("failures");
    if (failures.empty() != capsule.passed()) {
        return failures.empty() ? "the run passed" : "the run failed";
    }
    const std::string check = capsule.ended_by_wall_limit() ? kTimeLimit : capsule.failure.check;
    if (!capsule.passed() && (failures.front().at("check") != check ||
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
        const bool given_below = item.key.rfind("rewind.", 0) == 0 || item.key == "workload.path" ||
                                 item.key == "rtl.file_list" || item.key == "run.seed" ||
                                 item.key == "run.wall_limit_s" || item.key == "purpose" ||
                                 (item.key == "link.preset" && item.option != kPresetOption);
        if (!given_below) overrides.push_back(item);
    }
    if (!capsule.rtl_file_list.empty()) {
        const std::string list = fs::absolute(folder / capsule.rtl_file_list).string();
        overrides.push_back({"the capsule's RTL", "rtl.file_list", "'" + list + "'"});
    }
    overrides.push_back({"the capsule", "rewind.snapshots", "off"});
    overrides.push_back({"the capsule", "run.wall_limit_s", "0"});
    if (capsule.ended_by_wall_limit()) {
        const double end_us = std::max(1.0, capsule.failure.time_us - kLessThanSliceUs);
        overrides.push_back({"the capsule", "run.max_sim_time_us", fmt::format("{}", end_us)});
    }
    if (!capsule.purpose.empty()) {
        // A text of JSON is one of TOML.
        overrides.push_back({"the capsule's purpose", "purpose", Json(capsule.purpose).dump()});
    }
    overrides.push_back({"the capsule's seed", "run.seed", std::to_string(capsule.seed)});
    const std::string path = is_pattern(capsule.workload)
                                 ? capsule.workload
                                 : fs::absolute(folder / capsule.workload).string();
    overrides.push_back({"the capsule's workload", "workload.path", "'" + path + "'"});
    return overrides;
}

}  // namespace oio
