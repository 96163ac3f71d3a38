// SPDX-License-Identifier: Apache-2.0
//
// What happens to failures while a regression runs: each new bucket gets one rerun with rewind, at
// once, into a folder of its own, which then has waves of the time before the first divergence.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "cosim/regress/ledger.hpp"
#include "cosim/regress/run_plan.hpp"

namespace oio {

/// Orders of reruns have these numbers, which no run of a ledger has.
constexpr std::int64_t kFirstRerun = std::int64_t{1} << 40;

class Triage {
public:
    Triage(std::filesystem::path out_dir, bool waves)
        : out_dir_(std::move(out_dir)), waves_(waves) {}

    /// A run did not pass: plans a rerun when its bucket has none yet.
    void failed(const LedgerRun& run, const PlannedRun& planned);
    /// The next rerun to start, if any.
    std::optional<RunOrder> next_rerun();
    /// A rerun ended. Returns what to tell the user.
    std::string rerun_ended(const RunOutcome& outcome);
    /// Reruns that have not ended.
    std::size_t open() const { return waiting_.size() + running_; }
    void drop_waiting() { waiting_.clear(); }

private:
    std::filesystem::path out_dir_;
    bool waves_;
    std::int64_t next_id_ = kFirstRerun;
    std::deque<RunOrder> waiting_;
    struct Rerun {
        std::string bucket;
        const TestSpec* test;
    };
    std::map<std::int64_t, Rerun> reruns_;  // All so far.
    std::size_t running_ = 0;
};

/// Folder of the rerun of a bucket below the output folder: "buckets/<words>-<hash>".
std::filesystem::path bucket_folder(const std::string& bucket);

/// What the rerun of a bucket has left to look at.
struct BucketWaves {
    std::string file;    ///< Below the output folder; empty = none.
    std::string window;  ///< "397.0 to 403.0 us", where known.
};
/// The wave nearest to the cause: of the rewind, or a plain dump of a run that crashed.
BucketWaves waves_of_bucket(const std::filesystem::path& out_dir, const std::string& bucket);

}  // namespace oio
