// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/program_builder.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include "models/parameter.hpp"
#include "systemc/host/collectives.hpp"

namespace oio {
namespace {

constexpr std::uint64_t kCollectiveKeys = std::uint64_t{1} << 32;
constexpr double kNsPerUs = 1000.0;

/// Positions of the collective nodes in the order in which the rank takes part in them.
std::vector<std::uint32_t> collectives_of(const RankGraph& graph) {
    std::vector<std::uint32_t> result;
    for (const std::uint32_t i : dependency_order(graph)) {
        if (graph.nodes[i].kind == NodeKind::Collective) result.push_back(i);
    }
    return result;
}

class Builder {
public:
    Builder(const RankGraph& graph, const std::vector<NodeFlow>& flow, int ranks,
            const std::vector<std::uint32_t>& collective_regions, const WorkloadOptions& options)
        : graph_(graph),
          flow_(flow),
          ranks_(ranks),
          collective_regions_(collective_regions),
          options_(options),
          last_op_(graph.nodes.size(), 0) {
        program_.rank = graph.rank;
    }

    RankProgram build() {
        for (std::uint32_t i = 0; i < graph_.nodes.size(); ++i) by_id_[graph_.nodes[i].id] = i;
        for (const std::uint32_t i : dependency_order(graph_)) add_node(i);
        for (const auto& [chunk, ops] : users_) {
            Op check = op(OpKind::Check, program_.ops[ops.back()].node);
            check.region = check.source_region = chunk;
            check.bytes = program_.ops[ops.back()].bytes;
            append_op(program_, check, ops);
        }
        return std::move(program_);
    }

private:
    static Op op(OpKind kind, std::uint32_t node) {
        Op result;
        result.kind = kind;
        result.node = node;
        return result;
    }

    std::vector<std::uint32_t> deps_of(std::uint32_t i) const {
        std::vector<std::uint32_t> deps;
        for (const std::uint64_t id : graph_.nodes[i].deps) deps.push_back(last_op_[by_id_.at(id)]);
        if (flow_[i].send_before >= 0) {
            deps.push_back(last_op_[static_cast<std::size_t>(flow_[i].send_before)]);
        }
        return deps;
    }

    void add_node(std::uint32_t i) {
        switch (graph_.nodes[i].kind) {
            case NodeKind::Send:
                add_message(i, OpKind::Send);
                break;
            case NodeKind::Recv:
                add_message(i, OpKind::Recv);
                break;
            case NodeKind::Compute:
                add_compute(i);
                break;
            case NodeKind::Collective:
                add_collective(i);
                break;
        }
    }

    void add_message(std::uint32_t i, OpKind kind) {
        const RankNode& node = graph_.nodes[i];
        Op message = op(kind, i);
        message.peer = node.peer;
        message.tag = node.tag;
        message.bytes = node.bytes;
        message.region = static_cast<std::uint32_t>(flow_[i].chunk);
        message.stores = flow_[i].stores;
        last_op_[i] = append_op(program_, message, deps_of(i));
        users_[message.region].push_back(last_op_[i]);
    }

    /// The time passes once; then everything received is added.
    void add_compute(std::uint32_t i) {
        const double time_ns = graph_.nodes[i].duration_us * kNsPerUs * options_.compute_scale;
        Op delay = op(OpKind::Delay, i);
        delay.duration_ns = time_ns;
        last_op_[i] = append_op(program_, delay, deps_of(i));
        for (const std::uint32_t receive : flow_[i].reduces) {
            Op add = op(OpKind::Reduce, i);
            add.region = static_cast<std::uint32_t>(flow_[receive].chunk);
            add.bytes = graph_.nodes[receive].bytes;
            add.payload_of = last_op_[receive];
            last_op_[i] = append_op(program_, add, {last_op_[i]});
            users_[add.region].push_back(last_op_[i]);
        }
    }

    void add_collective(std::uint32_t i) {
        const RankNode& node = graph_.nodes[i];
        const std::uint32_t index = collectives_done_++;
        CollectiveSite site;
        site.kind = node.collective;
        site.bytes = node.bytes;
        site.rank = graph_.rank;
        site.ranks = ranks_;
        site.region = collective_regions_[index];
        site.source_region = site.region + (site.kind == CollectiveKind::AllToAll ? 1u : 0u);
        site.first_tag = kCollectiveKeys * (index + 1u);
        site.slice_bytes = options_.slice_bytes;
        if (options_.reduce_gbyte_per_s > 0.0) {
            site.reduce_ns_per_byte = 1.0 / options_.reduce_gbyte_per_s;
        }
        site.node = i;
        const std::uint32_t begin = append_op(program_, op(OpKind::Delay, i), deps_of(i));
        last_op_[i] = expand_collective(program_, site, begin);
    }

    const RankGraph& graph_;
    const std::vector<NodeFlow>& flow_;
    const int ranks_;
    const std::vector<std::uint32_t>& collective_regions_;
    const WorkloadOptions& options_;
    RankProgram program_;
    std::unordered_map<std::uint64_t, std::uint32_t> by_id_;
    std::vector<std::uint32_t> last_op_;                         // by node
    std::map<std::uint32_t, std::vector<std::uint32_t>> users_;  // by chunk: ops that use it
    std::uint32_t collectives_done_ = 0;
};

Region region_of(std::uint64_t index, const RankNode& node, std::uint64_t bytes, RegionFill fill) {
    Region region;
    region.key = kCollectiveKeys + index;
    region.bytes = bytes;
    region.fill = fill;
    region.of_collective = true;
    region.collective = node.collective;
    region.collective_bytes = node.bytes;
    return region;
}

}  // namespace

void WorkloadOptions::validate() const {
    check_range("workload", "compute_scale", compute_scale, 0.0, 1000.0);
    check_range("workload", "reduce_gbyte_per_s", reduce_gbyte_per_s, 0.0, 1.0e6);
    if (slice_bytes < 256 || slice_bytes > kMaxNodeBytes || slice_bytes % 4 != 0) {
        throw std::invalid_argument("workload.slice_bytes: " + std::to_string(slice_bytes) +
                                    " is not a multiple of 4 in [256, " +
                                    std::to_string(kMaxNodeBytes) + "]");
    }
}

void check_collectives(const std::vector<RankGraph>& graphs) {
    const std::vector<std::uint32_t> first = collectives_of(graphs.front());
    for (const RankGraph& graph : graphs) {
        const std::vector<std::uint32_t> mine = collectives_of(graph);
        for (std::size_t k = 0; k < std::min(mine.size(), first.size()); ++k) {
            const RankNode& a = graph.nodes[mine[k]];
            const RankNode& b = graphs.front().nodes[first[k]];
            if (a.collective == b.collective && a.bytes == b.bytes) continue;
            throw std::invalid_argument(
                where(graph, a) + ": its collective " + std::to_string(k + 1) + " is " +
                to_string(a.collective) + " of " + std::to_string(a.bytes) + " B, but at " +
                where(graphs.front(), b) + " it is " + to_string(b.collective) + " of " +
                std::to_string(b.bytes) + " B");
        }
        if (mine.size() != first.size()) {
            throw std::invalid_argument(graph.origin + ": rank " + std::to_string(graph.rank) +
                                        " takes part in " + std::to_string(mine.size()) +
                                        " collectives, rank 0 in " + std::to_string(first.size()));
        }
    }
}

Programs build_programs(const std::vector<RankGraph>& graphs, const MessageFlow& flow,
                        const WorkloadOptions& options) {
    Programs result;
    for (std::size_t chunk = 0; chunk < flow.chunk_bytes.size(); ++chunk) {
        Region region;
        region.key = chunk;
        region.bytes = flow.chunk_bytes[chunk];
        result.regions.push_back(region);
    }
    const int ranks = static_cast<int>(graphs.size());
    std::vector<std::uint32_t> collective_regions;
    for (const std::uint32_t i : collectives_of(graphs.front())) {
        const RankNode& node = graphs.front().nodes[i];
        const std::uint64_t index = collective_regions.size();
        collective_regions.push_back(static_cast<std::uint32_t>(result.regions.size()));
        if (node.collective == CollectiveKind::AllToAll) {
            // The last block is the largest.
            const std::uint64_t largest = all_to_all_bytes(node.bytes, ranks, ranks - 1);
            result.regions.push_back(region_of(index, node, largest, RegionFill::Poison));
        }
        const RegionFill fill = node.collective == CollectiveKind::AllGather
                                    ? RegionFill::OwnChunk
                                    : RegionFill::Contribution;
        result.regions.push_back(region_of(index, node, node.bytes, fill));
    }
    for (int r = 0; r < ranks; ++r) {
        const auto i = static_cast<std::size_t>(r);
        result.ranks.push_back(
            Builder(graphs[i], flow.nodes[i], ranks, collective_regions, options).build());
    }
    return result;
}

}  // namespace oio
