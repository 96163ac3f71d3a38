// SPDX-License-Identifier: Apache-2.0
//
// Reads the light of a scenario: sections [channel] and [physics].
#pragma once

#include "cosim/config_reader.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Fills config.channel; config.link must have been read. Throws ConfigError.
void read_channel(ConfigReader& reader, SimConfig& config);

}  // namespace oio
