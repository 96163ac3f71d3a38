// SPDX-License-Identifier: Apache-2.0
//
// What an executor needs of a batch system: arrays of tasks, known by names of our own. Job
// numbers are not kept: a controller that loses its state gives them out again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace oio {

/// The batch system did not do what it was asked for.
struct QueueError : std::runtime_error {
    QueueError(const std::string& what, bool is_unreachable)
        : std::runtime_error(what), unreachable(is_unreachable) {}
    bool unreachable;  ///< It does not answer now and may later; else it has refused.
};

struct ArrayJob {
    std::string name;  ///< Ours, unique.
    std::size_t tasks = 0;
    std::size_t at_once = 0;       ///< Tasks running at the same time at most; 0 = no limit.
    std::filesystem::path script;  ///< Shell script of every task.
    std::filesystem::path folder;  ///< Where each task leaves its output, task_<n>.log.
    double wall_limit_s = 0.0;     ///< Per task, a net: the runs watch their own limits.
};

enum class TaskPhase {
    Alive,    ///< Waiting or running.
    Stuck,    ///< Waiting, and will never run by itself; a new one may.
    Refused,  ///< Waiting for what the cluster does not have.
    Failed,   ///< Ended with an exit code, at a limit of time or memory.
    Ending,   ///< Over; its processes may still go away. On a node that has died this lasts.
    Ended,    ///< Otherwise: complete, cancelled, its node lost.
};

struct TaskStatus {
    std::string array;  ///< ArrayJob::name.
    std::size_t task = 0;
    TaskPhase phase = TaskPhase::Ended;
    std::string words;  ///< In the words of the batch system, "NODE_FAIL vn2".
    std::string id;     ///< Its number there, good for cancel() now.
};

class BatchQueue {
public:
    virtual ~BatchQueue() = default;

    /// Throws QueueError.
    virtual void submit(const ArrayJob& job) = 0;
    /// Tasks of these arrays. One that is not in the answer is not known there (any more). Throws
    /// QueueError.
    virtual std::vector<TaskStatus> tasks(const std::vector<std::string>& arrays) = 0;
    /// Ends arrays by name, of `only_waiting` ones just the tasks that have not begun. Throws
    /// QueueError.
    virtual void cancel(const std::vector<std::string>& arrays, bool only_waiting) = 0;
    /// Ends one task by TaskStatus::id. Throws QueueError.
    virtual void cancel_task(const std::string& id) = 0;
};

}  // namespace oio
