// SPDX-License-Identifier: Apache-2.0
//
// The sections of a scenario, each read into its struct with every range checked.
#pragma once

#include "cosim/config_reader.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Reads all sections. Throws ConfigError; the caller still has to call reader.finish().
void read_sections(ConfigReader& reader, SimConfig& config);

}  // namespace oio
