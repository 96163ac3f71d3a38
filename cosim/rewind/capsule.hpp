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
#include "cosim/rewind/capsule_identity.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

constexpr int kCapsuleSchema = 1;
constexpr const char* kCapsuleFolder = "capsule";

struct Capsule {
    std::string name;      ///< Of the scenario.
    std::string scenario;  ///< File in the folder.
    std::string purpose;   ///< Empty = the scenario's.
    std::string workload;  ///< What workload.path becomes, relative to the folder; or a pattern.
    std::string rtl_file_list;  ///< In the folder; empty for the project's own RTL.
    std::vector<ConfigOverride> overrides;
    std::uint64_t seed = 0;
    BuildIdentity build;
    RunFailure failure;       ///< The first one; without a name if the run passed.
    double trigger_us = 0.0;  ///< Middle of the window that a replay shows.
    double window_us = 5.0;
    std::vector<std::string> flit_hashes;  ///< By link and direction, of the flits delivered.
    bool changed = false;                  ///< capsule.json is not as it was written.
    bool passed() const { return failure.check.empty(); }
    /// A replay is without that limit, and ends where the run was ended.
    bool ended_by_wall_limit() const;
};

/// Writes out_dir/capsule for a run that failed or had wrong bits; nothing for any other. An
/// earlier one goes, but stays whole until then: the run may have been read from it. Throws
/// ConfigError if that is impossible.
void write_capsule(const std::filesystem::path& out_dir, const SimConfig& config,
                   const std::vector<ConfigOverride>& overrides, const RunResult& result,
                   const std::string& versions);

/// Reads the folder of a capsule, or of the results of a run that has one. Throws ConfigError.
Capsule read_capsule(const std::filesystem::path& folder);
/// The folder that has capsule.json. Throws ConfigError.
std::filesystem::path find_capsule(const std::filesystem::path& folder);

/// Throws ConfigError for a folder of results that is a capsule or lies in one.
void refuse_results_in_capsule(const std::filesystem::path& out_dir);

/// What a replay with `config` cannot repeat, a line each: what differs from what ran, a capsule
/// that was edited, a limit of wall time.
std::vector<std::string> warnings(const Capsule& capsule, const SimConfig& config,
                                  const std::string& versions);

/// The overrides with which `scenario` in `folder` runs again as it did.
std::vector<ConfigOverride> replay_overrides(const Capsule& capsule,
                                             const std::filesystem::path& folder);

/// How the run behind a result.json differs from the capsule's; empty if it does not.
std::string deviation(const Capsule& capsule, const std::filesystem::path& result_file);

std::vector<std::string> flit_hashes(const RunResult& result);

}  // namespace oio
