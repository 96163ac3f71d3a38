// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/rank_executor.hpp"

#include <algorithm>

#include "systemc/host/collectives.hpp"
#include "systemc/host/payload.hpp"

namespace oio {

RankExecutor::RankExecutor(const RankProgram& program, const std::vector<Region>& regions,
                           int ranks, std::uint64_t seed, WorkloadTransport& transport,
                           Checker checker)
    : program_(program),
      regions_(regions),
      ranks_(ranks),
      seed_(seed),
      transport_(transport),
      checker_(std::move(checker)),
      state_(program.ops.size()) {
    for (std::uint32_t i = 0; i < program_.ops.size(); ++i) {
        const Op& op = program_.ops[i];
        state_[i].deps_left = op.dep_count;
        if (op.kind == OpKind::Recv) inboxes_[{op.peer, op.tag}].receives.push_back(i);
    }
}

void RankExecutor::start() {
    accounted_until_ns_ = transport_.now_ns();
    for (std::uint32_t i = 0; i < program_.ops.size(); ++i) {
        if (program_.ops[i].dep_count == 0) ready_.push_back(i);
    }
    pump();
}

void RankExecutor::on_message(int from_rank, std::uint64_t tag, std::vector<std::uint8_t> data) {
    received_bytes_ += data.size();
    const auto found = inboxes_.find({from_rank, tag});
    if (found == inboxes_.end() || found->second.next == found->second.receives.size()) {
        ++stray_messages_;
        return;
    }
    const std::uint32_t index = found->second.receives[found->second.next++];
    if (data.size() != program_.ops[index].bytes) {
        ++stray_messages_;  // go on with a payload of the right size, so that the run can end
        data.resize(program_.ops[index].bytes, kPoison);
    }
    state_[index].payload = std::move(data);
    state_[index].arrived = true;
    if (!state_[index].started) return;
    account_until_now();
    finish_receive(index);
    pump();
}

std::vector<std::uint32_t> RankExecutor::waiting_ops() const {
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t i = 0; i < state_.size(); ++i) {
        if (state_[i].started && !state_[i].done) waiting.push_back(i);
    }
    return waiting;
}

/// Runs what is ready. A step that ends at once makes others ready without recursion.
void RankExecutor::pump() {
    if (pumping_) return;
    pumping_ = true;
    while (!ready_.empty()) {
        const std::uint32_t index = ready_.front();
        ready_.pop_front();
        begin(index);
    }
    pumping_ = false;
}

void RankExecutor::begin(std::uint32_t index) {
    const Op& op = program_.ops[index];
    state_[index].started = true;
    switch (op.kind) {
        case OpKind::Send: {
            const std::vector<std::uint8_t>& from = memory(op.region);
            const auto first = from.begin() + static_cast<std::ptrdiff_t>(op.offset);
            sent_bytes_ += op.bytes;
            transport_.send(program_.rank, op.peer, op.tag,
                            {first, first + static_cast<std::ptrdiff_t>(op.bytes)},
                            [this, index] { complete_from_outside(index); });
            break;
        }
        case OpKind::Recv:
            if (state_[index].arrived) finish_receive(index);
            break;
        case OpKind::Reduce:
        case OpKind::Delay:
            if (op.duration_ns <= 0.0) {
                finish_compute(index);
                break;
            }
            account_until_now();
            ++computing_;
            transport_.call_after(op.duration_ns, [this, index] {
                account_until_now();
                --computing_;
                finish_compute(index);
                pump();
            });
            break;
        case OpKind::Copy: {
            const std::vector<std::uint8_t>& from = memory(op.source_region);
            std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(op.source_offset), op.bytes,
                        memory(op.region).begin() + static_cast<std::ptrdiff_t>(op.offset));
            complete(index);
            break;
        }
        case OpKind::Check:
            checker_(program_.rank, op.region, op.offset, memory(op.region).data() + op.offset,
                     op.bytes);
            memory_.erase(op.region);
            memory_.erase(op.source_region);
            complete(index);
            break;
    }
}

void RankExecutor::finish_receive(std::uint32_t index) {
    const Op& op = program_.ops[index];
    OpState& state = state_[index];
    if (op.stores) {
        std::copy(state.payload.begin(), state.payload.end(),
                  memory(op.region).begin() + static_cast<std::ptrdiff_t>(op.offset));
        std::vector<std::uint8_t>().swap(state.payload);
    }
    complete(index);
}

void RankExecutor::finish_compute(std::uint32_t index) {
    const Op& op = program_.ops[index];
    if (op.kind == OpKind::Reduce) {
        std::vector<std::uint8_t>& payload = state_[op.payload_of].payload;
        add_words(memory(op.region).data() + op.offset, payload.data(), op.bytes);
        std::vector<std::uint8_t>().swap(payload);
    }
    complete(index);
}

void RankExecutor::complete(std::uint32_t index) {
    state_[index].done = true;
    ++ops_done_;
    if (finished()) {
        account_until_now();
        finish_time_ns_ = transport_.now_ns();
    }
    for (const std::uint32_t next : program_.ops[index].successors) {
        if (--state_[next].deps_left == 0) ready_.push_back(next);
    }
}

void RankExecutor::complete_from_outside(std::uint32_t index) {
    account_until_now();
    complete(index);
    pump();
}

std::vector<std::uint8_t>& RankExecutor::memory(std::uint32_t region) {
    const auto [found, fresh] = memory_.try_emplace(region);
    if (!fresh) return found->second;
    const Region& spec = regions_[region];
    found->second.assign(spec.bytes, kPoison);
    ByteRange filled{0, spec.bytes};
    if (spec.fill == RegionFill::Poison) filled.bytes = 0;
    if (spec.fill == RegionFill::OwnChunk) {
        filled = chunk_range(spec.bytes, ranks_, program_.rank);
    }
    fill_contribution(found->second.data() + filled.offset, seed_, spec.key, program_.rank,
                      filled.offset, filled.bytes);
    return found->second;
}

/// Adds the time since the last call to what the rank has been doing in it.
void RankExecutor::account_until_now() {
    const double now = transport_.now_ns();
    (computing_ > 0 ? compute_time_ns_ : stall_time_ns_) += now - accounted_until_ns_;
    accounted_until_ns_ = now;
}

}  // namespace oio
