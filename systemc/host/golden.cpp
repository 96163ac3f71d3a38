// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/golden.hpp"

#include <algorithm>
#include <deque>
#include <tuple>

#include "systemc/host/collectives.hpp"
#include "systemc/host/payload.hpp"

namespace oio {

Golden::Golden(const std::vector<RankGraph>& graphs, const MessageFlow& flow,
               const std::vector<Region>& regions, std::uint64_t seed)
    : regions_(regions), ranks_(static_cast<int>(graphs.size())), seed_(seed) {
    evaluate_messages(graphs, flow);
}

void Golden::evaluate_messages(const std::vector<RankGraph>& graphs, const MessageFlow& flow) {
    shares_.resize(graphs.size());
    for (std::size_t r = 0; r < graphs.size(); ++r) {
        Shares own(graphs.size(), 0);
        own[r] = 1;
        shares_[r].assign(flow.chunk_bytes.size(), own);
    }
    std::map<std::tuple<int, int, std::uint32_t>, std::deque<Shares>> in_flight;
    std::map<std::pair<int, std::uint32_t>, Shares> received;
    for (const auto& [rank, i] : flow.order) {
        const RankNode& node = graphs[static_cast<std::size_t>(rank)].nodes[i];
        const NodeFlow& meaning = flow.nodes[static_cast<std::size_t>(rank)][i];
        auto& mine = shares_[static_cast<std::size_t>(rank)];
        if (node.kind == NodeKind::Send) {
            in_flight[{rank, node.peer, node.tag}].push_back(
                mine[static_cast<std::size_t>(meaning.chunk)]);
        } else if (node.kind == NodeKind::Recv) {
            auto& queue = in_flight[{node.peer, rank, node.tag}];
            received[{rank, i}] = std::move(queue.front());
            queue.pop_front();
            if (meaning.stores) {
                mine[static_cast<std::size_t>(meaning.chunk)] = received[{rank, i}];
            }
        }
        for (const std::uint32_t receive : meaning.reduces) {
            const int chunk = flow.nodes[static_cast<std::size_t>(rank)][receive].chunk;
            const Shares& added = received[{rank, receive}];
            Shares& sum = mine[static_cast<std::size_t>(chunk)];
            for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += added[k];
        }
    }
}

std::vector<std::uint8_t> Golden::combine(const Shares& shares, const Region& region,
                                          std::uint64_t offset, std::uint64_t bytes) const {
    std::vector<std::uint32_t> words((bytes + 3) / 4, 0);
    for (int r = 0; r < ranks_; ++r) {
        const std::uint32_t times = shares[static_cast<std::size_t>(r)];
        if (times == 0) continue;
        for (std::uint64_t w = 0; w < words.size(); ++w) {
            words[w] += times * contribution(seed_, region.key, r, offset / 4 + w);
        }
    }
    std::vector<std::uint8_t> result(bytes);
    for (std::uint64_t b = 0; b < bytes; ++b) {
        result[b] = static_cast<std::uint8_t>(words[b / 4] >> (8 * (b % 4)));
    }
    return result;
}

std::vector<std::uint8_t> Golden::expected(int rank, std::uint32_t index, std::uint64_t offset,
                                           std::uint64_t bytes) const {
    const Region& region = regions_[index];
    if (!region.of_collective)
        return combine(shares(rank, static_cast<int>(index)), region, offset, bytes);
    const Shares everyone(static_cast<std::size_t>(ranks_), 1);
    std::vector<std::uint8_t> result;
    switch (region.collective) {
        case CollectiveKind::AllReduce:
        case CollectiveKind::ReduceScatter:
            return combine(everyone, region, offset, bytes);
        case CollectiveKind::AllGather:
        case CollectiveKind::AllToAll:
            // Part i of the result is what rank i contributed: to everybody, or to this rank.
            for (int i = 0; i < ranks_; ++i) {
                const int part = region.collective == CollectiveKind::AllGather ? i : rank;
                const ByteRange range = chunk_range(region.collective_bytes, ranks_, part);
                Shares only(static_cast<std::size_t>(ranks_), 0);
                only[static_cast<std::size_t>(i)] = 1;
                const auto block = combine(only, region, range.offset, range.bytes);
                result.insert(result.end(), block.begin(), block.end());
            }
            return result;
    }
    return result;
}

std::uint64_t Golden::count_mismatches(int rank, std::uint32_t index, std::uint64_t offset,
                                       const std::uint8_t* data, std::uint64_t bytes) {
    const Region& region = regions_[index];
    const bool same_everywhere =
        region.of_collective && (region.collective == CollectiveKind::AllReduce ||
                                 region.collective == CollectiveKind::AllGather);
    if (!same_everywhere) {
        const auto right = expected(rank, index, offset, bytes);
        return count_different_words(right.data(), data, bytes);
    }
    Common& common = common_[index];
    if (common.asked++ == 0) common.bytes = expected(rank, index, offset, bytes);
    const std::uint64_t different = count_different_words(common.bytes.data(), data, bytes);
    if (common.asked == ranks_) common_.erase(index);
    return different;
}

const std::vector<std::uint32_t>& Golden::shares(int rank, int chunk) const {
    return shares_.at(static_cast<std::size_t>(rank)).at(static_cast<std::size_t>(chunk));
}

bool Golden::messages_all_reduce() const {
    for (const auto& rank : shares_) {
        for (const Shares& shares : rank) {
            if (!std::all_of(shares.begin(), shares.end(), [](auto n) { return n == 1; })) {
                return false;
            }
        }
    }
    return !shares_.front().empty();
}

}  // namespace oio
