// SPDX-License-Identifier: Apache-2.0
#include "cosim/latency_tracker.hpp"

namespace oio {

const char* to_string(LatencyStageId stage) {
    switch (stage) {
        case LatencyStageId::UcieTx:
            return "ucie_tx";
        case LatencyStageId::AggregationSerdesTx:
            return "aggregation_serdes_tx";
        case LatencyStageId::Channel:
            return "channel";
        case LatencyStageId::SerdesAggregationRx:
            return "serdes_aggregation_rx";
        case LatencyStageId::UcieRx:
            return "ucie_rx";
    }
    return "?";
}

void LatencyTracker::restart() {
    in_rows_.clear();
    sent_ = 0;
    received_ = 0;
}

void LatencyTracker::die_sent(std::uint64_t time_fs) {
    Passage& passage = passages_[sent_++ % kNumbers];
    passage = Passage{};
    passage.sent_fs = time_fs;
    passage.counted = counting_;
}

void LatencyTracker::rows_entered(unsigned seq, std::uint64_t time_fs) {
    ++(passages_[seq % kNumbers].rows_fs == 0 ? flits_ : replays_);
    passages_[seq % kNumbers].rows_fs = time_fs;
    in_rows_.push_back(seq);
}

// Only the last data flit of a row is announced; the ones before it left with it or earlier.
void LatencyTracker::launched(unsigned seq, std::uint64_t time_fs) {
    while (!in_rows_.empty()) {
        const unsigned front = in_rows_.front();
        in_rows_.pop_front();
        passages_[front % kNumbers].launch_fs = time_fs;
        if (front == seq) break;
    }
}

void LatencyTracker::accepted(unsigned seq, std::uint64_t time_fs) {
    passages_[seq % kNumbers].accept_fs = time_fs;
}

void LatencyTracker::die_received(std::uint64_t time_fs) {
    const Passage& passage = passages_[received_++ % kNumbers];
    if (!passage.counted) return;
    total_.add(time_fs - passage.sent_fs);
    const bool whole = passage.sent_fs <= passage.rows_fs && passage.rows_fs <= passage.launch_fs &&
                       passage.launch_fs + channel_fs_ <= passage.accept_fs &&
                       passage.accept_fs <= time_fs;
    if (!whole) return;  // A later copy was on its way when an earlier one was accepted.
    const std::uint64_t times[kLatencyStages] = {
        passage.rows_fs - passage.sent_fs, passage.launch_fs - passage.rows_fs, channel_fs_,
        passage.accept_fs - passage.launch_fs - channel_fs_, time_fs - passage.accept_fs};
    for (int i = 0; i < kLatencyStages; ++i) stages_[static_cast<std::size_t>(i)].add(times[i]);
}

}  // namespace oio
