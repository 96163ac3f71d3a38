// SPDX-License-Identifier: Apache-2.0
//
// From the configuration of a run to the models of its light.
#pragma once

#include <string>

#include "cosim/sim_config.hpp"
#include "models/channel/channel_config.hpp"
#include "models/channel/link_model.hpp"

namespace oio {

/// Name of the direction that leaves side `from` (0 or 1) of the link between two ranks; keys every
/// random draw of its light.
std::string direction_name(int first_rank, int second_rank, int from);

/// The lanes of that direction at the temperature of the start.
LinkModelConfig link_model_config(const SimConfig& config, int first_rank, int second_rank,
                                  int from);

/// All of one direction of the channel, with the lanes of `model`.
WordChannelConfig channel_config(const SimConfig& config, const LinkModel& model);

/// The highest lane rate at which a lane's response at length 0 lies within the bits that a phase
/// grid remembers, to 2 %; infinite if the scenario's own rate is below it.
double highest_rate_gbps(const SimConfig& config);

}  // namespace oio
