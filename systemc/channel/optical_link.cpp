// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/optical_link.hpp"

#include "systemc/channel/femtoseconds.hpp"

namespace oio {

OpticalLink::OpticalLink(const sc_core::sc_module_name& name, const WordChannelConfig& config)
    : sc_core::sc_module(name), channel_(named(config, this->name())) {
    require_femtoseconds(this->name());
}

void OpticalLink::launch(const std::uint32_t* words, const std::uint8_t* enable,
                         const std::uint8_t* drive) {
    channel_.launch(now_fs(), words, enable, drive);
}

void OpticalLink::receive(const std::uint8_t* phase, const std::int8_t* threshold,
                          std::uint32_t* words, std::uint8_t* los) {
    faults_.apply(sc_core::sc_time_stamp(), channel_);
    thermal_.apply(sc_core::sc_time_stamp(), channel_);
    channel_.receive(now_fs(), phase, threshold, words, los);
}

}  // namespace oio
