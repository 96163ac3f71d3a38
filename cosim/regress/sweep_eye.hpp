// SPDX-License-Identifier: Apache-2.0
//
// One point of a sweep by the statistical eye: figures of a scenario's light without running RTL.
#pragma once

#include <string>

#include "cosim/regress/run_metrics.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Which lanes of the first RTL link's first direction are evaluated.
enum class EyeLanes {
    All,      ///< The worst and the median of all as well as the nominal lane.
    Nominal,  ///< A lane inside of the array without spread, all its neighbours alike: quicker.
};

struct EyePointResult {
    Metrics metrics;
    std::string failure;  ///< Empty if every lane asked for reaches the bit error rate.
};

/// Throws ConfigError for physics that are refused and for a scenario without an RTL link.
EyePointResult evaluate_eye(const SimConfig& config, double target_ber, EyeLanes lanes);

}  // namespace oio
