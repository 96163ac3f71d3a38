// SPDX-License-Identifier: Apache-2.0
//
// `oio regress cancel DIR`: takes off the cluster what a killed runner has left there.
#pragma once

#include <cstddef>
#include <filesystem>

#include "cosim/regress/batch_queue.hpp"

namespace oio {

struct CancelCounts {
    std::size_t arrays = 0;  ///< Found in the folder.
    std::size_t tasks = 0;   ///< Of them, waiting or running.
    std::size_t kept = 0;    ///< Runs that had ended: the next --resume records them.
};

/// Ends all arrays whose folders are in `folder`. First their orders go, so that a task which the
/// queue cannot reach ends by itself after the run it executes; folders stay where a run has ended
/// and nobody has collected it. Throws QueueError.
CancelCounts cancel_arrays(const std::filesystem::path& folder, BatchQueue& queue);

/// For the output folder of a regression. Throws ConfigError, also while a runner is at work
/// there: Ctrl-C is for that one.
int cancel_command(const std::filesystem::path& out_dir);

}  // namespace oio
