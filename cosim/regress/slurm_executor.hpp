// SPDX-License-Identifier: Apache-2.0
//
// Runs on a cluster, in arrays of tasks with a chunk of runs each: never a job per run.
//
// Tasks go on without their runner. The next one finds their arrays (ArrayFolder) and takes what
// they have done, and what they are doing, in place of starting it again. A task that the batch
// system does not know any more, or whose node is gone, makes its runs Lost: the ledger plans them
// anew.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "cosim/regress/abandoned_arrays.hpp"
#include "cosim/regress/array_folder.hpp"
#include "cosim/regress/batch_queue.hpp"
#include "cosim/regress/executor.hpp"

namespace oio {

struct ArrayOptions {
    std::filesystem::path folder;  ///< Of all arrays; every node sees it under this path.
    std::string program;           ///< Full path of oio.
    std::string tree;              ///< source_tree_hash(): a task refuses to be another program.
    std::size_t chunk = 20;        ///< Runs per task.
    std::size_t at_once = 0;       ///< Tasks at the same time at most; 0 = no limit.
    /// How long orders wait for others to go out with.
    std::chrono::milliseconds linger{500};
    /// How long files of a task that has ended may take to appear.
    std::chrono::milliseconds settle{3000};
    /// How long a controller may be silent.
    std::chrono::milliseconds patience{600000};
    /// Between two questions to the controller.
    std::chrono::milliseconds ask_every{2000};
};

class SlurmExecutor : public Executor {
public:
    /// `note` gets lines for the user.
    SlurmExecutor(std::unique_ptr<BatchQueue> queue, ArrayOptions options,
                  std::function<void(const std::string&)> note);
    ~SlurmExecutor() override;
    SlurmExecutor(const SlurmExecutor&) = delete;
    SlurmExecutor& operator=(const SlurmExecutor&) = delete;

    std::size_t room() const override;
    std::size_t busy() const override { return waiting_.size() + places_.size() + dropped_.size(); }
    void submit(std::vector<RunOrder> orders) override;
    std::vector<RunOutcome> poll(std::chrono::milliseconds wait) override;
    void stop_starting() override;
    void cancel() override;
    std::string description() const override;

private:
    using Clock = std::chrono::steady_clock;
    struct Task {
        std::set<std::int64_t> open;  // Runs that we wait for.
        std::optional<Clock::time_point> ended;
        TaskStatus last;  // As the queue saw it.
    };
    struct Array {
        ArrayFolder folder;
        std::vector<Task> tasks;
        bool open() const;
    };
    ArrayFolder folder_of_array(const std::string& name) const;
    bool adopt(const RunOrder& order);
    void start_waiting();
    void start_array(std::vector<RunOrder> orders);
    void collect(std::vector<RunOutcome>& outcomes);
    void ask_queue();
    void update(const std::string& name, Array& array, const std::vector<TaskStatus>& seen);
    void give_up_ended(std::vector<RunOutcome>& outcomes);
    void give_up(const std::string& name, Array& array, std::size_t number,
                 std::vector<RunOutcome>& outcomes);
    void keep_patience(const QueueError& failure);
    void drop(std::int64_t run);
    void take_back(const std::string& id);
    std::vector<std::string> open_arrays() const;

    std::unique_ptr<BatchQueue> queue_;
    ArrayOptions options_;
    std::function<void(const std::string&)> note_;
    std::string prefix_;  // Of the names of our arrays.
    std::size_t next_array_ = 0;
    std::vector<RunOrder> waiting_;
    Clock::time_point send_at_{};
    ArrayFolder::Places places_;  // Of the runs under way.
    std::map<std::string, Array> arrays_;
    AbandonedArrays abandoned_;
    std::vector<RunOutcome> dropped_;  // For the next poll.
    Clock::time_point ask_at_{};
    std::optional<Clock::time_point> silent_since_;
    bool accepted_ = false;  // Slurm has taken an array of ours.
    int barren_ = 0;         // Tasks in a row that failed without executing anything.
};

}  // namespace oio
