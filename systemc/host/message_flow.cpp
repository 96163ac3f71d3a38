// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/message_flow.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <stdexcept>
#include <tuple>
#include <unordered_map>

namespace oio {
namespace {

using Place = std::pair<int, std::uint32_t>;  // rank, position

/// Disjoint sets of nodes that carry the same chunk.
class SameChunk {
public:
    explicit SameChunk(std::size_t count) : parent_(count) {
        std::iota(parent_.begin(), parent_.end(), 0u);
    }
    std::uint32_t find(std::uint32_t x) {
        while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
        return x;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> parent_;
};

class Resolver {
public:
    explicit Resolver(const std::vector<RankGraph>& graphs) : graphs_(graphs), same_(0) {
        first_.resize(graphs.size() + 1, 0);
        for (std::size_t r = 0; r < graphs.size(); ++r) {
            first_[r + 1] = first_[r] + static_cast<std::uint32_t>(graphs[r].nodes.size());
        }
        same_ = SameChunk(first_.back());
        flow_.nodes.resize(graphs.size());
        deps_.resize(graphs.size());
        rank_order_.resize(graphs.size());
    }

    MessageFlow resolve() {
        for (std::size_t r = 0; r < graphs_.size(); ++r) index_rank(static_cast<int>(r));
        match_messages();
        for (std::size_t r = 0; r < graphs_.size(); ++r) {
            find_reductions(static_cast<int>(r));
            find_send_sources(static_cast<int>(r));
        }
        number_chunks();
        order_all();
        check_races();
        return std::move(flow_);
    }

private:
    const RankNode& node(int rank, std::uint32_t i) const { return graphs_[rank].nodes[i]; }
    std::uint32_t global(int rank, std::uint32_t i) const { return first_[rank] + i; }
    std::string at(int rank, std::uint32_t i) const { return where(graphs_[rank], node(rank, i)); }

    void index_rank(int rank) {
        const RankGraph& graph = graphs_[rank];
        flow_.nodes[rank].resize(graph.nodes.size());
        deps_[rank].resize(graph.nodes.size());
        std::unordered_map<std::uint64_t, std::uint32_t> by_id;
        for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) by_id[graph.nodes[i].id] = i;
        for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
            for (const std::uint64_t dep : graph.nodes[i].deps) {
                deps_[rank][i].push_back(by_id.at(dep));
            }
        }
        rank_order_[rank] = dependency_order(graph);
    }

    void match_messages() {
        using Channel = std::tuple<int, int, std::uint32_t>;  // from, to, tag
        std::map<Channel, std::vector<std::uint32_t>> sends;
        std::map<Channel, std::vector<std::uint32_t>> receives;
        for (int r = 0; r < static_cast<int>(graphs_.size()); ++r) {
            for (const std::uint32_t i : rank_order_[r]) {
                const RankNode& n = node(r, i);
                if (n.kind == NodeKind::Send) sends[{r, n.peer, n.tag}].push_back(i);
                if (n.kind == NodeKind::Recv) receives[{n.peer, r, n.tag}].push_back(i);
            }
        }
        for (const auto& [channel, list] : receives) {
            const auto [from, to, tag] = channel;
            const std::size_t sent = sends[channel].size();
            if (list.size() > sent) {
                throw std::invalid_argument(
                    at(to, list[sent]) + ": receives message " + std::to_string(sent + 1) +
                    " from rank " + std::to_string(from) + " with tag " + std::to_string(tag) +
                    ", but that rank sends only " + std::to_string(sent));
            }
        }
        for (const auto& [channel, list] : sends) {
            const auto [from, to, tag] = channel;
            const std::vector<std::uint32_t>& taken = receives[channel];
            if (list.size() > taken.size()) {
                throw std::invalid_argument(at(from, list[taken.size()]) + ": sends message " +
                                            std::to_string(taken.size() + 1) + " to rank " +
                                            std::to_string(to) + " with tag " +
                                            std::to_string(tag) + ", but that rank receives only " +
                                            std::to_string(taken.size()));
            }
            for (std::size_t k = 0; k < list.size(); ++k) pair_up(from, list, to, taken, k);
        }
    }

    void pair_up(int from, const std::vector<std::uint32_t>& sends, int to,
                 const std::vector<std::uint32_t>& receives, std::size_t k) {
        const RankNode& send = node(from, sends[k]);
        const RankNode& receive = node(to, receives[k]);
        if (send.bytes != receive.bytes) {
            throw std::invalid_argument(
                at(to, receives[k]) + ": receives " + std::to_string(receive.bytes) + " B, but " +
                at(from, sends[k]) + " sends " + std::to_string(send.bytes) + " B");
        }
        flow_.nodes[from][sends[k]].peer_node = static_cast<int>(receives[k]);
        flow_.nodes[to][receives[k]].peer_node = static_cast<int>(sends[k]);
        if (k > 0) flow_.nodes[from][sends[k]].send_before = static_cast<int>(sends[k - 1]);
        same_.join(global(from, sends[k]), global(to, receives[k]));
    }

    void find_reductions(int rank) {
        std::vector<NodeFlow>& flow = flow_.nodes[rank];
        for (std::uint32_t i = 0; i < flow.size(); ++i) {
            flow[i].stores = node(rank, i).kind == NodeKind::Recv;
        }
        for (const std::uint32_t i : rank_order_[rank]) {
            if (node(rank, i).kind != NodeKind::Compute) continue;
            for (const std::uint32_t dep : deps_[rank][i]) {
                if (!flow[dep].stores) continue;  // no receive, or another node reduces it
                flow[dep].stores = false;
                flow[i].reduces.push_back(dep);
                join_if_equal(rank, flow[i].reduces.front(), dep);
            }
        }
    }

    void join_if_equal(int rank, std::uint32_t a, std::uint32_t b) {
        if (node(rank, a).bytes == node(rank, b).bytes) {
            same_.join(global(rank, a), global(rank, b));
        }
    }

    /// The receives whose data node `i` leaves behind; empty if it produces none.
    std::vector<std::uint32_t> produced(int rank, std::uint32_t i) const {
        if (node(rank, i).kind == NodeKind::Recv) return {i};
        return flow_.nodes[rank][i].reduces;
    }

    void find_send_sources(int rank) {
        std::vector<std::uint32_t> turn(graphs_[rank].nodes.size());
        for (std::uint32_t k = 0; k < turn.size(); ++k) turn[rank_order_[rank][k]] = k;
        for (const std::uint32_t i : rank_order_[rank]) {
            if (node(rank, i).kind != NodeKind::Send) continue;
            int latest = -1;
            std::vector<std::uint32_t> pending = deps_[rank][i];
            std::vector<bool> seen(turn.size(), false);
            while (!pending.empty()) {
                const std::uint32_t dep = pending.back();
                pending.pop_back();
                if (seen[dep]) continue;
                seen[dep] = true;
                bool fits = false;
                for (const std::uint32_t receive : produced(rank, dep)) {
                    if (node(rank, receive).bytes != node(rank, i).bytes) continue;
                    fits = true;
                    if (latest < 0 || turn[dep] > turn[latest]) latest = static_cast<int>(dep);
                }
                if (!fits) {
                    const auto& further = deps_[rank][dep];
                    pending.insert(pending.end(), further.begin(), further.end());
                }
            }
            if (latest < 0) continue;  // a chunk of its own
            join_all(rank, i, static_cast<std::uint32_t>(latest));
            for (const std::uint32_t dep : deps_[rank][i]) {
                if (!flow_.nodes[rank][dep].reduces.empty()) join_all(rank, i, dep);
            }
        }
    }

    void join_all(int rank, std::uint32_t send, std::uint32_t producer) {
        for (const std::uint32_t receive : produced(rank, producer)) {
            join_if_equal(rank, send, receive);
        }
    }

    void number_chunks() {
        std::unordered_map<std::uint32_t, int> number;
        for (int r = 0; r < static_cast<int>(graphs_.size()); ++r) {
            for (std::uint32_t i = 0; i < graphs_[r].nodes.size(); ++i) {
                const RankNode& n = node(r, i);
                if (n.kind != NodeKind::Send && n.kind != NodeKind::Recv) continue;
                const int next = static_cast<int>(flow_.chunk_bytes.size());
                const auto [found, fresh] = number.emplace(same_.find(global(r, i)), next);
                if (fresh) flow_.chunk_bytes.push_back(n.bytes);
                flow_.nodes[r][i].chunk = found->second;
            }
        }
    }

    /// What must have begun (a send) or finished (anything else) before the node.
    std::vector<Place> before(Place place) const {
        const auto [rank, i] = place;
        std::vector<Place> result;
        for (const std::uint32_t dep : deps_[rank][i]) result.emplace_back(rank, dep);
        const NodeFlow& flow = flow_.nodes[rank][i];
        if (flow.send_before >= 0) result.emplace_back(rank, flow.send_before);
        if (node(rank, i).kind == NodeKind::Recv) {
            result.emplace_back(node(rank, i).peer, flow.peer_node);
        }
        return result;
    }

    void order_all() {
        std::vector<std::uint32_t> left(first_.back(), 0);
        std::vector<std::vector<Place>> after(first_.back());
        std::queue<Place> free_nodes;
        for (int r = 0; r < static_cast<int>(graphs_.size()); ++r) {
            for (std::uint32_t i = 0; i < graphs_[r].nodes.size(); ++i) {
                const std::vector<Place> needed = before({r, i});
                left[global(r, i)] = static_cast<std::uint32_t>(needed.size());
                for (const Place& p : needed) after[global(p.first, p.second)].emplace_back(r, i);
                if (needed.empty()) free_nodes.emplace(r, i);
            }
        }
        turn_.resize(first_.back(), 0);
        while (!free_nodes.empty()) {
            const Place place = free_nodes.front();
            free_nodes.pop();
            turn_[global(place.first, place.second)] =
                static_cast<std::uint32_t>(flow_.order.size());
            flow_.order.push_back(place);
            for (const Place& next : after[global(place.first, place.second)]) {
                if (--left[global(next.first, next.second)] == 0) free_nodes.push(next);
            }
        }
        if (flow_.order.size() == first_.back()) return;
        std::string text = "the ranks wait for each other and none can go on:";
        for (int r = 0; r < static_cast<int>(graphs_.size()); ++r) {
            for (const std::uint32_t i : rank_order_[r]) {
                if (left[global(r, i)] == 0) continue;
                text += "\n  " + at(r, i);
                break;
            }
        }
        throw std::invalid_argument(text);
    }

    enum class Access { Read, Add, Write };
    struct Use {
        Place place;
        Access access;
    };

    /// Two uses of a rank's chunk commute only if both read or both add; all others need an order.
    void check_races() {
        std::map<std::pair<int, int>, std::vector<Use>> uses;  // by rank and chunk
        for (const Place& place : flow_.order) {
            const auto [rank, i] = place;
            const NodeFlow& flow = flow_.nodes[rank][i];
            if (node(rank, i).kind == NodeKind::Send) {
                uses[{rank, flow.chunk}].push_back({place, Access::Read});
            } else if (flow.stores) {
                uses[{rank, flow.chunk}].push_back({place, Access::Write});
            }
            for (const std::uint32_t receive : flow.reduces) {
                uses[{rank, flow_.nodes[rank][receive].chunk}].push_back({place, Access::Add});
            }
        }
        for (const auto& [key, list] : uses) {
            for (std::size_t k = 1; k < list.size(); ++k) check_ordered(list, k);
        }
    }

    void check_ordered(const std::vector<Use>& list, std::size_t k) const {
        std::vector<Place> needed;
        for (std::size_t j = k; j-- > 0;) {
            const bool commute =
                list[j].access == list[k].access && list[k].access != Access::Write;
            if (!commute && list[j].place != list[k].place) needed.push_back(list[j].place);
            if (list[j].access == Access::Write) break;  // everything earlier is before this one
        }
        if (needed.empty()) return;
        std::uint32_t earliest = ~0u;
        for (const Place& p : needed)
            earliest = std::min(earliest, turn_[global(p.first, p.second)]);
        std::vector<Place> pending{list[k].place};
        std::map<Place, bool> seen;
        while (!pending.empty()) {
            const Place place = pending.back();
            pending.pop_back();
            for (const Place& p : before(place)) {
                if (turn_[global(p.first, p.second)] < earliest || seen[p]) continue;
                seen[p] = true;
                pending.push_back(p);
            }
        }
        for (const Place& p : needed) {
            if (seen.count(p) != 0 && seen[p]) continue;
            throw std::invalid_argument(
                at(list[k].place.first, list[k].place.second) + " and " + at(p.first, p.second) +
                " use the same data, one of them changes it, and neither depends on the other");
        }
    }

    const std::vector<RankGraph>& graphs_;
    SameChunk same_;
    MessageFlow flow_;
    std::vector<std::uint32_t> first_;                           // number of a rank's first node
    std::vector<std::vector<std::vector<std::uint32_t>>> deps_;  // positions
    std::vector<std::vector<std::uint32_t>> rank_order_;
    std::vector<std::uint32_t> turn_;
};

}  // namespace

MessageFlow resolve_messages(const std::vector<RankGraph>& graphs) {
    return Resolver(graphs).resolve();
}

}  // namespace oio
