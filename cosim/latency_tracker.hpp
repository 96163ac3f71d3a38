// SPDX-License-Identifier: Apache-2.0
//
// Times the data flits of one direction through the stages, from die pins to die pins.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "cosim/latency_histogram.hpp"

namespace oio {

/// Stages in flow order. `channel` is flight plus the skew of the latest lane; the two stages
/// around it take what is left up to the pins, so the stages of a flit sum to its total exactly.
enum class LatencyStageId { UcieTx, AggregationSerdesTx, Channel, SerdesAggregationRx, UcieRx };
constexpr int kLatencyStages = 5;
const char* to_string(LatencyStageId stage);

/// Told of every passage of a data flit, in any order of clocks; all times in fs. The retry numbers
/// flits in the order in which the die sends them, so the n-th flit carries sequence n mod 4096; a
/// flit that was replayed counts in the total and, if its last copy was the one accepted, in the
/// stages.
class LatencyTracker {
public:
    void set_channel_fs(std::uint64_t fs) { channel_fs_ = fs; }
    /// The link lost its sequence numbers (reset of a side): flits under way are forgotten.
    void restart();
    /// Flits from now on count; earlier ones (warm-up) do not.
    void begin() { counting_ = true; }

    void die_sent(std::uint64_t time_fs);
    void rows_entered(unsigned seq, std::uint64_t time_fs);
    void launched(unsigned seq, std::uint64_t time_fs);
    void accepted(unsigned seq, std::uint64_t time_fs);
    void die_received(std::uint64_t time_fs);

    /// Flits that entered the rows for the first time, and again, since time 0.
    std::uint64_t flits() const { return flits_; }
    std::uint64_t replays() const { return replays_; }

    const LatencyHistogram& total() const { return total_; }
    const LatencyHistogram& stage(LatencyStageId stage) const {
        return stages_[static_cast<std::size_t>(stage)];
    }

private:
    static constexpr unsigned kNumbers = 4096;

    struct Passage {
        std::uint64_t sent_fs = 0;
        std::uint64_t rows_fs = 0;
        std::uint64_t launch_fs = 0;
        std::uint64_t accept_fs = 0;
        bool counted = false;
    };

    std::vector<Passage> passages_ = std::vector<Passage>(kNumbers);
    std::deque<unsigned> in_rows_;  // sequence numbers between retry and launch
    std::uint64_t sent_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t channel_fs_ = 0;
    std::uint64_t flits_ = 0;
    std::uint64_t replays_ = 0;
    bool counting_ = false;
    LatencyHistogram total_;
    std::array<LatencyHistogram, kLatencyStages> stages_;
};

}  // namespace oio
