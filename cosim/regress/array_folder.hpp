// SPDX-License-Identifier: Apache-2.0
//
// The folder through which a runner and the tasks of one array talk. A task works there and leaves
// an outcome per run; only the runner moves results to their place, so that a task which somebody
// took for dead cannot disturb its successor.
//
//   array.json            which task has which runs
//   task.sh               what the batch system starts
//   chunk_<n>.json        orders of task n; a task whose file is gone ends after its run
//   task_<n>.log          what the task printed
//   runs/<id>/            a run under way or ended
//   outcomes/<id>.json    it has ended; written to another name and renamed, after all else
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cosim/regress/run_order.hpp"

namespace oio {

class ArrayFolder {
public:
    /// Where results of a run belong, by its number.
    using Places = std::map<std::int64_t, std::filesystem::path>;

    explicit ArrayFolder(std::filesystem::path path) : path_(std::move(path)) {}

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path script() const { return path_ / "task.sh"; }
    std::filesystem::path chunk_file(std::size_t task) const;

    /// Writes the folder of a new array, one chunk per task. `program` is oio, `tree` the hash of
    /// its sources. Throws ConfigError.
    void create(const std::vector<std::vector<RunOrder>>& chunks, const std::string& program,
                const std::string& tree) const;
    /// Runs by task; empty when this is no folder of an array.
    std::vector<std::vector<std::int64_t>> manifest() const;
    bool has_outcome(std::int64_t run) const;
    bool was_started(std::int64_t run) const;
    /// Forgets the outcome of a run if it says that this was lost; true if so.
    bool drop_lost(std::int64_t run) const;
    /// Outcomes of these runs that are there now; their results are moved to their place. Throws
    /// ConfigError when that fails.
    std::vector<RunOutcome> take(const Places& places) const;
    /// The task ends after the run it executes.
    void stop(std::size_t task) const;
    std::string last_words(std::size_t task) const;
    void remove() const;

private:
    std::filesystem::path path_;
};

/// `oio regress chunk FILE`: what a task executes. `tree` is this program's; another one than the
/// file wants is bad input.
int execute_chunk(const std::filesystem::path& file, const std::string& tree,
                  const RunFunction& run);

}  // namespace oio
