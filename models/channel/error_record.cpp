// SPDX-License-Identifier: Apache-2.0
#include "models/channel/error_record.hpp"

#include <algorithm>
#include <utility>

namespace oio {

ErrorRecord::ErrorRecord(int lanes, int log_size)
    : counters_(static_cast<std::size_t>(lanes)),
      marked_(static_cast<std::size_t>(lanes)),
      idle_(static_cast<std::size_t>(lanes)),
      log_(static_cast<std::size_t>(std::max(log_size, 1))),
      off_centre_(static_cast<std::size_t>(lanes)),
      lost_(static_cast<std::size_t>(lanes), Lost::No) {}

InjectedError ErrorRecord::completed(InjectedError error) const {
    error.off_centre = off_centre(error.position);
    error.carrying = carrying_;
    return error;
}

void ErrorRecord::log(InjectedError error) {
    error = completed(error);
    log_[static_cast<std::size_t>(logged_++ % log_.size())] = error;
    if (following_) followed_.push_back(error);
}

void ErrorRecord::follow(const InjectedError& error) {
    followed_.push_back(completed(error));
}

std::vector<InjectedError> ErrorRecord::take_followed() {
    return std::exchange(followed_, {});
}

void ErrorRecord::set_lost(int position, bool lost, bool had_light) {
    Lost& now = lost_[static_cast<std::size_t>(position)];
    if (!lost) {
        now = Lost::No;
    } else if (now == Lost::No && had_light) {
        now = Lost::Fresh;
    }
}

void ErrorRecord::log_lost(InjectedError error) {
    Lost& lost = lost_[static_cast<std::size_t>(error.position)];
    error.lit = false;
    error.repeated = lost == Lost::Known || !is_marked_;
    if (is_marked_) lost = Lost::Known;
    if (error.repeated) {
        follow(error);
    } else {
        log(error);
    }
}

std::vector<InjectedError> ErrorRecord::recent() const {
    const std::uint64_t count = std::min<std::uint64_t>(logged_, log_.size());
    std::vector<InjectedError> result;
    result.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = logged_ - count; i < logged_; ++i) {
        result.push_back(log_[static_cast<std::size_t>(i % log_.size())]);
    }
    return result;
}

void ErrorRecord::mark() {
    marked_ = counters_;
    idle_.assign(idle_.size(), LaneCounters());
    is_marked_ = true;
}

LaneCounters ErrorRecord::since_mark(int position) const {
    const auto i = static_cast<std::size_t>(position);
    return {counters_[i].bits - marked_[i].bits - idle_[i].bits,
            counters_[i].errors - marked_[i].errors - idle_[i].errors};
}

LaneCounters ErrorRecord::total_since_mark() const {
    LaneCounters total;
    for (std::size_t i = 0; i < counters_.size(); ++i) {
        const LaneCounters lane = since_mark(static_cast<int>(i));
        total.bits += lane.bits;
        total.errors += lane.errors;
    }
    return total;
}

LaneCounters ErrorRecord::idle_since_mark() const {
    LaneCounters total;
    for (const LaneCounters& lane : idle_) {
        total.bits += lane.bits;
        total.errors += lane.errors;
    }
    return total;
}

}  // namespace oio
