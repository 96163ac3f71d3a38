// SPDX-License-Identifier: Apache-2.0
//
// The optical side of a chiplet at either cut: what its clock processes call.
#pragma once

#include <cstdint>
#include <vector>

#include "systemc/channel/optical_link.hpp"
#include "systemc/channel/serial_optical_link.hpp"

namespace oio {

/// One direction of light. launch() is called by the chiplet that sends, receive() by the other
/// one, once per word clock (word cut) or unit interval (serial cut); the time is now.
class OpticalPort {
public:
    virtual ~OpticalPort() = default;
    virtual void launch(const std::uint32_t* words, const std::uint8_t* enable,
                        const std::uint8_t* drive) = 0;
    virtual void receive(const std::uint8_t* phase, const std::int8_t* threshold,
                         std::uint32_t* words, std::uint8_t* los) = 0;
    virtual LaneChannel& channel() = 0;
    virtual FaultSchedule& faults() = 0;
    virtual ThermalSchedule& thermal() = 0;
};

class WordPort : public OpticalPort {
public:
    WordPort(const char* name, const WordChannelConfig& config) : link_(name, config) {}
    void launch(const std::uint32_t* words, const std::uint8_t* enable,
                const std::uint8_t* drive) override {
        link_.launch(words, enable, drive);
    }
    void receive(const std::uint8_t* phase, const std::int8_t* threshold, std::uint32_t* words,
                 std::uint8_t* los) override {
        link_.receive(phase, threshold, words, los);
    }
    LaneChannel& channel() override { return link_.channel(); }
    FaultSchedule& faults() override { return link_.faults(); }
    ThermalSchedule& thermal() override { return link_.thermal(); }

private:
    OpticalLink link_;
};

class SerialPort : public OpticalPort {
public:
    SerialPort(const char* name, const WordChannelConfig& config)
        : link_(name, config), bits_(static_cast<std::size_t>(config.lanes)) {}
    void launch(const std::uint32_t* words, const std::uint8_t* enable,
                const std::uint8_t* drive) override {
        for (std::size_t i = 0; i < bits_.size(); ++i) {
            bits_[i] = static_cast<std::uint8_t>(words[i]);
        }
        link_.launch_bit(bits_.data(), enable, drive);
    }
    void receive(const std::uint8_t* phase, const std::int8_t* threshold, std::uint32_t* words,
                 std::uint8_t* los) override {
        link_.receive_bit(phase, threshold, bits_.data(), los);
        for (std::size_t i = 0; i < bits_.size(); ++i) words[i] = bits_[i];
    }
    LaneChannel& channel() override { return link_.channel(); }
    FaultSchedule& faults() override { return link_.faults(); }
    ThermalSchedule& thermal() override { return link_.thermal(); }

private:
    SerialOpticalLink link_;
    std::vector<std::uint8_t> bits_;
};

}  // namespace oio
