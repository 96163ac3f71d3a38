// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/serial_optical_link.hpp"

#include "systemc/channel/femtoseconds.hpp"

namespace oio {

SerialOpticalLink::SerialOpticalLink(const sc_core::sc_module_name& name,
                                     const WordChannelConfig& config)
    : sc_core::sc_module(name), channel_(named(config, this->name())) {
    require_femtoseconds(this->name());
}

void SerialOpticalLink::launch_bit(const std::uint8_t* bits, const std::uint8_t* enable,
                                   const std::uint8_t* drive) {
    channel_.launch_bit(now_fs(), bits, enable, drive);
}

void SerialOpticalLink::receive_bit(const std::uint8_t* phase, const std::int8_t* threshold,
                                    std::uint8_t* bits, std::uint8_t* los) {
    faults_.apply(sc_core::sc_time_stamp(), channel_);
    thermal_.apply(sc_core::sc_time_stamp(), channel_);
    channel_.receive_bit(now_fs(), phase, threshold, bits, los);
}

}  // namespace oio
