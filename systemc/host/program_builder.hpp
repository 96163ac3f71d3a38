// SPDX-License-Identifier: Apache-2.0
// From graphs to programs: binds every step to bytes and expands the collectives.
#pragma once

#include <cstdint>
#include <vector>

#include "systemc/host/message_flow.hpp"
#include "systemc/host/rank_graph.hpp"
#include "systemc/host/rank_program.hpp"

namespace oio {

/// How a workload is executed.
struct WorkloadOptions {
    std::uint64_t seed = 1;      ///< of the payload
    double compute_scale = 1.0;  ///< compute times are multiplied by this; [0, 1000]
    /// A collective's chunks travel in messages of at most this size; [256, 2^30], a multiple of
    /// four. NCCL's step is 512 KiB (NVIDIA/nccl src/include/device.h, src/init.cc).
    std::uint64_t slice_bytes = 512 * 1024;
    /// Speed at which a rank adds a received slice to its own; 0 takes no time. [0, 1e6].
    double reduce_gbyte_per_s = 0.0;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
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
                        const WorkloadOptions& options);

}  // namespace oio
