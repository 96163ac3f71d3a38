// SPDX-License-Identifier: Apache-2.0
//
// Puts the conditions of another configuration in the place of a running link's own.
#pragma once

#include "cosim/sim_config.hpp"
#include "cosim/traffic.hpp"

namespace oio {

/// Responses of the lanes (loss, temperature, crosstalk, jitter), lanes that are dead only in
/// `changed`, and its light. From now on; random numbers go on as they would have. A temperature
/// that was to change later stays what `changed` says for its start.
void apply_conditions(const SimConfig& base, const SimConfig& changed, RtlLinks& links);

/// Smallest eye margin of the lanes that carry light at the end, in sigma; 0 if there is none.
double worst_eye_sigma(RtlLinks& links);

}  // namespace oio
