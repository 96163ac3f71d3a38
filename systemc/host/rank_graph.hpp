// SPDX-License-Identifier: Apache-2.0
// The in-memory form of a workload: what each rank does and what depends on what. Every source
// (Chakra traces, the project's own descriptor) is turned into this before anything runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oio {

enum class NodeKind { Send, Recv, Compute, Collective };

enum class CollectiveKind { AllReduce, AllGather, ReduceScatter, AllToAll };

/// "send", "receive", "compute", "collective".
const char* to_string(NodeKind kind);
/// "all-reduce", "all-gather", "reduce-scatter", "all-to-all".
const char* to_string(CollectiveKind kind);

/// The largest message or collective: every rank holds one in memory.
inline constexpr std::uint64_t kMaxNodeBytes = std::uint64_t{1} << 30;
/// The longest compute node: an hour.
inline constexpr double kMaxDurationUs = 3.6e9;
/// The most ranks on a ring.
inline constexpr int kMaxRanks = 1024;

/// One step of a rank. Which fields count depends on `kind`.
struct RankNode {
    std::uint64_t id = 0;
    std::string name;
    NodeKind kind = NodeKind::Compute;
    std::vector<std::uint64_t> deps;  ///< ids of nodes of the same rank that must finish first

    double duration_us = 0.0;  ///< Compute: the recorded time
    int peer = -1;             ///< Send: the receiver; Recv: the sender
    std::uint32_t tag = 0;     ///< Send, Recv
    /// Send, Recv: size of the message. Collective: size S of the larger of a rank's two buffers
    /// (the convention of nccl-tests): all-reduce and all-to-all, of each; all-gather, what every
    /// rank ends with; reduce-scatter, what every rank starts with.
    std::uint64_t bytes = 0;
    CollectiveKind collective = CollectiveKind::AllReduce;

    std::uint64_t file_offset = 0;  ///< byte in `RankGraph::origin` where the node begins
};

/// All steps of one rank.
struct RankGraph {
    int rank = 0;
    std::string origin;  ///< where it came from (a file name), for messages
    std::vector<RankNode> nodes;
};

/// "origin: byte N: node 5 'name'", the beginning of every message about a node.
std::string where(const RankGraph& graph, const RankNode& node);

/// Checks every rank on its own and all together: ranks complete from 0, ids unique, dependencies
/// present and without cycle, peers present, sizes and durations in range. Throws
/// std::invalid_argument naming file, byte, node, value and what is allowed.
void check_graphs(const std::vector<RankGraph>& graphs);

/// Positions (not ids) of the nodes of one checked rank in an order that respects the
/// dependencies; among free nodes the one that stands first in the file goes first. Throws
/// std::invalid_argument naming the nodes of a cycle.
std::vector<std::uint32_t> dependency_order(const RankGraph& graph);

}  // namespace oio
