// SPDX-License-Identifier: Apache-2.0
//
// Why a link that never came up could not: the part of its light that closes the eye.
#pragma once

#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Adds the failure "light" to a result without training if the physics of an RTL link leave no eye
/// to train on. Nothing else otherwise: then the cause is another.
void explain_closed_eye(const SimConfig& config, RunResult& result);

}  // namespace oio
