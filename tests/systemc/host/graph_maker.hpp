// SPDX-License-Identifier: Apache-2.0
// Writes graphs by hand in tests, one line a node.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

using Deps = std::vector<std::uint64_t>;

inline RankNode send_node(std::uint64_t id, int to, std::uint64_t bytes, Deps deps = {},
                          std::uint32_t tag = 0) {
    RankNode node;
    node.id = id;
    node.name = "s" + std::to_string(id);
    node.kind = NodeKind::Send;
    node.peer = to;
    node.bytes = bytes;
    node.tag = tag;
    node.deps = std::move(deps);
    return node;
}

inline RankNode recv_node(std::uint64_t id, int from, std::uint64_t bytes, Deps deps = {},
                          std::uint32_t tag = 0) {
    RankNode node = send_node(id, from, bytes, std::move(deps), tag);
    node.name = "r" + std::to_string(id);
    node.kind = NodeKind::Recv;
    return node;
}

inline RankNode compute_node(std::uint64_t id, double duration_us, Deps deps = {}) {
    RankNode node;
    node.id = id;
    node.name = "c" + std::to_string(id);
    node.duration_us = duration_us;
    node.deps = std::move(deps);
    return node;
}

inline RankNode collective_node(std::uint64_t id, CollectiveKind kind, std::uint64_t bytes,
                                Deps deps = {}) {
    RankNode node;
    node.id = id;
    node.name = "x" + std::to_string(id);
    node.kind = NodeKind::Collective;
    node.collective = kind;
    node.bytes = bytes;
    node.deps = std::move(deps);
    return node;
}

inline std::vector<RankGraph> graphs_of(std::initializer_list<std::vector<RankNode>> ranks) {
    std::vector<RankGraph> graphs;
    for (const auto& nodes : ranks) {
        RankGraph graph;
        graph.rank = static_cast<int>(graphs.size());
        graph.origin = "file." + std::to_string(graph.rank);
        graph.nodes = nodes;
        graphs.push_back(graph);
    }
    return graphs;
}

}  // namespace oio
