// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/rank_graph.hpp"

#include <queue>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace oio {
namespace {

using Positions = std::unordered_map<std::uint64_t, std::uint32_t>;

[[noreturn]] void refuse(const RankGraph& graph, const RankNode& node, const std::string& what) {
    throw std::invalid_argument(where(graph, node) + ": " + what);
}

Positions positions_by_id(const RankGraph& graph) {
    Positions positions;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
        const RankNode& node = graph.nodes[i];
        const auto [other, fresh] = positions.emplace(node.id, i);
        if (!fresh) {
            refuse(graph, node,
                   "the id is already used by '" + graph.nodes[other->second].name + "'");
        }
    }
    return positions;
}

void check_node(const RankGraph& graph, const RankNode& node, int ranks) {
    if (node.kind == NodeKind::Compute) {
        if (!(node.duration_us >= 0.0 && node.duration_us <= kMaxDurationUs)) {
            refuse(graph, node,
                   "duration " + std::to_string(node.duration_us) + " us is outside [0, 3.6e9]");
        }
        return;
    }
    if (node.bytes < 1 || node.bytes > kMaxNodeBytes) {
        refuse(graph, node,
               "size " + std::to_string(node.bytes) + " B is outside [1, " +
                   std::to_string(kMaxNodeBytes) + "]");
    }
    if (node.kind == NodeKind::Collective) return;
    if (node.peer < 0 || node.peer >= ranks) {
        refuse(graph, node,
               std::string(to_string(node.kind)) +
                   (node.kind == NodeKind::Send ? " to rank " : " from rank ") +
                   std::to_string(node.peer) + ", which is missing: the ranks are 0 to " +
                   std::to_string(ranks - 1));
    }
    if (node.peer == graph.rank) {
        refuse(graph, node,
               std::string(to_string(node.kind)) + " with rank " + std::to_string(node.peer) +
                   ", which is the rank itself");
    }
}

/// Follows unfinished dependencies from an unfinished node until one repeats.
[[noreturn]] void refuse_cycle(const RankGraph& graph, const Positions& positions,
                               const std::vector<std::uint32_t>& deps_left) {
    std::uint32_t at = 0;
    while (deps_left[at] == 0) ++at;
    std::vector<std::uint32_t> path;
    std::vector<bool> seen(graph.nodes.size(), false);
    while (!seen[at]) {
        seen[at] = true;
        path.push_back(at);
        for (const std::uint64_t dep : graph.nodes[at].deps) {
            const std::uint32_t next = positions.at(dep);
            if (deps_left[next] > 0) {
                at = next;
                break;
            }
        }
    }
    std::ostringstream text;
    text << "its dependencies form a cycle: " << graph.nodes[at].id;
    std::size_t i = 0;
    while (path[i] != at) ++i;
    for (++i; i < path.size(); ++i) text << " needs " << graph.nodes[path[i]].id;
    text << " needs " << graph.nodes[at].id;
    refuse(graph, graph.nodes[at], text.str());
}

}  // namespace

const char* to_string(NodeKind kind) {
    switch (kind) {
        case NodeKind::Send:
            return "send";
        case NodeKind::Recv:
            return "receive";
        case NodeKind::Compute:
            return "compute";
        case NodeKind::Collective:
            return "collective";
    }
    return "?";
}

const char* to_string(CollectiveKind kind) {
    switch (kind) {
        case CollectiveKind::AllReduce:
            return "all-reduce";
        case CollectiveKind::AllGather:
            return "all-gather";
        case CollectiveKind::ReduceScatter:
            return "reduce-scatter";
        case CollectiveKind::AllToAll:
            return "all-to-all";
    }
    return "?";
}

std::string where(const RankGraph& graph, const RankNode& node) {
    return graph.origin + ": byte " + std::to_string(node.file_offset) + ": node " +
           std::to_string(node.id) + " '" + node.name + "'";
}

std::vector<std::uint32_t> dependency_order(const RankGraph& graph) {
    const Positions positions = positions_by_id(graph);
    std::vector<std::uint32_t> deps_left(graph.nodes.size(), 0);
    std::vector<std::vector<std::uint32_t>> successors(graph.nodes.size());
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
        for (const std::uint64_t dep : graph.nodes[i].deps) {
            const auto found = positions.find(dep);
            if (found == positions.end()) {
                refuse(graph, graph.nodes[i],
                       "depends on node " + std::to_string(dep) + ", which is not in the file");
            }
            successors[found->second].push_back(i);
            ++deps_left[i];
        }
    }
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free_nodes;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
        if (deps_left[i] == 0) free_nodes.push(i);
    }
    std::vector<std::uint32_t> order;
    order.reserve(graph.nodes.size());
    while (!free_nodes.empty()) {
        const std::uint32_t i = free_nodes.top();
        free_nodes.pop();
        order.push_back(i);
        for (const std::uint32_t next : successors[i]) {
            if (--deps_left[next] == 0) free_nodes.push(next);
        }
    }
    if (order.size() != graph.nodes.size()) refuse_cycle(graph, positions, deps_left);
    return order;
}

void check_graphs(const std::vector<RankGraph>& graphs) {
    const int ranks = static_cast<int>(graphs.size());
    if (graphs.empty() || graphs.size() > static_cast<std::size_t>(kMaxRanks)) {
        throw std::invalid_argument("a workload of " + std::to_string(graphs.size()) +
                                    " ranks: outside [1, " + std::to_string(kMaxRanks) + "]");
    }
    for (int r = 0; r < ranks; ++r) {
        const RankGraph& graph = graphs[r];
        if (graph.rank != r) {
            throw std::invalid_argument(graph.origin + ": holds rank " +
                                        std::to_string(graph.rank) + ", expected rank " +
                                        std::to_string(r));
        }
        if (graph.nodes.empty()) {
            throw std::invalid_argument(graph.origin + ": rank " + std::to_string(r) +
                                        " has no nodes");
        }
        for (const RankNode& node : graph.nodes) check_node(graph, node, ranks);
        dependency_order(graph);
    }
}

}  // namespace oio
