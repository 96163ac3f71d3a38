// SPDX-License-Identifier: Apache-2.0
//
// What a surrogate link must know to stand for an RTL link of the same configuration.
#pragma once

#include "cosim/sim_config.hpp"
#include "systemc/surrogate/surrogate_link.hpp"

namespace oio {

/// Latency and rate as the word cut measured them (`oio run latency`, `oio run saturate`): the
/// fixed clock counts of the two chiplets at this configuration's clocks, and what markers and acks
/// leave of the raw rate. `[surrogate]` keys of the scenario win.
SurrogateLinkConfig surrogate_parameters(const SimConfig& config);

}  // namespace oio
