// SPDX-License-Identifier: Apache-2.0
// What the explicit sends, receives and computes of a workload mean as a flow of data.
//
// A trace says who sends how much to whom and what depends on what, not which bytes. This is how
// it is read here:
//   - Every chunk begins at the rank that first sends it: a send with no receive or reduction of
//     its size behind it sends a chunk of its own. Every rank has its own contribution to it.
//   - The k-th send of (from, to, tag) meets the k-th receive of the same; both are one chunk.
//   - A receive that a compute node depends on directly is reduced by that node: when the node
//     ends, the payload is added to what the rank has of the chunk. Any other receive replaces it.
//   - A send carries the chunk that its chain of dependencies last received or reduced. Reductions
//     that one compute node or one send joins are of the same chunk.
// With a ring all-reduce this gives each of the n chunks the sum over the ranks, at every rank.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

/// The meaning of one node. Positions are positions in RankGraph::nodes.
struct NodeFlow {
    int chunk = -1;                      ///< Send, Recv: the chunk it carries
    bool stores = false;                 ///< Recv: replaces what the rank has
    std::vector<std::uint32_t> reduces;  ///< Compute: the receives whose payload it adds
    int send_before = -1;                ///< Send: the one that must have started before it
    int peer_node = -1;                  ///< Send, Recv: position of its counterpart at the peer
};

struct MessageFlow {
    std::vector<std::vector<NodeFlow>> nodes;  ///< by rank and position
    std::vector<std::uint64_t> chunk_bytes;    ///< by chunk
    /// All nodes of all ranks (rank, position), each after what it depends on, messages included.
    std::vector<std::pair<int, std::uint32_t>> order;
};

/// Resolves a checked workload. Throws std::invalid_argument if a send or receive has no
/// counterpart or one of another size, if ranks wait for each other in a circle, or if the value
/// that a send carries depends on timing.
MessageFlow resolve_messages(const std::vector<RankGraph>& graphs);

}  // namespace oio
