// SPDX-License-Identifier: Apache-2.0
//
// Simpler neighbours of a configuration, each as settings on top of it: fewer faults, lanes and
// bytes, earlier times, a plainer channel.
#pragma once

#include <string>
#include <vector>

#include "cosim/sim_config.hpp"

namespace oio {

/// Settings by key, later ones win; `what` says it in words ("2 faults instead of 5").
struct Shrink {
    std::string what;
    std::vector<std::pair<std::string, std::string>> set;
};

/// A step of the minimiser: candidates from the boldest to the most careful. The first that still
/// fails in the same way is taken.
struct ShrinkStep {
    std::string name;
    std::vector<Shrink> candidates;
    bool shortens = true;  ///< Makes the run shorter; otherwise only plainer.
};

/// Steps to try on `config`, whose link came up after `training_us` (0 = not known). Empty steps
/// are left out.
std::vector<ShrinkStep> shrink_steps(const SimConfig& config, double training_us);

/// Faults as the value of the key `fault`: an array of inline tables.
std::string faults_text(const std::vector<FaultConfig>& faults);

}  // namespace oio
