// SPDX-License-Identifier: Apache-2.0
//
// Slurm by its command line: sbatch, squeue, scancel. No accounting database is needed.
#pragma once

#include "cosim/regress/batch_queue.hpp"

namespace oio {

struct SlurmOptions {
    std::string partition;            ///< Empty = the cluster's default.
    int memory_mb = 0;                ///< Per task; 0 = the cluster's default.
    std::vector<std::string> sbatch;  ///< Further arguments, after ours, so that they win.
};

class SlurmQueue : public BatchQueue {
public:
    /// Throws ConfigError when Slurm's programs are absent or its controller does not answer.
    explicit SlurmQueue(SlurmOptions options);

    void submit(const ArrayJob& job) override;
    std::vector<TaskStatus> tasks(const std::vector<std::string>& arrays) override;
    void cancel(const std::vector<std::string>& arrays, bool only_waiting) override;
    void cancel_task(const std::string& id) override;

private:
    SlurmOptions options_;
};

/// The answer of squeue in the format that SlurmQueue asks for; other lines (warnings) are passed
/// over.
std::vector<TaskStatus> parse_squeue(const std::string& text);

}  // namespace oio
