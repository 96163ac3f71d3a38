// SPDX-License-Identifier: Apache-2.0
//
// What if: a run and copies of it that go on from the same instant under other conditions, and
// their outcomes side by side. The copies are replays of one snapshot (snapshot_ring): up to the
// instant all do the same.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cosim/progress.hpp"
#include "cosim/results.hpp"
#include "cosim/rewind/branch_options.hpp"
#include "cosim/rewind/rewinder.hpp"
#include "cosim/rewind/snapshot_ring.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

/// Keys that a branch may change, with what they do there.
const std::vector<std::pair<std::string, std::string>>& branch_keys();

/// The overrides of one branch; a value "+3" or "-3" is added to the run's own. Throws ConfigError
/// for a key that is none, with the nearest one, and for a key that cannot change while a run goes
/// on, with those that can.
std::vector<ConfigOverride> branch_overrides(const std::string& text, const SimConfig& base);

struct BranchOutcome {
    std::string name;  ///< "as it was", or the branch as typed.
    std::string status;
    std::string failure;  ///< First check that failed, and when.
    std::uint64_t bits = 0, errors = 0, crc_errors = 0, replays = 0;
    int retrains = 0;
    double energy_pj_per_bit = 0.0;
    double worst_eye_sigma = 0.0;
    double simulated_us = 0.0;
    std::string waves;     ///< File in the folder of the results; empty = none.
    bool measured = true;  ///< False: the branch was lost, and its figures mean nothing.
};
std::string outcomes_text(const std::vector<BranchOutcome>& outcomes, double at_us);
/// Reads branches.json. Throws ConfigError.
std::vector<BranchOutcome> read_outcomes(const std::filesystem::path& path);
std::string outcomes_json(const std::vector<BranchOutcome>& outcomes, double at_us);

class Brancher {
public:
    /// Puts the conditions of a configuration in the place of the run's own.
    using Apply = std::function<void(const SimConfig& changed)>;

    /// `changed` has the whole configuration of each branch.
    Brancher(const BranchOptions& options, std::vector<SimConfig> changed,
             std::filesystem::path out_dir);

    /// Before every stretch of simulation, which is `step_fs` long: takes the snapshot, opens and
    /// closes waves, and in a branch changes the conditions at the instant.
    void before_step(std::uint64_t now_fs, std::uint64_t step_fs, ReplayBench& bench,
                     const Apply& apply);
    /// The simulation has ended.
    void ended(double worst_eye_sigma, ReplayBench& bench);
    /// Of the base, all outcomes, in branches.json too; does not return in a branch.
    Brancher(Brancher&&) = delete;
    std::vector<BranchOutcome> finish(const RunResult& result, Progress& progress);

private:
    BranchOutcome outcome(const RunResult& result) const;
    void close(ReplayBench& bench);

    const BranchOptions options_;
    const std::vector<SimConfig> changed_;
    const std::filesystem::path out_dir_;
    SnapshotRing ring_;
    std::optional<ReplayTask> task_;
    std::size_t branch_ = 0;  // 0 = base
    bool forked_ = false, open_ = false, applied_ = false;
    double worst_eye_sigma_ = 0.0;
    std::string waves_;
};

/// Nothing without branches. Checks every branch before anything runs; throws ConfigError.
std::optional<Brancher> make_brancher(const BranchOptions& options, const SimConfig& base,
                                      const std::string& scenario,
                                      const std::vector<ConfigOverride>& overrides,
                                      const std::filesystem::path& out_dir);

}  // namespace oio
