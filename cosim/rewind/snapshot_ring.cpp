// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/snapshot_ring.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace oio {

namespace {

using WallClock = std::chrono::steady_clock;

constexpr std::uint64_t kMeasureEvery = 8;  // Memory is measured at one snapshot in so many.
constexpr int kWorkerPollMs = 100;          // How often a snapshot looks after its replays.
constexpr std::size_t kMessageBytes = 1 << 16;

double seconds_since(WallClock::time_point start) {
    return std::chrono::duration<double>(WallClock::now() - start).count();
}

// Names of a folder of /proc/self that are numbers.
std::vector<int> numbers_in(const char* folder) {
    std::vector<int> numbers;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        numbers.push_back(std::atoi(entry.path().filename().c_str()));
    }
    return numbers;
}

// Nothing that a child does may reach a file or the terminal of the run: every descriptor but its
// socket becomes /dev/null. Not closed, because a later file would take the number over and with
// it what a buffered stream of the run still writes there.
void silence(int socket) {
    const int null = open("/dev/null", O_RDWR);
    if (null < 0) _exit(1);
    for (const int fd : numbers_in("/proc/self/fd")) {
        if (fd != socket && fd != null) dup2(null, fd);
    }
}

// A child lives no longer than its parent, and signals do to it what they do by default.
void become_child(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);  // The parent died before the line above.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) std::signal(signal, SIG_DFL);
    // A full disk or a file that grows past its limit is an error of a write, not a death.
    for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
    // Nobody looks at a core of a copy.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

bool send_text(int socket, const std::string& text) {
    return send(socket, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
}

// False at the end of the other side.
bool receive_text(int socket, std::string& text) {
    text.resize(kMessageBytes);
    ssize_t length = 0;
    do {
        length = recv(socket, text.data(), text.size(), 0);
    } while (length < 0 && errno == EINTR);
    text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return length > 0;
}

std::string to_message(const ReplayOrder& order) {
    return nlohmann::json{
        {"id", order.id},          {"from", order.from_fs}, {"trigger", order.trigger_fs},
        {"until", order.until_fs}, {"path", order.path},    {"note", order.note}}
        .dump();
}

ReplayOrder order_from(const std::string& text) {
    const nlohmann::json json = nlohmann::json::parse(text);
    return {json["id"], json["from"], json["trigger"], json["until"], json["path"], json["note"]};
}

std::string to_message(std::uint32_t id, bool ok, const std::string& text) {
    return nlohmann::json{{"id", id}, {"ok", ok}, {"text", text}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string end_text(int status) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        return std::string("was ended by signal ") + std::to_string(signal) + " (" +
               strsignal(signal) + ")" + (signal == SIGBUS ? ", as when a disk is full" : "");
    }
    return "ended with code " + std::to_string(WEXITSTATUS(status));
}

std::uint64_t private_bytes(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    std::uint64_t kilobytes = 0;
    std::string name;
    while (file >> name) {
        std::uint64_t value = 0;
        if (name == "Private_Clean:" || name == "Private_Dirty:") {
            file >> value;
            kilobytes += value;
        }
    }
    return kilobytes * 1024;
}

}  // namespace

void ReplayTask::finish(bool ok, const std::string& text) const {
    send_text(socket_, to_message(order_.id, ok, text));
    _exit(0);
}

SnapshotRing::~SnapshotRing() {
    while (!snapshots_.empty()) drop(snapshots_.size() - 1);
}

std::optional<ReplayTask> SnapshotRing::take(std::uint64_t time_fs) {
    const WallClock::time_point start = WallClock::now();
    if (numbers_in("/proc/self/task").size() != 1) {
        throw std::logic_error(
            "rewind: this process has more than one thread, a snapshot would "
            "lose the others");
    }
    reap_dead();
    while (static_cast<int>(snapshots_.size()) >= config_.capacity && drop_one(time_fs)) {
    }
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        throw std::runtime_error(std::string("rewind: no socket for a snapshot: ") +
                                 std::strerror(errno));
    }
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) {
        const int error = errno;
        close(ends[0]);
        close(ends[1]);
        throw std::runtime_error(std::string("rewind: no process for a snapshot: ") +
                                 std::strerror(error));
    }
    if (child == 0) {
        become_child(parent);
        // Copies of the run's ends would keep other snapshots from seeing it end.
        silence(ends[1]);
        snapshots_.clear();
        return serve(ends[1]);
    }
    close(ends[1]);
    snapshots_.push_back({time_fs, child, ends[0], {}});
    ++use_.taken;
    if (use_.taken % kMeasureEvery == 0) {
        while (measure_memory() > config_.memory_limit_bytes && snapshots_.size() > 1 &&
               drop_one(time_fs)) {
            ++use_.dropped_memory;
        }
    }
    use_.fork_s += seconds_since(start);
    return std::nullopt;
}

// The life of a snapshot. Only a replay leaves it, by returning.
std::optional<ReplayTask> SnapshotRing::serve(int socket) {
    std::vector<std::pair<pid_t, std::uint32_t>> replays;
    std::string text;
    while (true) {
        pollfd look{socket, POLLIN, 0};
        const int ready = poll(&look, 1, replays.empty() ? -1 : kWorkerPollMs);
        int status = 0;
        while (!replays.empty()) {
            const pid_t ended = waitpid(-1, &status, WNOHANG);
            if (ended <= 0) break;
            const auto found = std::find_if(replays.begin(), replays.end(),
                                            [&](const auto& item) { return item.first == ended; });
            if (found == replays.end()) continue;
            if (status != 0) {
                send_text(socket,
                          to_message(found->second, false, "the replay " + end_text(status)));
            }
            replays.erase(found);
        }
        if (ready <= 0) continue;
        if (!receive_text(socket, text)) _exit(0);
        const ReplayOrder order = order_from(text);
        const pid_t parent = getpid();
        const pid_t child = fork();
        if (child == 0) {
            become_child(parent);
            return ReplayTask(order, socket);
        }
        if (child < 0) {
            send_text(socket, to_message(order.id, false, "no process for the replay"));
        } else {
            replays.emplace_back(child, order.id);
        }
    }
}

// Ages that grow geometrically: of the snapshots after the oldest, the one whose loss leaves the
// smallest gap relative to its age goes. The oldest stays, so that however late a failure is
// noticed a replay can reach its cause. False when every candidate is at work.
bool SnapshotRing::drop_one(std::uint64_t time_fs) {
    std::size_t victim = snapshots_.size();
    double smallest = 2.0;
    for (std::size_t i = snapshots_.size() > 2 ? 1 : 0; i < snapshots_.size(); ++i) {
        if (!snapshots_[i].pending.empty()) continue;
        const std::uint64_t before = i > 0 ? snapshots_[i - 1].time_fs : snapshots_[i].time_fs;
        const std::uint64_t after = i + 1 < snapshots_.size() ? snapshots_[i + 1].time_fs : time_fs;
        const double gap = double(after - before) / double(time_fs - before + 1);
        if (gap < smallest) {
            smallest = gap;
            victim = i;
        }
    }
    if (victim == snapshots_.size()) return false;
    drop(victim);
    return true;
}

void SnapshotRing::drop(std::size_t index) {
    const Snapshot& snapshot = snapshots_[index];
    kill(snapshot.pid, SIGKILL);
    close(snapshot.socket);
    waitpid(snapshot.pid, nullptr, 0);
    snapshots_.erase(snapshots_.begin() + static_cast<std::ptrdiff_t>(index));
}

// Snapshots that were killed from outside.
void SnapshotRing::reap_dead() {
    for (std::size_t i = snapshots_.size(); i-- > 0;) {
        int status = 0;
        Snapshot& snapshot = snapshots_[i];
        if (waitpid(snapshot.pid, &status, WNOHANG) != snapshot.pid) continue;
        collect(snapshot, lost_);  // What it had answered before.
        for (const std::uint32_t id : snapshot.pending) {
            lost_.push_back({id, false, "the snapshot " + end_text(status), snapshot.time_fs});
        }
        close(snapshot.socket);
        snapshots_.erase(snapshots_.begin() + static_cast<std::ptrdiff_t>(i));
        ++use_.ended_early;
    }
}

bool SnapshotRing::order(const ReplayOrder& order) {
    reap_dead();
    for (std::size_t i = snapshots_.size(); i-- > 0;) {
        Snapshot& snapshot = snapshots_[i];
        if (snapshot.time_fs > order.from_fs) continue;
        if (!send_text(snapshot.socket, to_message(order))) continue;  // Died just now.
        snapshot.pending.push_back(order.id);
        return true;
    }
    return false;
}

// All replies that wait in the socket.
void SnapshotRing::collect(Snapshot& snapshot, std::vector<ReplayReply>& replies) {
    std::string text;
    while (!snapshot.pending.empty()) {
        pollfd look{snapshot.socket, POLLIN, 0};
        if (poll(&look, 1, 0) <= 0 || (look.revents & POLLIN) == 0) return;
        if (!receive_text(snapshot.socket, text)) return;
        const nlohmann::json json = nlohmann::json::parse(text);
        const std::uint32_t id = json["id"];
        replies.push_back({id, json["ok"], json["text"], snapshot.time_fs});
        snapshot.pending.erase(std::remove(snapshot.pending.begin(), snapshot.pending.end(), id),
                               snapshot.pending.end());
    }
}

std::vector<ReplayReply> SnapshotRing::replies(double wait_s) {
    const WallClock::time_point start = WallClock::now();
    std::vector<ReplayReply> replies;
    while (true) {
        for (Snapshot& snapshot : snapshots_) collect(snapshot, replies);
        reap_dead();
        replies.insert(replies.end(), lost_.begin(), lost_.end());
        lost_.clear();
        const double left_s = wait_s - seconds_since(start);
        if (!replies.empty() || pending() == 0 || left_s <= 0.0) return replies;
        std::vector<pollfd> looks;
        for (const Snapshot& snapshot : snapshots_) {
            if (!snapshot.pending.empty()) looks.push_back({snapshot.socket, POLLIN, 0});
        }
        poll(looks.data(), looks.size(), static_cast<int>(std::min(left_s, 1.0) * 1e3) + 1);
    }
}

std::size_t SnapshotRing::pending() const {
    std::size_t count = lost_.size();
    for (const Snapshot& snapshot : snapshots_) count += snapshot.pending.size();
    return count;
}

std::vector<ReplayReply> SnapshotRing::wait_all(double limit_s) {
    const WallClock::time_point start = WallClock::now();
    std::vector<ReplayReply> all;
    while (pending() > 0) {
        const double left_s = limit_s - seconds_since(start);
        const std::vector<ReplayReply> some = replies(std::max(left_s, 0.0));
        all.insert(all.end(), some.begin(), some.end());
        if (left_s > 0.0 || !some.empty()) continue;
        for (std::size_t i = snapshots_.size(); i-- > 0;) {
            const Snapshot& snapshot = snapshots_[i];
            if (snapshot.pending.empty()) continue;
            for (const std::uint32_t id : snapshot.pending) {
                all.push_back({id, false, "the replay did not end in time", snapshot.time_fs});
            }
            drop(i);
        }
    }
    return all;
}

std::vector<std::uint64_t> SnapshotRing::times_fs() const {
    std::vector<std::uint64_t> times;
    for (const Snapshot& snapshot : snapshots_) times.push_back(snapshot.time_fs);
    return times;
}

std::uint64_t SnapshotRing::measure_memory() {
    std::uint64_t sum = 0;
    for (const Snapshot& snapshot : snapshots_) sum += private_bytes(snapshot.pid);
    use_.peak_bytes = std::max(use_.peak_bytes, sum);
    return sum;
}

std::vector<pid_t> SnapshotRing::processes() const {
    std::vector<pid_t> pids;
    for (const Snapshot& snapshot : snapshots_) pids.push_back(snapshot.pid);
    return pids;
}

}  // namespace oio
