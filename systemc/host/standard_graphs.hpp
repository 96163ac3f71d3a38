// SPDX-License-Identifier: Apache-2.0
// Small workloads of any size, made on the spot.
#pragma once

#include <cstdint>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

/// A ring all-reduce of `bytes` spelled out: per rank 2(n-1) sends and receives of bytes/n and n-1
/// compute nodes of `reduce_us` that add. `ranks` in [2, 1024]; `bytes` a multiple of 4 x ranks.
/// Throws std::invalid_argument.
std::vector<RankGraph> ring_all_reduce(int ranks, std::uint64_t bytes, std::uint64_t reduce_us);

/// One collective node per rank. `ranks` in [1, 1024].
std::vector<RankGraph> single_collective(CollectiveKind kind, int ranks, std::uint64_t bytes);

}  // namespace oio
