// SPDX-License-Identifier: Apache-2.0
#include "models/channel/light_monitor.hpp"

#include <algorithm>
#include <limits>

namespace oio {

namespace {
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
}

LightMonitor::LightMonitor(int lanes, std::int64_t delay_periods)
    : delay_(std::max<std::int64_t>(delay_periods, 0)),
      next_due_(kNever),
      lit_(static_cast<std::size_t>(lanes), 0),
      los_(static_cast<std::size_t>(lanes), 1),
      changed_at_(static_cast<std::size_t>(lanes), 0) {}

void LightMonitor::set(int lane, bool lit, std::int64_t now) {
    const auto i = static_cast<std::size_t>(lane);
    if ((lit_[i] != 0) == lit) return;
    lit_[i] = lit ? 1 : 0;
    changed_at_[i] = now;
    next_due_ = std::min(next_due_, now + delay_);
}

const std::uint8_t* LightMonitor::flags(std::int64_t now) {
    if (now < next_due_) return los_.data();
    next_due_ = kNever;
    for (std::size_t i = 0; i < los_.size(); ++i) {
        if (los_[i] != lit_[i]) continue;  // the flag already says the opposite of "lit"
        const std::int64_t due = changed_at_[i] + delay_;
        if (now >= due) {
            los_[i] = lit_[i] != 0 ? 0 : 1;
        } else {
            next_due_ = std::min(next_due_, due);
        }
    }
    return los_.data();
}

}  // namespace oio
