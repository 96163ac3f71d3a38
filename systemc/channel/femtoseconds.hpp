// SPDX-License-Identifier: Apache-2.0
//
// The channel models count integer femtoseconds; this is where they meet simulation time.
#pragma once

#include <cstdint>
#include <string>
#include <systemc>

#include "models/channel/channel_config.hpp"

namespace oio {

/// Simulation time in femtoseconds; valid at a time resolution of 1 fs.
inline std::int64_t now_fs() {
    return static_cast<std::int64_t>(sc_core::sc_time_stamp().value());
}

/// Stops the simulation unless the time resolution is 1 fs.
inline void require_femtoseconds(const char* module) {
    if (sc_core::sc_get_time_resolution() == sc_core::sc_time(1, sc_core::SC_FS)) return;
    const std::string message =
        "time resolution is " + sc_core::sc_get_time_resolution().to_string() + ", must be 1 fs";
    SC_REPORT_FATAL(module, message.c_str());
}

/// The configuration, named after the module if it has no name.
inline WordChannelConfig named(WordChannelConfig config, const char* module) {
    if (config.name.empty()) config.name = module;
    return config;
}

}  // namespace oio
