// SPDX-License-Identifier: Apache-2.0
//
// From the options of `oio regress` to an executor.
#pragma once

#include <filesystem>
#include <memory>

#include "cosim/regress/executor.hpp"
#include "cosim/regress/regress_options.hpp"
#include "cosim/regress/regress_progress.hpp"

namespace oio {

class ExecutorChoice {
public:
    /// Throws ConfigError when the executor that is asked for cannot work here.
    explicit ExecutorChoice(const RegressOptions& options);

    /// Whether the executor should be told how much memory a task takes: the user has not said.
    bool wants_memory() const;
    /// `progress` gets what the executor has to say; `memory_mb` is what a task asks for when the
    /// user has not said, 0 = the cluster's default.
    std::unique_ptr<Executor> make(const RunFunction& run, const std::filesystem::path& out_dir,
                                   RegressProgress& progress, int memory_mb) const;

private:
    const RegressOptions& options_;
};

/// What a command has to repeat to use the same executor; empty, or with a leading blank.
std::string executor_arguments(const RegressOptions& options);

}  // namespace oio
