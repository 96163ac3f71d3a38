// SPDX-License-Identifier: Apache-2.0
//
// What the result of a run depends on besides its options, as hashes: a capsule records them, and a
// replay says which of them are others now.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cosim/sim_config.hpp"

namespace oio {

/// FNV-1a with 64 bits: tells contents apart, no defence against an attacker.
class CapsuleHash {
public:
    void add(const std::string& text);
    /// False if the file cannot be read.
    bool add_file(const std::filesystem::path& path);
    std::string hex() const;

private:
    void step(unsigned char byte);
    std::uint64_t state_ = 0xcbf29ce484222325;
};

/// Hexadecimal hashes, but for the versions.
struct BuildIdentity {
    std::string program;   ///< The executable.
    std::string rtl;       ///< Sources of the RTL with their parameters.
    std::string preset;    ///< The file of link.preset.
    std::string workload;  ///< Its files; empty for a pattern.
    std::string scenario;  ///< The scenario's file, whatever its name.
    std::string versions;  ///< Of program and tools, a line each.
};
BuildIdentity identify_build(const SimConfig& config, const std::string& versions);

/// What differs, a line each; empty if nothing does.
std::vector<std::string> differences(const BuildIdentity& recorded, const BuildIdentity& here);

/// True for a workload that is generated and has no files.
bool is_pattern(const std::string& workload_path);

/// The files of a workload: a descriptor, every file of a folder, or PREFIX.0.et and so on.
std::vector<std::filesystem::path> workload_files(const std::filesystem::path& path);

}  // namespace oio
