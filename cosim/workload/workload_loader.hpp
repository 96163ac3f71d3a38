// SPDX-License-Identifier: Apache-2.0
// From the path in a scenario to a checked workload.
#pragma once

#include <filesystem>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

/// Reads what `path` names, a descriptor (`.toml`) or Chakra traces (see `read_chakra`), and checks
/// it completely: afterwards a `Workload` can be made of it. Throws ConfigError.
std::vector<RankGraph> load_workload(const std::filesystem::path& path);

}  // namespace oio
