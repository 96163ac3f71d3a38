// SPDX-License-Identifier: Apache-2.0
// Writes any workload as Chakra traces, so that nothing depends on files from outside.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

/// Writes `<folder>/<name>.<rank>.et` for every rank; the folder is made. Durations are rounded to
/// whole microseconds, which is all the format can say. Throws ConfigError naming the file that
/// cannot be written; a file is complete or not there.
void write_chakra(const std::filesystem::path& folder, const std::string& name,
                  const std::vector<RankGraph>& graphs);

}  // namespace oio
