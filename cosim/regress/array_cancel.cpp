// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/array_cancel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <thread>
#include <vector>

#include "cosim/config_reader.hpp"
#include "cosim/regress/array_folder.hpp"
#include "cosim/regress/ledger.hpp"
#include "cosim/regress/slurm_queue.hpp"
#include "cosim/regress/triage.hpp"

namespace oio {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kLook{500};

// Tasks that run, or whose processes may not have gone.
std::size_t still_there(const std::vector<TaskStatus>& tasks) {
    return static_cast<std::size_t>(
        std::count_if(tasks.begin(), tasks.end(), [](const TaskStatus& task) {
            return task.phase == TaskPhase::Alive || task.phase == TaskPhase::Ending;
        }));
}

// Slurm ends a task with a signal to each of its processes: the one that executes a run may see
// the run go before its own signal, and writes down that the run was lost.
std::size_t settle_outcomes(const ArrayFolder& array) {
    std::size_t ended = 0;
    for (const std::vector<std::int64_t>& runs : array.manifest()) {
        for (const std::int64_t run : runs) {
            if (array.drop_lost(run)) continue;
            // A rerun with waves belonged to its runner only.
            if (run < kFirstRerun && array.has_outcome(run)) ++ended;
        }
    }
    return ended;
}

}  // namespace

CancelCounts cancel_arrays(const fs::path& folder, BatchQueue& queue,
                           const CancelPatience& patience) {
    std::vector<std::string> names;
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
        if (!ArrayFolder(entry.path()).manifest().empty()) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::sort(names.begin(), names.end());
    CancelCounts counts;
    counts.arrays = names.size();
    for (const std::string& name : names) {
        const ArrayFolder array(folder / name);
        for (std::size_t task = 0; task < array.manifest().size(); ++task) array.stop(task);
    }
    for (const TaskStatus& task : queue.tasks(names)) {
        if (task.phase == TaskPhase::Alive || task.phase == TaskPhase::Stuck) ++counts.tasks;
    }
    queue.cancel(names, false);
    const auto give_up = std::chrono::steady_clock::now() + patience.tasks;
    bool any = false;
    while ((counts.ending = still_there(queue.tasks(names))) > 0 &&
           std::chrono::steady_clock::now() < give_up) {
        any = true;
        std::this_thread::sleep_for(kLook);
    }
    if (any) std::this_thread::sleep_for(patience.settle);
    for (const std::string& name : names) {
        const ArrayFolder array(folder / name);
        const std::size_t ended = settle_outcomes(array);
        counts.kept += ended;
        if (ended == 0) array.remove();
    }
    fs::remove(folder, none);  // When it is empty.
    return counts;
}

int cancel_command(const fs::path& out_dir) {
    const fs::path file = out_dir / "ledger.sqlite";
    if (!fs::exists(file)) {
        throw ConfigError(out_dir.string() + ": is no output folder of `oio regress`: it has no " +
                          file.filename().string());
    }
    const Ledger ledger(file);  // Gives back what dead runners had claimed.
    const std::string other = ledger.other_runner();
    if (!other.empty()) {
        throw ConfigError(
            fmt::format("{}: the runner {} is at work there; end it with Ctrl-C, "
                        "which takes its tasks off the cluster, too",
                        out_dir.string(), other));
    }
    const fs::path folder = out_dir / "slurm";
    std::error_code none;
    if (fs::is_empty(folder, none) || none) {
        std::cout << "no arrays: nothing to cancel\n";
        return 0;
    }
    CancelCounts counts;
    try {
        SlurmQueue queue({});
        counts = cancel_arrays(folder, queue);
    } catch (const QueueError& failure) {
        throw ConfigError(fmt::format(
            "{}; tasks end by themselves after the run they execute; call again when Slurm answers",
            failure.what()));
    }
    std::cout << fmt::format(
                     "{} arrays with {} waiting or running tasks cancelled; {} runs had ended",
                     counts.arrays, counts.tasks, counts.kept)
              << (counts.kept > 0 ? " and are recorded by the next --resume" : "")
              << (counts.ending > 0
                      ? fmt::format("; {} tasks do not end, see squeue\n", counts.ending)
                      : "\n");
    return 0;
}

}  // namespace oio
