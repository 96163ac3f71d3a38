// SPDX-License-Identifier: Apache-2.0
//
// `oio regress cancel DIR`: takes off the cluster what a killed runner has left there.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>

#include "cosim/regress/batch_queue.hpp"

namespace oio {

struct CancelCounts {
    std::size_t arrays = 0;  ///< Found in the folder.
    std::size_t tasks = 0;   ///< Of them, waiting or running.
    std::size_t kept = 0;    ///< Runs that had ended: the next --resume records them.
    std::size_t ending = 0;  ///< Tasks that had not gone when patience ended.
};

struct CancelPatience {
    std::chrono::milliseconds tasks{40'000};  ///< For tasks to go: Slurm grants them 30 s.
    std::chrono::milliseconds settle{3'000};  ///< For what they wrote to show on a shared disk.
};

/// Ends all arrays whose folders are in `folder`. First their orders go, so that a task which the
/// queue cannot reach ends by itself after the run it executes; then it waits for the tasks to go,
/// which may still end a run, and for their files. Folders stay where a run has ended and nobody
/// has collected it; what the end of its task cut short has not ended. Throws QueueError.
CancelCounts cancel_arrays(const std::filesystem::path& folder, BatchQueue& queue,
                           const CancelPatience& patience = {});

/// For the output folder of a regression. Throws ConfigError, also while a runner is at work
/// there: Ctrl-C is for that one.
int cancel_command(const std::filesystem::path& out_dir);

}  // namespace oio
