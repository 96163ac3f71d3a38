// SPDX-License-Identifier: Apache-2.0
//
// Bits and errors of every receiver lane, the latest errors one by one and, for who asks, all.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/channel_config.hpp"
#include "models/channel/injected_error.hpp"

namespace oio {

class ErrorRecord {
public:
    /// The log keeps the latest `log_size` errors.
    ErrorRecord(int lanes, int log_size);

    void add_errors(int position, std::uint64_t count) {
        if (off_centre_[static_cast<std::size_t>(position)] != 0) {
            probe_errors_ += count;
            return;
        }
        counters_[static_cast<std::size_t>(position)].errors += count;
        if (!carrying_) idle_[static_cast<std::size_t>(position)].errors += count;
        total_errors_ += count;
    }
    /// The receiver looks at the edge of the eye on purpose: errors are counted apart.
    void set_off_centre(int position, bool off) {
        off_centre_[static_cast<std::size_t>(position)] = off ? 1 : 0;
    }
    bool off_centre(int position) const {
        return off_centre_[static_cast<std::size_t>(position)] != 0;
    }
    /// Whether the link carries data; it does at first. What comes while it does not is counted by
    /// idle_since_mark(), not by since_mark().
    void set_carrying(bool carrying) { carrying_ = carrying; }
    /// Errors of words that were sampled off centre on purpose.
    std::uint64_t probe_errors() const { return probe_errors_; }
    void add_bits(int position, std::uint64_t count) {
        counters_[static_cast<std::size_t>(position)].bits += count;
        if (!carrying_) idle_[static_cast<std::size_t>(position)].bits += count;
    }
    void log(InjectedError error);
    /// Errors that log() has kept so far.
    std::uint64_t logged() const { return logged_; }

    /// From here on take_followed() gives each error of log() and follow(), once.
    void start_following() { following_ = true; }
    /// Somebody wants every error, and the link carries data: also those that would not be logged.
    bool follows() const { return following_ && carrying_; }
    void follow(const InjectedError& error);
    std::vector<InjectedError> take_followed();

    /// Whether the light of a lane has gone for good; only one that `had_light` counts. It may go
    /// before the mark: its first wrong bit is the first one after it.
    void set_lost(int position, bool lost, bool had_light);
    /// Wrong bits of this lane are wanted at some time, because its light has gone.
    bool watches_lost(int position) const {
        const Lost lost = lost_[static_cast<std::size_t>(position)];
        return lost == Lost::Fresh || (lost == Lost::Known && following_);
    }
    /// They are wanted now, while the link carries data and the receiver looks at the eye's middle:
    /// the first one, for who follows all.
    bool wants_lost(int position) const {
        return carrying_ && watches_lost(position) && !off_centre(position) &&
               (is_marked_ || following_);
    }
    /// One that wants_lost().
    void log_lost(InjectedError error);

    const LaneCounters& lane(int position) const {
        return counters_[static_cast<std::size_t>(position)];
    }
    std::uint64_t total_errors() const { return total_errors_; }
    /// Oldest first.
    std::vector<InjectedError> recent() const;

    /// From now on `since_mark` counts from zero.
    void mark();
    LaneCounters since_mark(int position) const;
    LaneCounters total_since_mark() const;
    /// Of all positions.
    LaneCounters idle_since_mark() const;

private:
    enum class Lost : std::uint8_t { No, Fresh, Known };  // Known: its first wrong bit is logged

    InjectedError completed(InjectedError error) const;

    std::vector<LaneCounters> counters_;
    std::vector<LaneCounters> marked_;
    std::vector<LaneCounters> idle_;  // since the mark; part of counters_
    std::vector<InjectedError> log_;
    std::vector<InjectedError> followed_;
    std::vector<std::uint8_t> off_centre_;
    std::vector<Lost> lost_;
    bool is_marked_ = false;
    bool following_ = false;
    bool carrying_ = true;
    std::uint64_t probe_errors_ = 0;
    std::uint64_t logged_ = 0;
    std::uint64_t total_errors_ = 0;
};

}  // namespace oio
