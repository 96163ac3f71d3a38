// SPDX-License-Identifier: Apache-2.0
//
// What a run that failed or had wrong bits leaves so that it can be run again elsewhere: a folder
// with the scenario, the preset, the workload, every override, the seed, what failed and when, and
// hashes of what ran.
//
//   capsule.json   everything but the files
//   <name>.toml    the scenario as it was
//   workload/      the descriptor or the traces, if the workload is a file
//   rtl/           RTL of the user's own, with a list
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

constexpr int kCapsuleSchema = 1;
constexpr const char* kCapsuleFolder = "capsule";

/// What a result depends on besides the scenario, as hexadecimal hashes.
struct BuildIdentity {
    std::string program;   ///< The executable.
    std::string rtl;       ///< Sources of the RTL with their parameters.
    std::string preset;    ///< The file of link.preset.
    std::string workload;  ///< Its files; empty for a pattern.
    std::string versions;  ///< Text for people.
};
BuildIdentity identify_build(const SimConfig& config, const std::string& versions);

/// What differs, a line each; empty if nothing does. The versions are only shown.
std::vector<std::string> differences(const BuildIdentity& recorded, const BuildIdentity& here);

struct Capsule {
    std::string name;      ///< Of the scenario.
    std::string scenario;  ///< File in the folder.
    std::string workload;  ///< What workload.path becomes, relative to the folder; or a pattern.
    std::string rtl_file_list;  ///< In the folder; empty for the project's own RTL.
    std::vector<ConfigOverride> overrides;
    std::uint64_t seed = 0;
    BuildIdentity build;
    RunFailure failure;       ///< The first one; without a name if the run passed.
    double trigger_us = 0.0;  ///< Middle of the window that a replay shows.
    double window_us = 5.0;
    std::vector<std::string> flit_hashes;  ///< By link and direction, of the flits delivered.
    bool passed() const { return failure.check.empty(); }
};

/// Writes out_dir/capsule for a run that failed or had wrong bits; nothing for any other. Throws
/// ConfigError if that is impossible.
void write_capsule(const std::filesystem::path& out_dir, const SimConfig& config,
                   const std::vector<ConfigOverride>& overrides, const RunResult& result,
                   const std::string& versions);

/// Reads the folder of a capsule, or of the results of a run that has one. Throws ConfigError.
Capsule read_capsule(const std::filesystem::path& folder);
/// The folder that has capsule.json. Throws ConfigError.
std::filesystem::path find_capsule(const std::filesystem::path& folder);

/// The overrides with which `scenario` in `folder` runs again as it did.
std::vector<ConfigOverride> replay_overrides(const Capsule& capsule,
                                             const std::filesystem::path& folder);

/// How the run behind a result.json differs from the capsule's; empty if it does not.
std::string deviation(const Capsule& capsule, const std::filesystem::path& result_file);

std::vector<std::string> flit_hashes(const RunResult& result);

}  // namespace oio
