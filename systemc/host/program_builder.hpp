// SPDX-License-Identifier: Apache-2.0
// From graphs to programs: binds every step to bytes and expands the collectives.
#pragma once

#include <vector>

#include "systemc/host/message_flow.hpp"
#include "systemc/host/rank_graph.hpp"
#include "systemc/host/rank_program.hpp"

namespace oio {

/// How graphs become programs; the fields are those of WorkloadConfig.
struct ProgramOptions {
    double compute_scale = 1.0;
    std::uint64_t slice_bytes = 512 * 1024;
    double reduce_gbyte_per_s = 0.0;
};

struct Programs {
    std::vector<RankProgram> ranks;
    std::vector<Region> regions;  ///< first the chunks of the message flow, then the collectives'
};

/// Checks that every rank takes part in the same collectives in the same order: kind and size of
/// the k-th agree. Throws std::invalid_argument naming the node.
void check_collectives(const std::vector<RankGraph>& graphs);

/// `graphs` are checked, `flow` is theirs.
Programs build_programs(const std::vector<RankGraph>& graphs, const MessageFlow& flow,
                        const ProgramOptions& options);

}  // namespace oio
