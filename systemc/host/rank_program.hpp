// SPDX-License-Identifier: Apache-2.0
// What a rank executes: its graph with every collective expanded and every message bound to the
// bytes it carries. Made by `build_programs`, executed by `RankExecutor`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

/// How a rank's copy of a region begins.
enum class RegionFill {
    Contribution,  ///< every byte is this rank's contribution
    OwnChunk,      ///< the chunk of this rank's number is its contribution, the rest is poison
    Poison         ///< nothing is known yet
};

/// A piece of memory that every rank taking part has its own copy of: one explicitly sent chunk,
/// or the buffer of one collective.
struct Region {
    std::uint64_t key = 0;  ///< distinguishes contributions of different regions
    std::uint64_t bytes = 0;
    RegionFill fill = RegionFill::Contribution;
    bool of_collective = false;  ///< else an explicitly sent chunk
    CollectiveKind collective = CollectiveKind::AllReduce;
    std::uint64_t collective_bytes = 0;  ///< S of the collective, see RankNode::bytes
};

enum class OpKind {
    Send,    ///< sends the present content of [offset, offset + bytes) of the region
    Recv,    ///< waits for a message; stores it there if `stores`, else keeps it for a Reduce
    Reduce,  ///< after its time adds the payload of receive `payload_of`, modulo 2^32 per word
    Copy,    ///< copies from `source_offset` of `source_region`
    Delay,   ///< time passes
    Check    ///< the bytes are final: hand them to the checker, free region and source region
};

/// One step. Indices are positions in `RankProgram::ops`.
struct Op {
    OpKind kind = OpKind::Delay;
    std::uint32_t dep_count = 0;
    std::vector<std::uint32_t> successors;
    int peer = -1;
    std::uint64_t tag = 0;
    std::uint32_t region = 0;
    std::uint32_t source_region = 0;
    std::uint64_t offset = 0;
    std::uint64_t source_offset = 0;
    std::uint64_t bytes = 0;
    double duration_ns = 0.0;
    std::uint32_t payload_of = 0;
    bool stores = false;
    std::uint32_t node = 0;  ///< position of the graph's node this op belongs to
};

/// Everything one rank executes. The region list is common to all ranks.
struct RankProgram {
    int rank = 0;
    std::vector<Op> ops;
    std::uint64_t send_bytes = 0;  ///< sum over all Send ops
    std::uint64_t recv_bytes = 0;  ///< sum over all Recv ops
};

}  // namespace oio
