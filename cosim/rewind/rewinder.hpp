// SPDX-License-Identifier: Apache-2.0
//
// Goes back in time: takes snapshots while a simulation runs and, when a trigger fires, has one of
// them run again up to the trigger and a little past it with waves on, in a process of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cosim/progress.hpp"
#include "cosim/results.hpp"
#include "cosim/rewind/rewind_config.hpp"
#include "cosim/rewind/snapshot_ring.hpp"
#include "cosim/rewind/trigger_expression.hpp"

namespace oio {

/// A wave that was written, and the times of its first and last sample.
struct ReplayWindow {
    std::filesystem::path file;
    std::uint64_t first_fs = 0;
    std::uint64_t last_fs = 0;
};

/// What a replay needs of the simulation that it finds itself in. Either may throw.
class ReplayBench {
public:
    virtual ~ReplayBench() = default;
    /// Opens a wave file from now on; its name gets the extension of the format.
    virtual void open_waves(const std::filesystem::path& path) = 0;
    virtual ReplayWindow close_waves() = 0;
    /// Writes the files of viewers for the last wave; they open at the marker.
    virtual void write_viewer_files(std::uint64_t marker_fs, const std::string& label) = 0;
};

class Rewinder {
public:
    Rewinder(const RewindConfig& config, int physical_lanes, std::filesystem::path out_dir);

    /// Before and after every stretch of simulation, which is `step_fs` long. In the run itself the
    /// first may take a snapshot and the second looks at the triggers. In a replay they open the
    /// wave, close it, and end the process: the second does not return at the end of the window.
    void before_step(std::uint64_t now_fs, std::uint64_t step_fs, ReplayBench& bench);
    void after_step(std::uint64_t now_fs, ReplayBench& bench);
    /// After after_step(): fires for the expressions that have become true, once each.
    void check(std::uint64_t now_fs, ObservableSource& source);
    bool replaying() const { return replay_.has_value(); }
    /// The simulation ends here, early or not. Does not return in a replay.
    void ended(std::uint64_t now_fs, ReplayBench& bench);

    /// Asks for a wave around a time; more than `max_waves` are only noted. Not for replays.
    void fire(const std::string& cause, std::uint64_t trigger_fs);

    /// The end of a run: fires for its first failure, waits for the replays and writes what they
    /// did into the result. A wave that was asked for and cannot be had is a failure.
    void finish(RunResult& result, Progress& progress);

private:
    struct Wave {
        ReplayOrder order;
        RewindWave report;
        bool answered = false;
    };

    [[noreturn]] void end_replay(ReplayBench& bench);
    void take_replies(const std::vector<ReplayReply>& replies);

    const RewindConfig config_;
    const std::filesystem::path out_dir_;
    SnapshotRing ring_;
    std::uint64_t next_fs_ = 0;
    std::uint64_t now_fs_ = 0;
    std::size_t next_at_ = 0;  // of config_.at_us
    struct Condition {
        TriggerExpression expression;
        std::string cause;  ///< What the report calls it.
        bool fired = false;
    };
    std::vector<Condition> conditions_;
    std::vector<Wave> waves_;
    std::optional<ReplayTask> replay_;
    bool open_ = false;
};

}  // namespace oio
