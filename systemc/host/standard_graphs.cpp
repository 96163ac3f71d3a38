// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/standard_graphs.hpp"

#include <stdexcept>

namespace oio {
namespace {

/// Appends nodes to a rank, each dependent on the one before.
class Chain {
public:
    explicit Chain(int rank) {
        graph_.rank = rank;
        graph_.origin = "rank " + std::to_string(rank);
    }

    RankNode& add(NodeKind kind, const std::string& name) {
        RankNode node;
        node.id = graph_.nodes.size();
        node.kind = kind;
        node.name = name;
        if (node.id > 0) node.deps.push_back(node.id - 1);
        graph_.nodes.push_back(node);
        return graph_.nodes.back();
    }

    void add_message(NodeKind kind, int peer, std::uint64_t bytes, int step) {
        RankNode& node = add(kind, std::string(to_string(kind)) + "_step" + std::to_string(step));
        node.peer = peer;
        node.bytes = bytes;
    }

    RankGraph take() { return std::move(graph_); }

private:
    RankGraph graph_;
};

void check_ranks(int ranks, int lowest) {
    if (ranks >= lowest && ranks <= kMaxRanks) return;
    throw std::invalid_argument("ranks: " + std::to_string(ranks) + " is outside [" +
                                std::to_string(lowest) + ", " + std::to_string(kMaxRanks) + "]");
}

}  // namespace

std::vector<RankGraph> ring_all_reduce(int ranks, std::uint64_t bytes, std::uint64_t reduce_us) {
    check_ranks(ranks, 2);
    const auto n = static_cast<std::uint64_t>(ranks);
    if (bytes == 0 || bytes % (4 * n) != 0 || bytes / n > kMaxNodeBytes) {
        throw std::invalid_argument("bytes: " + std::to_string(bytes) +
                                    " is not a multiple of 4 x ranks = " + std::to_string(4 * n) +
                                    " in [" + std::to_string(4 * n) + ", ranks x 2^30]");
    }
    std::vector<RankGraph> graphs;
    for (int r = 0; r < ranks; ++r) {
        Chain chain(r);
        for (int step = 0; step < 2 * (ranks - 1); ++step) {
            chain.add_message(NodeKind::Send, (r + 1) % ranks, bytes / n, step);
            chain.add_message(NodeKind::Recv, (r + ranks - 1) % ranks, bytes / n, step);
            if (step >= ranks - 1) continue;  // the second round only passes sums on
            chain.add(NodeKind::Compute, "reduce_step" + std::to_string(step)).duration_us =
                static_cast<double>(reduce_us);
        }
        graphs.push_back(chain.take());
    }
    return graphs;
}

std::vector<RankGraph> single_collective(CollectiveKind kind, int ranks, std::uint64_t bytes) {
    check_ranks(ranks, 1);
    std::vector<RankGraph> graphs;
    for (int r = 0; r < ranks; ++r) {
        Chain chain(r);
        RankNode& node = chain.add(NodeKind::Collective, to_string(kind));
        node.collective = kind;
        node.bytes = bytes;
        graphs.push_back(chain.take());
    }
    return graphs;
}

}  // namespace oio
