// SPDX-License-Identifier: Apache-2.0
//
// A regression: plan, execute through an executor, record, report.
#pragma once

#include <limits>

#include "cosim/regress/executor.hpp"
#include "cosim/regress/ledger.hpp"
#include "cosim/regress/regress_options.hpp"
#include "cosim/regress/regress_progress.hpp"
#include "cosim/regress/run_plan.hpp"
#include "cosim/regress/triage.hpp"

namespace oio {

/// Why the runner stopped.
enum class StopReason { Complete, MaxFailures, Interrupted, NoSpace };

/// What the runner does with a planned session.
class Regression {
public:
    /// `plan` holds a run for every run of the session, by its identity.
    Regression(Ledger& ledger, Executor& executor, RegressProgress& progress,
               const std::vector<PlannedRun>& plan, std::int64_t session,
               const RegressOptions& options, const std::filesystem::path& out_dir);

    /// Runs until every planned run is recorded, by this runner or another, or until it has to
    /// stop. What was under way then is planned again. Starts `most` runs at most, and reruns
    /// of new kinds of failures.
    StopReason execute(std::int64_t most = std::numeric_limits<std::int64_t>::max());
    /// Mean over the runs of this call of what the runner adds to a run, in ms of processor time:
    /// its own, and that of each process outside of its run. Wall time would count what else the
    /// machine does.
    double overhead_ms() const;

private:
    const PlannedRun& planned(const RunIdentity& identity) const;
    void start_more();
    void take(const RunOutcome& outcome);
    void stop(StopReason reason);

    Ledger& ledger_;
    Executor& executor_;
    RegressProgress& progress_;
    std::map<std::string, const PlannedRun*> plan_;  // By identity_key().
    std::int64_t session_;
    const RegressOptions& options_;
    std::filesystem::path out_dir_;
    Triage triage_;
    std::map<std::int64_t, const PlannedRun*> under_way_;
    StopReason reason_ = StopReason::Complete;
    bool stopping_ = false;
    std::int64_t may_start_ = 0;
    double added_s_ = 0.0;
    std::int64_t timed_ = 0;
};

/// `oio regress`. `run` executes one run in a child process.
int regress_command(const RegressOptions& options, const RunFunction& run);

}  // namespace oio
