// SPDX-License-Identifier: Apache-2.0
//
// Runs on this machine: one forked process per run. No exec: the child inherits what the parent
// has found out (versions, hashes of the RTL), which is most of the overhead of a small run, and
// is as isolated as any process: it has its own memory, group, limits and end.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <map>

#include "cosim/regress/executor.hpp"
#include "cosim/regress/run_child.hpp"

namespace oio {

class LocalExecutor : public Executor {
public:
    /// `run` is called in the child. The calling process must have one thread only and must not
    /// have elaborated SystemC.
    LocalExecutor(std::size_t jobs, RunFunction run);
    ~LocalExecutor() override;
    LocalExecutor(const LocalExecutor&) = delete;
    LocalExecutor& operator=(const LocalExecutor&) = delete;

    std::size_t room() const override;
    std::size_t busy() const override { return children_.size(); }
    void submit(std::vector<RunOrder> orders) override;
    std::vector<RunOutcome> poll(std::chrono::milliseconds wait) override;
    void cancel() override;
    std::string description() const override;

private:
    using Clock = std::chrono::steady_clock;
    struct Child {
        RunOrder order;
        RunProcess process;
        int pidfd = -1;
        Clock::time_point start;
        bool overdue = false;  // We have killed it at its wall limit.
    };

    void wait_for_any(std::chrono::milliseconds wait);
    void kill_overdue();
    RunOutcome outcome_of(const Child& child, int status, const rusage& usage) const;

    std::size_t jobs_;
    RunFunction run_;
    std::map<pid_t, Child> children_;
};

}  // namespace oio
