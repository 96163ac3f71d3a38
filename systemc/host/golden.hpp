// SPDX-License-Identifier: Apache-2.0
// What every rank must hold at the end, computed without time, programs or the executor.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "systemc/host/message_flow.hpp"
#include "systemc/host/rank_graph.hpp"
#include "systemc/host/rank_program.hpp"

namespace oio {

/// The reference. Collectives have a closed form. Explicit sends and receives are evaluated
/// symbolically: how often the contribution of each rank is contained in each chunk; the bytes are
/// then that combination of the contributions, so no payload ever passes through this class.
class Golden {
public:
    Golden(const std::vector<RankGraph>& graphs, const MessageFlow& flow,
           const std::vector<Region>& regions, std::uint64_t seed);

    /// Number of 32-bit words in which `data`, the final content of bytes [offset, offset + bytes)
    /// of `region` at `rank`, differs. Each rank asks once for each of its regions.
    std::uint64_t count_mismatches(int rank, std::uint32_t region, std::uint64_t offset,
                                   const std::uint8_t* data, std::uint64_t bytes);

    /// By rank: how often its contribution is in explicitly sent chunk `chunk` at `rank` at the
    /// end. All ones: the sum over the ranks.
    const std::vector<std::uint32_t>& shares(int rank, int chunk) const;

    /// True if every explicitly sent chunk ends as the sum over all ranks at every rank.
    bool messages_all_reduce() const;

private:
    using Shares = std::vector<std::uint32_t>;

    void evaluate_messages(const std::vector<RankGraph>& graphs, const MessageFlow& flow);
    std::vector<std::uint8_t> combine(const Shares& shares, const Region& region,
                                      std::uint64_t offset, std::uint64_t bytes) const;
    std::vector<std::uint8_t> expected(int rank, std::uint32_t region, std::uint64_t offset,
                                       std::uint64_t bytes) const;

    struct Common {
        std::vector<std::uint8_t> bytes;
        int asked = 0;
    };

    const std::vector<Region>& regions_;
    const int ranks_;
    const std::uint64_t seed_;
    std::vector<std::vector<Shares>> shares_;  // by rank and chunk
    std::map<std::uint32_t, Common> common_;   // results that are the same at every rank
};

}  // namespace oio
