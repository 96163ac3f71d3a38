// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_points.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "cosim/config_reader.hpp"
#include "cosim/regress/interrupt_guard.hpp"
#include "cosim/regress/sqlite.hpp"

namespace oio {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPoll{100};
constexpr std::chrono::seconds kHeartbeat{5};
constexpr std::size_t kWaitingPerThread = 2;

struct Task {
    std::int64_t id = 0;  ///< Of the ledger.
    const PlannedRun* run = nullptr;
};

/// Tasks go in, records come out.
class Workers {
public:
    Workers(std::size_t count, const PointFunction& evaluate) : evaluate_(evaluate) {
        for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
    }
    ~Workers() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            waiting_.clear();
            ending_ = true;
        }
        more_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    void add(const Task& task) {
        const std::lock_guard<std::mutex> lock(mutex_);
        waiting_.push_back(task);
        more_.notify_one();
    }
    /// Tasks that no thread has begun; they are none any more.
    std::deque<Task> take_waiting() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return std::exchange(waiting_, {});
    }
    /// Waits a little for the first.
    std::vector<LedgerRun> ended() {
        std::unique_lock<std::mutex> lock(mutex_);
        done_.wait_for(lock, kPoll, [this] { return !ended_.empty(); });
        return std::exchange(ended_, {});
    }

private:
    void work() {
        std::unique_lock<std::mutex> lock(mutex_);
        while (true) {
            more_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            const Task task = waiting_.front();
            waiting_.pop_front();
            lock.unlock();
            LedgerRun record = evaluated(task);
            lock.lock();
            ended_.push_back(std::move(record));
            done_.notify_one();
        }
    }

    LedgerRun evaluated(const Task& task) const {
        LedgerRun record;
        record.id = task.id;
        record.outcome.run_id = task.id;
        const Clock::time_point start = Clock::now();
        try {
            const EyePointResult result = evaluate_(*task.run);
            record.metrics = result.metrics;
            record.message = result.failure;
            record.outcome.state = result.failure.empty() ? RunState::Pass : RunState::Fail;
            record.bucket = result.failure.empty() ? "" : "eye";
        } catch (const ConfigError& refused) {
            record.message = refused.what();
            record.outcome.state = RunState::BadInput;
            record.bucket = "bad input";
        }
        record.outcome.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
        return record;
    }

    const PointFunction& evaluate_;
    std::mutex mutex_;
    std::condition_variable more_, done_;
    std::deque<Task> waiting_;
    std::vector<LedgerRun> ended_;
    std::vector<std::thread> threads_;
    bool ending_ = false;
};

}  // namespace

StopReason evaluate_points(Ledger& ledger, std::int64_t session,
                           const std::vector<PlannedRun>& plan, std::size_t jobs,
                           const PointFunction& evaluate, RegressProgress& progress) {
    const InterruptGuard guard;
    std::map<std::int64_t, const PlannedRun*> run_of;
    const std::vector<LedgerRun> runs = ledger.runs(session);
    for (std::size_t i = 0; i < runs.size(); ++i) run_of[runs[i].id] = &plan.at(i);

    Workers workers(jobs, evaluate);
    Clock::time_point last_beat = Clock::now();
    std::size_t busy = 0;
    bool stopping = false;
    try {
        while (true) {
            if (!stopping && InterruptGuard::interrupted()) {
                stopping = true;
                for (const Task& task : workers.take_waiting()) {
                    ledger.give_back(task.id);
                    --busy;
                }
            }
            while (!stopping && busy < kWaitingPerThread * jobs) {
                const std::optional<std::int64_t> id = ledger.claim(session);
                if (!id) break;
                workers.add({*id, run_of.at(*id)});
                ++busy;
            }
            if (busy == 0 && (stopping || ledger.open_runs(session) == 0)) break;
            for (const LedgerRun& record : workers.ended()) {
                --busy;
                // A point that misses the target is a finding, not a failure to report.
                if (ledger.record(record)) progress.ended("", "");
            }
            progress.tick(std::min(busy, jobs));
            if (Clock::now() - last_beat > kHeartbeat) {
                last_beat = Clock::now();
                ledger.heartbeat();
            }
        }
    } catch (const SqliteError& failure) {
        if (!failure.full()) throw;
        progress.note(failure.what());
        return StopReason::NoSpace;
    }
    progress.clear_line();
    return stopping ? StopReason::Interrupted : StopReason::Complete;
}

}  // namespace oio
