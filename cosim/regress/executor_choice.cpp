// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/executor_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "cosim/cli.hpp"
#include "cosim/regress/local_executor.hpp"
#include "cosim/regress/run_plan.hpp"
#include "cosim/regress/slurm_executor.hpp"
#include "cosim/regress/slurm_queue.hpp"

namespace oio {

ExecutorChoice::ExecutorChoice(const RegressOptions& options) : options_(options) {
    if (options.executor == "slurm") SlurmQueue({});  // It looks for Slurm.
}

bool ExecutorChoice::wants_memory() const {
    const auto sets_memory = [](const std::string& argument) {
        return argument.rfind("--mem", 0) == 0;
    };
    return options_.executor == "slurm" && options_.memory_mb == 0 &&
           std::none_of(options_.sbatch.begin(), options_.sbatch.end(), sets_memory);
}

std::unique_ptr<Executor> ExecutorChoice::make(const RunFunction& run,
                                               const std::filesystem::path& out_dir,
                                               RegressProgress& progress, int memory_mb) const {
    if (options_.executor != "slurm") {
        const std::size_t processors = std::max(1u, std::thread::hardware_concurrency());
        return std::make_unique<LocalExecutor>(options_.jobs > 0 ? options_.jobs : processors, run);
    }
    SlurmOptions slurm{options_.partition, options_.memory_mb, options_.sbatch};
    if (wants_memory()) slurm.memory_mb = memory_mb;
    ArrayOptions array;
    array.folder = out_dir / "slurm";
    array.program = std::filesystem::read_symlink("/proc/self/exe").string();
    array.tree = source_tree_hash();
    array.chunk = options_.chunk_runs;
    array.at_once = options_.jobs;
    return std::make_unique<SlurmExecutor>(
        std::make_unique<SlurmQueue>(std::move(slurm)), std::move(array),
        [&progress](const std::string& line) { progress.note(line); });
}

std::string executor_arguments(const RegressOptions& options) {
    if (options.executor == "local") return "";
    std::string text =
        fmt::format(" --executor {} --chunk {}", options.executor, options.chunk_runs);
    if (options.jobs > 0) text += fmt::format(" -j {}", options.jobs);
    if (!options.partition.empty()) text += " --partition " + shell_word(options.partition);
    if (options.memory_mb > 0) text += fmt::format(" --mem {}", options.memory_mb);
    for (const std::string& argument : options.sbatch) {
        text += " --sbatch=" + shell_word(argument);
    }
    return text;
}

}  // namespace oio
