// SPDX-License-Identifier: Apache-2.0
//
// One direction of the optical channel at the word cut: the model of all lanes, at simulation time.
#pragma once

#include <cstdint>
#include <systemc>

#include "models/channel/word_channel.hpp"
#include "systemc/channel/fault_schedule.hpp"
#include "systemc/channel/thermal_schedule.hpp"

namespace oio {

/// Takes one word per lane at each transmit word clock edge and delivers, at each receive word
/// clock edge, the words sampled in the word before. Called by the clock domain processes; has none
/// of its own. Needs a time resolution of 1 fs.
class OpticalLink : public sc_core::sc_module {
public:
    /// Throws std::invalid_argument for a bad configuration. An empty `config.name` is replaced by
    /// the module's hierarchical name, which keys the random streams.
    OpticalLink(const sc_core::sc_module_name& name, const WordChannelConfig& config);

    /// See WordChannel; the time is now. Arrays are read or written before the call returns.
    void launch(const std::uint32_t* words, const std::uint8_t* enable, const std::uint8_t* drive);
    void receive(const std::uint8_t* phase, const std::int8_t* threshold, std::uint32_t* words,
                 std::uint8_t* los);

    FaultSchedule& faults() { return faults_; }
    ThermalSchedule& thermal() { return thermal_; }
    WordChannel& channel() { return channel_; }
    const WordChannel& channel() const { return channel_; }

private:
    WordChannel channel_;
    FaultSchedule faults_;
    ThermalSchedule thermal_;
};

}  // namespace oio
