// SPDX-License-Identifier: Apache-2.0
//
// Temperature of a direction over time: at each change every lane gets the response that it has at
// the new temperature. Applied just before the first receive call at or after its time.
#pragma once

#include <functional>
#include <systemc>
#include <vector>

#include "models/channel/lane_channel.hpp"
#include "models/channel/temperature_profile.hpp"

namespace oio {

class ThermalSchedule {
public:
    /// By transmit lane, at an ambient temperature in C.
    using Responses = std::function<std::vector<LaneResponse>(double celsius)>;

    /// Replaces the schedule. `changes` in the order of time; `start_c` holds before the first.
    void set(std::vector<TemperaturePoint> changes, Responses responses, double start_c = 25.0);

    /// Temperature of the responses that the channel has now, C.
    double celsius() const { return now_c_; }

    /// Applies to the channel the latest change due by now. Returns how many were due.
    int apply(const sc_core::sc_time& now, LaneChannel& channel) {
        return next_ < times_.size() && times_[next_] <= now ? apply_due(now, channel) : 0;
    }

private:
    int apply_due(const sc_core::sc_time& now, LaneChannel& channel);

    std::vector<sc_core::sc_time> times_;
    std::vector<double> celsius_;
    std::size_t next_ = 0;
    Responses responses_;
    double now_c_ = 25.0;
};

}  // namespace oio
