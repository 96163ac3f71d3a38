// SPDX-License-Identifier: Apache-2.0
//
// Snapshots of this process by fork(): each is a child that blocks until it is told to replay.
//
// A snapshot that gets an order forks once more; that process, the replay, returns from take() and
// runs on, and the snapshot can serve again. Every one of them dies with the process that made it
// (PR_SET_PDEATHSIG, and the end of its socket), so that a killed run leaves nothing behind.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oio {

struct SnapshotRingConfig {
    int capacity = 5;                               ///< Snapshots kept at most, at least 1.
    std::uint64_t memory_limit_bytes = 2ULL << 30;  ///< Private pages of all snapshots together.
};

/// What a replay has to do. The ring looks at the times only to choose a snapshot.
struct ReplayOrder {
    std::uint32_t id = 0;
    std::uint64_t from_fs = 0;     ///< The replay must have begun by then.
    std::uint64_t trigger_fs = 0;  ///< What is looked for.
    std::uint64_t until_fs = 0;
    std::string path;  ///< Of the file to write; may be empty.
    std::string note;  ///< Free for the owner's use.
};

struct ReplayReply {
    std::uint32_t id = 0;
    bool ok = false;
    std::string text;  ///< What the replay reported, or why there is no report.
    std::uint64_t snapshot_fs = 0;
};

struct RingUse {
    std::uint64_t taken = 0;
    std::uint64_t ended_early = 0;     ///< Snapshots that someone else killed.
    std::uint64_t dropped_memory = 0;  ///< Given up because of the memory limit.
    std::uint64_t peak_bytes = 0;      ///< Largest sum of private pages that was seen.
    double fork_s = 0.0;               ///< Wall time spent in take().
};

/// In the process of a replay: the order, and the way to answer it.
class ReplayTask {
public:
    ReplayTask(ReplayOrder order, int socket) : order_(std::move(order)), socket_(socket) {}
    const ReplayOrder& order() const { return order_; }
    /// Sends the reply and ends this process at once: no destructor, no buffer is flushed.
    [[noreturn]] void finish(bool ok, const std::string& text) const;

private:
    ReplayOrder order_;
    int socket_;
};

class SnapshotRing {
public:
    explicit SnapshotRing(const SnapshotRingConfig& config) : config_(config) {}
    /// Ends every snapshot and replay.
    ~SnapshotRing();
    SnapshotRing(const SnapshotRing&) = delete;
    SnapshotRing& operator=(const SnapshotRing&) = delete;

    /// Takes a snapshot of now. Returns a task in a process that is to replay, nothing in the
    /// caller's own. Throws std::logic_error if this process has more than one thread (a fork would
    /// lose them), std::runtime_error if the system refuses a process.
    std::optional<ReplayTask> take(std::uint64_t time_fs);

    /// Orders a replay from the youngest snapshot that is not younger than order.from_fs. False if
    /// none reaches back so far; `order.id` must be new.
    bool order(const ReplayOrder& order);

    /// Replies that have come. Waits at most so long for the first missing one; a replay that has
    /// died answers too, with ok = false.
    std::vector<ReplayReply> replies(double wait_s);
    /// Orders without a reply.
    std::size_t pending() const;
    /// Waits for all; replays that take longer than `limit_s` are ended and answer with ok = false.
    std::vector<ReplayReply> wait_all(double limit_s);

    /// Times of the snapshots that live, oldest first.
    std::vector<std::uint64_t> times_fs() const;
    const RingUse& use() const { return use_; }
    /// Sum of the private pages of all snapshots now; renews use().peak_bytes.
    std::uint64_t measure_memory();
    std::vector<pid_t> processes() const;

private:
    struct Snapshot {
        std::uint64_t time_fs = 0;
        pid_t pid = -1;
        int socket = -1;
        std::vector<std::uint32_t> pending;  // ids
    };

    bool drop_one(std::uint64_t time_fs);
    void drop(std::size_t index);
    void reap_dead();
    void collect(Snapshot& snapshot, std::vector<ReplayReply>& replies);
    std::optional<ReplayTask> serve(int socket);

    const SnapshotRingConfig config_;
    std::vector<Snapshot> snapshots_;  // oldest first
    std::vector<ReplayReply> lost_;    // replies for replays whose snapshot has gone
    RingUse use_;
};

}  // namespace oio
