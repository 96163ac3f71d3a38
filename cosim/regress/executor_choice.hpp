// SPDX-License-Identifier: Apache-2.0
//
// From the options of `oio regress` to an executor.
#pragma once

#include <filesystem>
#include <memory>

#include "cosim/regress/batch_queue.hpp"
#include "cosim/regress/executor.hpp"
#include "cosim/regress/regress_options.hpp"
#include "cosim/regress/regress_progress.hpp"

namespace oio {

class ExecutorChoice {
public:
    /// Throws ConfigError when the executor that is asked for cannot work here.
    explicit ExecutorChoice(const RegressOptions& options);

    /// Once. `progress` gets what the executor has to say.
    std::unique_ptr<Executor> make(const RunFunction& run, const std::filesystem::path& out_dir,
                                   RegressProgress& progress);

private:
    const RegressOptions& options_;
    std::unique_ptr<BatchQueue> queue_;  // Null = this machine.
};

/// What a command has to repeat to use the same executor; empty, or with a leading blank.
std::string executor_arguments(const RegressOptions& options);

}  // namespace oio
