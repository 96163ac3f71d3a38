// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/collectives.hpp"

#include <algorithm>

namespace oio {
namespace {

class Expansion {
public:
    Expansion(RankProgram& program, const CollectiveSite& site, std::uint32_t begin)
        : program_(program), site_(site), begin_(begin), last_receive_(begin) {
        const std::uint64_t largest = chunk_range(site.bytes, site.ranks, site.ranks - 1).bytes;
        slices_ = std::max<std::uint64_t>(1, (largest + site.slice_bytes - 1) / site.slice_bytes);
        ready_.assign(static_cast<std::size_t>(site.ranks),
                      std::vector<std::uint32_t>(slices_, begin));
    }

    /// Afterwards this rank has the sum of chunk `own`.
    void reduce_scatter(int own) {
        for (int k = 0; k + 1 < site_.ranks; ++k, ++step_) {
            send_chunk(wrap(own - 1 - k));
            receive_chunk(wrap(own - 2 - k), true);
        }
    }

    /// Afterwards this rank has every chunk; before, it has chunk `own`.
    void all_gather(int own) {
        for (int k = 0; k + 1 < site_.ranks; ++k, ++step_) {
            send_chunk(wrap(own - k));
            receive_chunk(wrap(own - k - 1), false);
        }
    }

    void all_to_all() {
        const std::uint64_t block = chunk_range(site_.bytes, site_.ranks, site_.rank).bytes;
        Op copy = op(OpKind::Copy);
        copy.offset = block * static_cast<std::uint64_t>(site_.rank);
        copy.bytes = block;
        copy.source_region = site_.source_region;
        copy.source_offset = chunk_range(site_.bytes, site_.ranks, site_.rank).offset;
        leaves_.push_back(append_op(program_, copy, {begin_}));
        std::uint32_t last_send = begin_;
        for (int k = 1; k < site_.ranks; ++k, ++step_) {
            const int to = wrap(site_.rank + k);
            const ByteRange out = chunk_range(site_.bytes, site_.ranks, to);
            for (std::uint64_t s = 0; s < slices_; ++s) {
                if (slice(out, s).bytes == 0) continue;
                Op send = message(OpKind::Send, to, slice(out, s), s);
                send.region = site_.source_region;
                last_send = append_op(program_, send, {last_send});
            }
            const int from = wrap(site_.rank - k);
            const ByteRange in{block * static_cast<std::uint64_t>(from), block};
            for (std::uint64_t s = 0; s < slices_; ++s) {
                if (slice(in, s).bytes == 0) continue;
                Op receive = message(OpKind::Recv, from, slice(in, s), s);
                receive.stores = true;
                last_receive_ = append_op(program_, receive, {last_receive_});
            }
        }
        leaves_.push_back(last_send);
        leaves_.push_back(last_receive_);
    }

    std::uint32_t finish(const ByteRange& final) {
        for (const auto& chunk : ready_) leaves_.insert(leaves_.end(), chunk.begin(), chunk.end());
        std::sort(leaves_.begin(), leaves_.end());
        leaves_.erase(std::unique(leaves_.begin(), leaves_.end()), leaves_.end());
        Op check = op(OpKind::Check);
        check.offset = final.offset;
        check.bytes = final.bytes;
        check.source_region = site_.source_region;
        return append_op(program_, check, leaves_);
    }

private:
    int wrap(int rank) const {
        const int n = site_.ranks;
        return ((rank % n) + n) % n;
    }

    Op op(OpKind kind) const {
        Op result;
        result.kind = kind;
        result.region = site_.region;
        result.source_region = site_.region;
        result.node = site_.node;
        return result;
    }

    ByteRange slice(const ByteRange& range, std::uint64_t s) const {
        const std::uint64_t begin = std::min(range.bytes, s * site_.slice_bytes);
        const std::uint64_t end = std::min(range.bytes, begin + site_.slice_bytes);
        return {range.offset + begin, end - begin};
    }

    Op message(OpKind kind, int peer, const ByteRange& range, std::uint64_t s) const {
        Op result = op(kind);
        result.peer = peer;
        result.tag = site_.first_tag + static_cast<std::uint64_t>(step_) * slices_ + s;
        result.offset = range.offset;
        result.bytes = range.bytes;
        return result;
    }

    void send_chunk(int chunk) {
        const ByteRange range = chunk_range(site_.bytes, site_.ranks, chunk);
        for (std::uint64_t s = 0; s < slices_; ++s) {
            const ByteRange part = slice(range, s);
            if (part.bytes == 0) continue;
            const Op send = message(OpKind::Send, wrap(site_.rank + 1), part, s);
            leaves_.push_back(
                append_op(program_, send, {ready_[static_cast<std::size_t>(chunk)][s]}));
        }
    }

    void receive_chunk(int chunk, bool reduce) {
        const ByteRange range = chunk_range(site_.bytes, site_.ranks, chunk);
        for (std::uint64_t s = 0; s < slices_; ++s) {
            const ByteRange part = slice(range, s);
            if (part.bytes == 0) continue;
            Op receive = message(OpKind::Recv, wrap(site_.rank - 1), part, s);
            receive.stores = !reduce;
            // One after the other: nothing is lost, since they come from one sender in this
            // order, and a blocked rank then names the one message that it waits for.
            last_receive_ = append_op(program_, receive, {last_receive_});
            std::uint32_t& ready = ready_[static_cast<std::size_t>(chunk)][s];
            ready = last_receive_;
            if (!reduce) continue;
            Op add = op(OpKind::Reduce);
            add.offset = part.offset;
            add.bytes = part.bytes;
            add.payload_of = last_receive_;
            add.duration_ns = static_cast<double>(part.bytes) * site_.reduce_ns_per_byte;
            ready = append_op(program_, add, {last_receive_});
        }
    }

    RankProgram& program_;
    const CollectiveSite& site_;
    const std::uint32_t begin_;
    std::uint32_t last_receive_;
    int step_ = 0;
    std::uint64_t slices_ = 1;
    std::vector<std::vector<std::uint32_t>> ready_;  // by chunk and slice: op that completes it
    std::vector<std::uint32_t> leaves_;              // what the end has to wait for
};

}  // namespace

ByteRange chunk_range(std::uint64_t bytes, int ranks, int index) {
    const std::uint64_t words = bytes / 4;
    const auto n = static_cast<std::uint64_t>(ranks);
    const auto i = static_cast<std::uint64_t>(index);
    const std::uint64_t begin = words * i / n * 4;
    const std::uint64_t end = index + 1 == ranks ? bytes : words * (i + 1) / n * 4;
    return {begin, end - begin};
}

std::uint64_t all_to_all_bytes(std::uint64_t bytes, int ranks, int rank) {
    return chunk_range(bytes, ranks, rank).bytes * static_cast<std::uint64_t>(ranks);
}

std::uint32_t append_op(RankProgram& program, Op op, const std::vector<std::uint32_t>& deps) {
    const auto index = static_cast<std::uint32_t>(program.ops.size());
    op.dep_count = static_cast<std::uint32_t>(deps.size());
    if (op.kind == OpKind::Send) program.send_bytes += op.bytes;
    if (op.kind == OpKind::Recv) program.recv_bytes += op.bytes;
    program.ops.push_back(std::move(op));
    for (const std::uint32_t dep : deps) program.ops[dep].successors.push_back(index);
    return index;
}

std::uint32_t expand_collective(RankProgram& program, const CollectiveSite& site,
                                std::uint32_t begin) {
    Expansion expansion(program, site, begin);
    ByteRange final{0, site.bytes};
    switch (site.kind) {
        case CollectiveKind::AllReduce:
            expansion.reduce_scatter(site.rank + 1);
            expansion.all_gather(site.rank + 1);
            break;
        case CollectiveKind::AllGather:
            expansion.all_gather(site.rank);
            break;
        case CollectiveKind::ReduceScatter:
            expansion.reduce_scatter(site.rank);
            final = chunk_range(site.bytes, site.ranks, site.rank);
            break;
        case CollectiveKind::AllToAll:
            expansion.all_to_all();
            final.bytes = all_to_all_bytes(site.bytes, site.ranks, site.rank);
            break;
    }
    return expansion.finish(final);
}

}  // namespace oio
