// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/regression.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <thread>

#include "cosim/regress/interrupt_guard.hpp"
#include "cosim/regress/run_judge.hpp"
#include "cosim/regress/sqlite.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPollMs{200};
constexpr double kHeartbeatSeconds = 5.0;
constexpr int kMostAttempts = 3;

std::string identity_key(const RunIdentity& identity) {
    return fmt::format("{}\n{}\n{}\n{}", identity.tree, identity.configuration, identity.test,
                       identity.seed);
}

}  // namespace

Regression::Regression(Ledger& ledger, Executor& executor, RegressProgress& progress,
                       const std::vector<PlannedRun>& plan, std::int64_t session,
                       const RegressOptions& options, const fs::path& out_dir)
    : ledger_(ledger),
      executor_(executor),
      progress_(progress),
      session_(session),
      options_(options),
      out_dir_(out_dir),
      triage_(out_dir, options.waves == "fail") {
    for (const PlannedRun& run : plan) plan_[identity_key(run.identity)] = &run;
}

const PlannedRun& Regression::planned(const RunIdentity& identity) const {
    return *plan_.at(identity_key(identity));
}

void Regression::stop(StopReason reason) {
    if (!stopping_) reason_ = reason;
    stopping_ = true;
}

void Regression::start_more() {
    std::vector<RunOrder> orders;
    while (executor_.room() > orders.size()) {
        if (std::optional<RunOrder> rerun = triage_.next_rerun()) {
            orders.push_back(std::move(*rerun));
            continue;
        }
        if (stopping_ || may_start_ == 0) break;
        const std::optional<std::int64_t> id = ledger_.claim(session_);
        if (!id) break;
        --may_start_;
        const PlannedRun& run = planned(ledger_.run(*id).identity);
        under_way_[*id] = &run;
        RunOrder order;
        order.run_id = *id;
        order.line = command_line_of(run, out_dir_ / folder_of(run.identity));
        order.line.coverage = options_.coverage;
        order.wall_limit_s = options_.timeout_s > 0.0 ? options_.timeout_s : run.test->wall_limit_s;
        order.keep_all = options_.keep_all;
        orders.push_back(std::move(order));
    }
    if (!orders.empty()) executor_.submit(std::move(orders));
}

void Regression::take(const RunOutcome& outcome) {
    if (outcome.no_space) stop(StopReason::NoSpace);
    if (outcome.run_id >= kFirstRerun) {
        progress_.note(triage_.rerun_ended(outcome));
        return;
    }
    const PlannedRun& run = *under_way_.at(outcome.run_id);
    under_way_.erase(outcome.run_id);
    RunOutcome final = outcome;
    if (outcome.state == RunState::Lost) {
        // Killed from outside, once or twice: no verdict. Again and again: it is the run's doing.
        const bool ours = stopping_ || outcome.no_space;
        const int attempts = ledger_.run(outcome.run_id).attempts;
        if (ours || !outcome.started || attempts < kMostAttempts) {
            ledger_.give_back(outcome.run_id, !ours && outcome.started);
            if (!ours && outcome.started) {
                progress_.note(fmt::format("{} seed {} was lost ({}), it runs again",
                                           run.test->name, run.identity.seed,
                                           outcome.detail.substr(0, outcome.detail.find('\n'))));
            }
            return;
        }
        final.state = RunState::Crash;
    }
    const fs::path folder = out_dir_ / folder_of(run.identity);
    LedgerRun record = judge_run(final, *run.test, folder);
    if (!ledger_.record(record)) return;  // Another runner took it for dead and was quicker.
    if (final.run_processor_s > 0.0) {
        added_s_ += final.processor_s - final.run_processor_s;
        ++timed_;
    }
    std::string failure;
    if (record.outcome.state != RunState::Pass) {
        failure = fmt::format("{}: {}: {}", to_string(record.outcome.state), record.bucket,
                              record.message);
        record.identity = run.identity;
        triage_.failed(record, run);
    }
    progress_.ended(fmt::format("{} seed {}", run.test->name, run.identity.seed), failure);
    if (options_.max_failures > 0 && progress_.failing() >= options_.max_failures) {
        stop(StopReason::MaxFailures);
    }
}

StopReason Regression::execute(std::int64_t most) {
    const InterruptGuard guard;
    may_start_ = most;
    auto last_beat = std::chrono::steady_clock::now();
    bool cancelled = false;
    bool told = false;
    try {
        while (true) {
            if (InterruptGuard::interrupted()) stop(StopReason::Interrupted);
            if (stopping_ && reason_ != StopReason::MaxFailures) triage_.drop_waiting();
            if (stopping_ && reason_ == StopReason::Interrupted && !cancelled) {
                executor_.cancel();
                cancelled = true;
            }
            if (stopping_ && !told) {
                executor_.stop_starting();
                told = true;
            }
            start_more();
            const bool idle = executor_.busy() == 0;
            if (idle && (stopping_ || may_start_ == 0)) break;
            if (idle) {
                const std::int64_t open = ledger_.open_runs(session_);
                if (open == 0) break;
                // The others have them. If they die, the heartbeat gives the runs back.
                ledger_.heartbeat();
                std::this_thread::sleep_for(kPollMs);
            }
            for (const RunOutcome& outcome : executor_.poll(kPollMs)) take(outcome);
            progress_.tick(executor_.busy());
            const auto now = std::chrono::steady_clock::now();
            if (std::chrono::duration<double>(now - last_beat).count() > kHeartbeatSeconds) {
                last_beat = now;
                ledger_.heartbeat();
            }
        }
    } catch (const SqliteError& failure) {
        executor_.cancel();
        if (!failure.full()) throw;
        progress_.note(failure.what());
        reason_ = StopReason::NoSpace;
    }
    progress_.clear_line();
    return reason_;
}

double Regression::overhead_ms() const {
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    const double own_s = double(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
                         double(own.ru_utime.tv_usec + own.ru_stime.tv_usec) * 1e-6;
    return timed_ == 0 ? 0.0 : 1e3 * (added_s_ + own_s) / double(timed_);
}

}  // namespace oio
