// SPDX-License-Identifier: Apache-2.0
//
// The lanes of a scenario's first RTL link, as the models of the channel see them.
#pragma once

#include <vector>

#include "cosim/sim_config.hpp"
#include "models/channel/lane_response.hpp"

namespace oio {

/// By transmit lane of the direction from its first rank to its second; the same spread over the
/// lanes as in a run of the scenario. Throws ConfigError for physics that are refused.
std::vector<LaneResponse> lane_responses(const SimConfig& config);

}  // namespace oio
