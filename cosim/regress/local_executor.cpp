// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/local_executor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "cosim/regress/run_child.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr int kBadInput = 2;
constexpr int kTimeout = 4;
// A run watches its own wall limit and reports its state; only one that does not even do that is
// ended from here.
constexpr double kGraceS = 10.0;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

LocalExecutor::LocalExecutor(std::size_t jobs, RunFunction run)
    : jobs_(jobs), run_(std::move(run)) {}

LocalExecutor::~LocalExecutor() {
    cancel();
    for (const auto& [pid, child] : children_) waitpid(pid, nullptr, 0);
}

std::size_t LocalExecutor::room() const {
    return jobs_ - std::min(jobs_, children_.size());
}

std::string LocalExecutor::description() const {
    return fmt::format("{} process{} here", jobs_, jobs_ == 1 ? "" : "es");
}

void LocalExecutor::submit(std::vector<RunOrder> orders) {
    for (RunOrder& order : orders) {
        Child child;
        child.start = Clock::now();
        child.process = fork_run(order, run_);
        const pid_t pid = child.process.pid;
        child.pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
        child.order = std::move(order);
        children_[pid] = std::move(child);
    }
}

void LocalExecutor::wait_for_any(std::chrono::milliseconds wait) {
    constexpr int kBlindMs = 5;  // Without process descriptors: look again after so long.
    std::vector<pollfd> watched;
    bool all = true;
    for (const auto& [pid, child] : children_) {
        if (child.pidfd >= 0) watched.push_back({child.pidfd, POLLIN, 0});
        all = all && child.pidfd >= 0;
    }
    int timeout = static_cast<int>(wait.count());
    if (!all) timeout = std::min(timeout, kBlindMs);
    ::poll(watched.data(), watched.size(), timeout);  // A signal ends it early, which is welcome.
}

void LocalExecutor::kill_overdue() {
    for (auto& [pid, child] : children_) {
        if (child.overdue || seconds_since(child.start) < child.order.wall_limit_s + kGraceS)
            continue;
        child.overdue = true;
        kill(-pid, SIGKILL);
    }
}

std::vector<RunOutcome> LocalExecutor::poll(std::chrono::milliseconds wait) {
    std::vector<RunOutcome> outcomes;
    const auto collect = [&] {
        for (auto at = children_.begin(); at != children_.end();) {
            int status = 0;
            rusage usage{};
            if (wait4(at->first, &status, WNOHANG, &usage) != at->first) {
                ++at;
                continue;
            }
            kill(-at->first, SIGKILL);  // Whatever it has started ends with it.
            if (at->second.pidfd >= 0) close(at->second.pidfd);
            outcomes.push_back(outcome_of(at->second, status, usage));
            close(at->second.process.report);
            at = children_.erase(at);
        }
    };
    collect();
    if (outcomes.empty() && !children_.empty()) {
        wait_for_any(wait);
        kill_overdue();
        collect();
    }
    return outcomes;
}

void LocalExecutor::cancel() {
    for (auto& [pid, child] : children_) {
        kill(-pid, SIGKILL);
        kill(pid, SIGKILL);  // It may not have its group yet.
    }
    // poll() collects their outcomes.
    for (const auto& [pid, child] : children_) {
        siginfo_t info{};
        waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
    }
}

RunOutcome LocalExecutor::outcome_of(const Child& child, int status, const rusage& usage) const {
    RunOutcome outcome;
    outcome.run_id = child.order.run_id;
    outcome.wall_s = seconds_since(child.start);
    outcome.peak_mb = double(usage.ru_maxrss) / 1024.0;
    outcome.processor_s = double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                          double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    outcome.run_processor_s = reported_processor_s(child.process);
    if (WIFSIGNALED(status)) {
        outcome.signal = WTERMSIG(status);
        outcome.exit_code = 128 + outcome.signal;
        // Nobody but the runner and the outside (the kernel out of memory, an operator) sends
        // these; a run that dies by them has shown nothing about its test.
        const bool outside = outcome.signal == SIGKILL || outcome.signal == SIGTERM ||
                             outcome.signal == SIGHUP || outcome.signal == SIGINT;
        outcome.state = child.overdue ? RunState::Hang : outside ? RunState::Lost : RunState::Crash;
        outcome.detail =
            child.overdue
                ? fmt::format("no end within {:g} s of wall time, killed", child.order.wall_limit_s)
                : fmt::format("ended by signal {} ({})", outcome.signal, strsignal(outcome.signal));
    } else {
        outcome.exit_code = WEXITSTATUS(status);
        outcome.state = outcome.exit_code == 0              ? RunState::Pass
                        : outcome.exit_code == 1            ? RunState::Fail
                        : outcome.exit_code == kBadInput    ? RunState::BadInput
                        : outcome.exit_code == kTimeout     ? RunState::Timeout
                        : outcome.exit_code == kNoSpaceExit ? RunState::Lost
                                                            : RunState::BadExit;
        outcome.no_space = outcome.exit_code == kNoSpaceExit;
    }
    if (outcome.state != RunState::Pass) {
        const std::string tail = last_lines(child.order.line.out_dir / kChildStderr);
        if (!tail.empty()) outcome.detail += (outcome.detail.empty() ? "" : "\n") + tail;
    }
    return outcome;
}

}  // namespace oio
