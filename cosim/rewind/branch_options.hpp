// SPDX-License-Identifier: Apache-2.0
//
// Command line of `oio replay DIR --branch key=value [--branch ...] [--at US]`.
#pragma once

#include <string>
#include <vector>

namespace oio {

/// As typed after `oio replay DIR --branch`.
struct BranchOptions {
    std::vector<std::string> branches;  ///< "link.extra_loss_db=+3,link.dead_lanes=a:5"
    double at_us = 0.0;                 ///< 0 = window_us before the capsule's trigger.
    double window_us = 5.0;             ///< Waves show so much before and after the instant.
};

}  // namespace oio
