// SPDX-License-Identifier: Apache-2.0
//
// Faults of a direction at given times: lanes that die or recover, a connector that is pulled and
// put back, slow drift. Applied just before the first receive call at or after their time.
#pragma once

#include <systemc>
#include <vector>

#include "models/channel/lane_channel.hpp"

namespace oio {

class FaultSchedule {
public:
    void lane_dead(const sc_core::sc_time& at, int lane, bool dead);
    void dark(const sc_core::sc_time& at, bool dark);
    /// Drift in unit intervals; a slow drift is a row of small ones.
    void delay_ui(const sc_core::sc_time& at, int lane, double ui);

    /// Applies to the channel all faults due by now. Returns how many.
    int apply(const sc_core::sc_time& now, LaneChannel& channel);

private:
    enum class Kind { LaneDead, Dark, Delay };
    struct Fault {
        sc_core::sc_time at;
        Kind kind;
        int lane;
        double value;
    };
    void add(const Fault& fault);

    std::vector<Fault> faults_;  // by time; those at one time in the order they were given
    std::size_t next_ = 0;
};

}  // namespace oio
