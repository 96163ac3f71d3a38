// SPDX-License-Identifier: Apache-2.0
#include "models/channel/error_record.hpp"

#include <algorithm>

namespace oio {

ErrorRecord::ErrorRecord(int lanes, int log_size)
    : counters_(static_cast<std::size_t>(lanes)),
      marked_(static_cast<std::size_t>(lanes)),
      idle_(static_cast<std::size_t>(lanes)),
      log_(static_cast<std::size_t>(std::max(log_size, 1))),
      off_centre_(static_cast<std::size_t>(lanes)) {}

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
