// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/thermal_schedule.hpp"

#include <utility>

#include "systemc/support/sc_duration.hpp"

namespace oio {

void ThermalSchedule::set(std::vector<TemperaturePoint> changes, Responses responses,
                          double start_c) {
    times_.clear();
    celsius_.clear();
    next_ = 0;
    now_c_ = start_c;
    for (const TemperaturePoint& change : changes) {
        times_.push_back(sc_time_from_ns(change.time_us * 1e3));
        celsius_.push_back(change.celsius);
    }
    responses_ = std::move(responses);
}

int ThermalSchedule::apply_due(const sc_core::sc_time& now, LaneChannel& channel) {
    const std::size_t before = next_;
    while (next_ < times_.size() && times_[next_] <= now) ++next_;
    now_c_ = celsius_[next_ - 1];
    const std::vector<LaneResponse> responses = responses_(now_c_);
    for (std::size_t i = 0; i < responses.size(); ++i) {
        channel.set_response(static_cast<int>(i), responses[i]);
    }
    return static_cast<int>(next_ - before);
}

}  // namespace oio
