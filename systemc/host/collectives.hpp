// SPDX-License-Identifier: Apache-2.0
// Our own ring algorithms: turns one collective of one rank into sends, receives and reductions.
#pragma once

#include <cstdint>
#include <vector>

#include "systemc/host/rank_program.hpp"

namespace oio {

struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

/// Part `index` of `bytes` cut into `ranks` parts as equal as whole 32-bit words allow.
ByteRange chunk_range(std::uint64_t bytes, int ranks, int index);

/// Bytes of an all-to-all's two buffers: the source holds one block per receiver, the destination
/// one block per sender, all of the size of the receiver's block.
std::uint64_t all_to_all_bytes(std::uint64_t bytes, int ranks, int rank);

/// One collective at one rank.
struct CollectiveSite {
    CollectiveKind kind = CollectiveKind::AllReduce;
    std::uint64_t bytes = 0;
    int rank = 0;
    int ranks = 1;
    std::uint32_t region = 0;         ///< where the result arises
    std::uint32_t source_region = 0;  ///< AllToAll: what is sent; else the same as `region`
    std::uint64_t first_tag = 0;      ///< messages use first_tag + [0, 2^32)
    std::uint64_t slice_bytes = 1;    ///< a multiple of four
    double reduce_ns_per_byte = 0.0;
    std::uint32_t node = 0;
};

/// Appends an op that runs after `deps` to the program.
std::uint32_t append_op(RankProgram& program, Op op, const std::vector<std::uint32_t>& deps);

/// Appends the whole collective, to run after op `begin`; returns its last op (a Check).
///
/// All-reduce is reduce-scatter followed by all-gather; both send to the next rank and receive
/// from the one before, n-1 times, the chunks in slices that follow each other through the ring
/// independently. All-to-all sends every block straight to its receiver, nearest first.
std::uint32_t expand_collective(RankProgram& program, const CollectiveSite& site,
                                std::uint32_t begin);

}  // namespace oio
