// SPDX-License-Identifier: Apache-2.0
//
// The ledger of regressions: which runs are planned, who executes them, how each ended. One SQLite
// file per output folder, shared by all runners that work there.
//
// A run is identified by (tree, configuration, test, seed), and recorded once: planning it again,
// in another session or by another runner, finds the recorded one. A runner claims a run before it
// executes it; the claims of a runner that has died are given back.
//
// Write-ahead log with synchronous = NORMAL: a commit survives the death of any process at once,
// by the operating system's file cache. A power cut may lose the last commits but leaves a
// consistent ledger, in which those runs are planned and will be repeated: worth nothing to guard
// against at one fsync per run. Write-ahead logs need shared memory, so all runners of one ledger
// are on one machine; the nodes of a cluster write files and never open it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cosim/regress/run_metrics.hpp"
#include "cosim/regress/run_order.hpp"

namespace oio {

struct RunIdentity {
    std::string tree;           ///< Hash of the sources and the program.
    std::string configuration;  ///< Hash of all that the test sets, reads and demands.
    std::string test;
    std::uint64_t seed = 0;
};

/// A run of the ledger, recorded or not.
struct LedgerRun {
    std::int64_t id = 0;
    RunIdentity identity;
    bool recorded = false;
    RunOutcome outcome;   ///< When recorded.
    std::string bucket;   ///< Key of the cause, for a run that did not pass.
    std::string message;  ///< First failure, in words.
    Metrics metrics;
    double failure_us = 0.0;  ///< Simulated time of the failure, 0 = not known; not kept either.
    int attempts = 0;         ///< Launches so far, without those lost by no doing of the run.
};

struct SessionInfo {
    std::int64_t id = 0;
    std::string started;  ///< UTC, ISO 8601.
    std::string list;
    std::uint64_t run_seed = 0;
    std::string tree;
    std::string command;
    bool complete = false;
    std::int64_t planned = 0, recorded = 0, passed = 0;
    double wall_s = 0.0;
};

/// How often runs of a session were launched and how that ended; for drills and reports.
struct AttemptCounts {
    std::int64_t recorded = 0, lost = 0, open = 0;
};

/// Resident sets of the runs of some tests.
struct MemoryPeak {
    double largest_mb = 0.0;   ///< 0 = no run is recorded.
    std::string test;          ///< Whose run that was.
    std::int64_t unknown = 0;  ///< Tests of which no run is recorded.
};

class Ledger {
public:
    /// Opens or creates the file. Throws ConfigError when that is impossible, or when it is the
    /// ledger of another version. Later errors are SqliteError.
    explicit Ledger(const std::filesystem::path& file);
    ~Ledger();

    /// Plans a session in one transaction; known identities keep their record.
    std::int64_t plan(const SessionInfo& session, const std::vector<RunIdentity>& runs);
    /// The last session of this list, complete or not.
    std::optional<SessionInfo> last_session(const std::string& list) const;
    std::vector<SessionInfo> sessions() const;
    void end_session(std::int64_t session, bool complete, double wall_s);

    /// The next planned run of a session that nobody has, claimed for this runner; in the order of
    /// the plan.
    std::optional<std::int64_t> claim(std::int64_t session);
    /// Records how a claimed run ended. False, and no change, when the claim is no longer ours or
    /// the run is recorded already.
    bool record(const LedgerRun& run);
    /// Gives a claimed run back; `counts` = the launch is held against the run. Returns the
    /// launches it has had.
    int give_back(std::int64_t run, bool counts = true);
    /// Tells the others that this runner lives, and gives back what dead runners had claimed.
    void heartbeat();

    LedgerRun run(std::int64_t id) const;
    /// All runs of a session in the order of its plan.
    std::vector<LedgerRun> runs(std::int64_t session) const;
    /// Runs of a session that are not recorded: waiting for anyone, or claimed by another runner.
    std::int64_t open_runs(std::int64_t session) const;
    AttemptCounts attempts(std::int64_t session) const;
    /// Of all recorded runs, in any session, of the tests of this one.
    MemoryPeak memory_peak(std::int64_t session) const;
    /// Another runner that has claims and lives, as host:process; empty when there is none.
    std::string other_runner() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace oio
