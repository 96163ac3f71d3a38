// SPDX-License-Identifier: Apache-2.0
//
// Which transmitted bit, and which phase of it, a receiver lane samples.
//
// Both ends run at exactly the same rate, so per lane the distance between the sampler and the
// arriving bits is a constant number of 1/64 unit intervals: clock phases, flight time, skew, drift
// and the unwrapped phase code. It changes only when one of the last two does.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/channel_config.hpp"

namespace oio {

/// Sampler of a lane in receive period m: bit k of the period (0 first in time) samples transmitted
/// bit m * group_ui + k + bit_offset, at phase `fraction` of the grid.
struct LanePosition {
    std::int64_t bit_offset = 0;
    int fraction = 0;
};

class LaneTiming {
public:
    /// Steps of a phase code in one unit interval.
    static constexpr int kSteps = 64;

    /// `group_ui` is the number of unit intervals in one launch or receive call.
    LaneTiming(const WordChannelConfig& config, int group_ui);

    /// Number of the transmit / receive period that starts / ends at this time; the first call
    /// defines 0. Throws std::logic_error for a time that is before the latest call of either end
    /// or off the clock's grid.
    std::int64_t transmit_period(std::int64_t time_fs);
    std::int64_t receive_period(std::int64_t time_fs);

    /// True from the first call with both clocks known; positions are valid from then on.
    bool start();
    bool started() const { return started_; }

    /// The newest transmit period launched strictly before receive period m ends.
    std::int64_t newest_launched(std::int64_t m) const { return m + lead_; }
    /// Transmit periods that must be kept: every position stays within them.
    int history_periods() const { return history_periods_; }
    double period_fs() const { return period_fs_; }

    /// Phase code of a receive position; a change moves the sampler the shorter way round, so
    /// passing 63 -> 0 goes on to the next unit interval.
    void set_code(int position, std::uint8_t code);
    std::uint8_t code(int position) const { return code_[static_cast<std::size_t>(position)]; }
    /// Extra delay of a transmit lane in unit intervals, added to what it has; may be negative.
    void add_delay(int lane, double ui);

    /// A transmit lane's response and skew change: the sampler stays where it is in time.
    void set_response(int lane, const LaneResponse& response);

    /// Where a receive position's sampler stands in the light of any transmit lane, as far as
    /// light is kept.
    LanePosition seen(int position, int lane) const;
    /// Present position. A sampler that would need light that has not been launched, or that is
    /// older than the history, moves by whole words until it does not: the deserialiser of a real
    /// lane drops or repeats a word there.
    LanePosition position(int position);
    /// Words dropped or repeated in this way so far.
    std::uint64_t word_skips() const { return word_skips_; }

private:
    std::int64_t period_of(std::int64_t time_fs, std::int64_t origin_fs, std::int64_t expected,
                           const char* end) const;
    std::int64_t steps(int position, int lane) const;
    std::int64_t newest_bit() const { return lead_ * group_ui_ - kNewer; }
    std::int64_t oldest_bit() const { return (lead_ - history_periods_ + 6) * group_ui_ + kOlder; }

    // Neighbours of a sampled bit that must be there: those of a sample that jitter moves into the
    // next unit interval on either side.
    static constexpr int kNewer = PhaseGrid::kPre + 1;
    static constexpr int kOlder = PhaseGrid::kTaps - PhaseGrid::kPre;

    const int group_ui_;
    const int word_ui_;
    const double ui_fs_;
    const double period_fs_;
    const double flight_fs_;
    int history_periods_ = 0;
    std::vector<int> source_;
    // By transmit lane: skew, drift, and the time from a bit's start to phase 0.
    std::vector<double> skew_ui_, drift_ui_, reference_ui_;
    std::vector<std::uint8_t> code_;  // by receive position, as are the next two
    std::vector<std::int64_t> unwrapped_;
    std::vector<std::int64_t> moved_;  // whole words, in steps

    bool transmit_known_ = false, receive_known_ = false, started_ = false;
    std::int64_t transmit_origin_fs_ = 0, receive_origin_fs_ = 0;
    std::int64_t transmit_last_ = -1, receive_last_ = -1;
    std::int64_t latest_fs_ = INT64_MIN;
    std::int64_t lead_ = 0;
    std::uint64_t word_skips_ = 0;
};

}  // namespace oio
