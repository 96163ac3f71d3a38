// SPDX-License-Identifier: Apache-2.0
//
// One direction of the optical channel at the serial cut: the sample-level model of all lanes, at
// simulation time.
#pragma once

#include <cstdint>
#include <systemc>

#include "models/channel/serial_channel.hpp"
#include "systemc/channel/fault_schedule.hpp"
#include "systemc/channel/thermal_schedule.hpp"

namespace oio {

/// As OpticalLink with one bit per lane in every unit interval.
class SerialOpticalLink : public sc_core::sc_module {
public:
    SerialOpticalLink(const sc_core::sc_module_name& name, const WordChannelConfig& config);

    /// See SerialChannel; the time is now.
    void launch_bit(const std::uint8_t* bits, const std::uint8_t* enable,
                    const std::uint8_t* drive);
    void receive_bit(const std::uint8_t* phase, const std::int8_t* threshold, std::uint8_t* bits,
                     std::uint8_t* los);

    FaultSchedule& faults() { return faults_; }
    ThermalSchedule& thermal() { return thermal_; }
    SerialChannel& channel() { return channel_; }
    const SerialChannel& channel() const { return channel_; }

private:
    SerialChannel channel_;
    FaultSchedule faults_;
    ThermalSchedule thermal_;
};

}  // namespace oio
