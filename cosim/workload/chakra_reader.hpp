// SPDX-License-Identifier: Apache-2.0
// Reads Chakra execution traces: one file per rank, `<name>.<rank>.et`.
#pragma once

#include <filesystem>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

/// The version of the format that is understood, as the metadata spell it.
inline constexpr const char* kChakraVersion = "0.0.4";

/// Reads one file, the trace of `rank`. Sends, receives and collectives become what they are;
/// compute and memory nodes become compute nodes, metadata nodes compute nodes of no duration.
/// Throws ConfigError naming file, byte and what is wrong.
RankGraph read_chakra_file(const std::filesystem::path& file, int rank);

/// Reads all ranks of a trace. `path` is a folder that holds one trace, the path up to `<name>`,
/// or one of the files. Throws ConfigError, also if there is no trace, more than one, or a rank is
/// missing. What the ranks say to each other is not checked here.
std::vector<RankGraph> read_chakra(const std::filesystem::path& path);

}  // namespace oio
