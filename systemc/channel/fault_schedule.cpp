// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/fault_schedule.hpp"

#include <algorithm>

namespace oio {

void FaultSchedule::lane_dead(const sc_core::sc_time& at, int lane, bool dead) {
    add({at, Kind::LaneDead, lane, dead ? 1.0 : 0.0});
}

void FaultSchedule::dark(const sc_core::sc_time& at, bool dark) {
    add({at, Kind::Dark, 0, dark ? 1.0 : 0.0});
}

void FaultSchedule::delay_ui(const sc_core::sc_time& at, int lane, double ui) {
    add({at, Kind::Delay, lane, ui});
}

void FaultSchedule::add(const Fault& fault) {
    const auto first = faults_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto place = std::upper_bound(first, faults_.end(), fault,
                                        [](const Fault& a, const Fault& b) { return a.at < b.at; });
    faults_.insert(place, fault);
}

int FaultSchedule::apply(const sc_core::sc_time& now, LaneChannel& channel) {
    const std::size_t before = next_;
    for (; next_ < faults_.size() && faults_[next_].at <= now; ++next_) {
        const Fault& fault = faults_[next_];
        switch (fault.kind) {
            case Kind::LaneDead:
                channel.set_lane_dead(fault.lane, fault.value != 0.0);
                break;
            case Kind::Dark:
                channel.set_dark(fault.value != 0.0);
                break;
            case Kind::Delay:
                channel.add_delay_ui(fault.lane, fault.value);
                break;
        }
    }
    return static_cast<int>(next_ - before);
}

}  // namespace oio
