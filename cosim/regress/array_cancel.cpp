// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/array_cancel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <vector>

#include "cosim/config_reader.hpp"
#include "cosim/regress/array_folder.hpp"
#include "cosim/regress/ledger.hpp"
#include "cosim/regress/slurm_queue.hpp"
#include "cosim/regress/triage.hpp"

namespace oio {

namespace fs = std::filesystem;

CancelCounts cancel_arrays(const fs::path& folder, BatchQueue& queue) {
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
    for (const std::string& name : names) {
        const ArrayFolder array(folder / name);
        std::size_t ended = 0;
        for (const std::vector<std::int64_t>& runs : array.manifest()) {
            // A rerun with waves belonged to its runner only.
            ended += static_cast<std::size_t>(std::count_if(
                runs.begin(), runs.end(),
                [&](std::int64_t run) { return run < kFirstRerun && array.has_outcome(run); }));
        }
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
              << (counts.kept > 0 ? " and are recorded by the next --resume\n" : "\n");
    return 0;
}

}  // namespace oio
