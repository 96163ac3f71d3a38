// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/snapshot_ring.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "tests/support/scratch_folder.hpp"

using oio::ReplayReply;
using oio::ReplayTask;
using oio::SnapshotRing;

namespace {

// A program whose state at a step depends on every step before.
struct Steps {
    std::uint64_t now = 0;
    std::uint64_t state = 1;
    void advance() {
        state = state * 6364136223846793005u + 1442695040888963407u;
        ++now;
    }
    [[noreturn]] void replay(const ReplayTask& task) {
        while (now < task.order().until_fs) advance();
        task.finish(true, std::to_string(state));
    }
    void run(SnapshotRing& ring, std::uint64_t until, std::uint64_t every) {
        while (now < until) {
            if (now % every == 0) {
                if (const auto task = ring.take(now)) replay(*task);
            }
            advance();
        }
    }
};

std::uint64_t state_after(std::uint64_t steps) {
    Steps program;
    while (program.now < steps) program.advance();
    return program.state;
}

// 'Z' for a zombie, ' ' when there is no such process.
char state_of(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    const std::size_t at = text.rfind(')');
    return at == std::string::npos ? ' ' : text[at + 2];
}

// A zombie of a parent that has gone is init's business.
bool gone(pid_t pid) {
    for (int i = 0; i < 500; ++i) {
        const char state = state_of(pid);
        if (state == ' ' || state == 'Z' || state == 'X') return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

bool has_children() {
    return waitpid(-1, nullptr, WNOHANG) >= 0;
}

}  // namespace

TEST_CASE("snapshot_ring: a replay reaches the state that the run had", "[cosim][rewind]") {
    SnapshotRing ring({5});
    Steps program;
    program.run(ring, 1000, 100);
    REQUIRE(ring.order({1, 850, 870, 880, "", ""}));
    REQUIRE(ring.order({2, 955, 960, 970, "", ""}));
    const std::vector<ReplayReply> replies = ring.wait_all(10.0);
    REQUIRE(replies.size() == 2);
    for (const ReplayReply& reply : replies) {
        CHECK(reply.ok);
        CHECK(reply.text == std::to_string(state_after(reply.id == 1 ? 880 : 970)));
        CHECK(reply.snapshot_fs == (reply.id == 1 ? 800 : 900));
    }
}

TEST_CASE("snapshot_ring: one snapshot serves several replays", "[cosim][rewind]") {
    SnapshotRing ring({3});
    Steps program;
    program.run(ring, 10, 100);
    for (std::uint32_t id = 1; id <= 4; ++id) REQUIRE(ring.order({id, 0, 5, 100 * id, "", ""}));
    const std::vector<ReplayReply> replies = ring.wait_all(10.0);
    REQUIRE(replies.size() == 4);
    for (const ReplayReply& reply : replies) {
        CHECK(reply.text == std::to_string(state_after(100 * reply.id)));
    }
}

TEST_CASE("snapshot_ring: keeps the oldest, the newest and ages between", "[cosim][rewind]") {
    SnapshotRing ring({5});
    Steps program;
    program.run(ring, 6401, 100);
    const std::vector<std::uint64_t> times = ring.times_fs();
    REQUIRE(times.size() == 5);
    CHECK(times.front() == 0);
    CHECK(times[4] == 6400);
    CHECK(times[3] == 6300);
    // Each gap going back is larger than the one after it.
    for (std::size_t i = 1; i + 1 < times.size(); ++i) {
        CHECK(times[i] - times[i - 1] >= times[i + 1] - times[i]);
    }
    CHECK_FALSE(SnapshotRing({3}).order({1, 50, 60, 70, "", ""}));
    CHECK(ring.use().taken == 65);
}

TEST_CASE("snapshot_ring: ends every process it made", "[cosim][rewind]") {
    std::vector<pid_t> pids;
    {
        SnapshotRing ring({4});
        Steps program;
        program.run(ring, 1000, 10);
        pids = ring.processes();
        CHECK(pids.size() == 4);
    }
    CHECK_FALSE(has_children());  // Not even zombies.
    for (const pid_t pid : pids) CHECK(state_of(pid) == ' ');
}

TEST_CASE("snapshot_ring: a killed snapshot leaves an older one", "[cosim][rewind]") {
    SnapshotRing ring({5});
    Steps program;
    program.run(ring, 350, 100);
    kill(ring.processes().back(), SIGKILL);
    REQUIRE(gone(ring.processes().back()));
    REQUIRE(ring.order({1, 320, 330, 340, "", ""}));
    const std::vector<ReplayReply> replies = ring.wait_all(10.0);
    REQUIRE(replies.size() == 1);
    CHECK(replies[0].snapshot_fs == 200);
    CHECK(replies[0].text == std::to_string(state_after(340)));
    CHECK(ring.use().ended_early == 1);
    for (const pid_t pid : ring.processes()) kill(pid, SIGKILL);
    for (const pid_t pid : ring.processes()) REQUIRE(gone(pid));
    CHECK_FALSE(ring.order({2, 320, 330, 340, "", ""}));
    CHECK_FALSE(has_children());
}

TEST_CASE("snapshot_ring: a snapshot killed during its replay answers", "[cosim][rewind]") {
    SnapshotRing ring({3});
    if (const auto task = ring.take(0)) {
        while (true) pause();
    }
    REQUIRE(ring.order({7, 0, 1, 2, "", ""}));
    kill(ring.processes().front(), SIGKILL);
    const std::vector<ReplayReply> replies = ring.wait_all(10.0);
    REQUIRE(replies.size() == 1);
    CHECK_FALSE(replies[0].ok);
    CHECK(replies[0].text.find("signal 9") != std::string::npos);
}

TEST_CASE("snapshot_ring: a replay that dies or hangs is told", "[cosim][rewind]") {
    SnapshotRing ring({3});
    if (const auto task = ring.take(0)) {
        if (task->order().note == "abort") std::abort();
        while (true) pause();
    }
    REQUIRE(ring.order({1, 0, 1, 2, "", "abort"}));
    std::vector<ReplayReply> replies = ring.wait_all(10.0);
    REQUIRE(replies.size() == 1);
    CHECK_FALSE(replies[0].ok);
    CHECK(replies[0].text.find("signal 6") != std::string::npos);
    REQUIRE(ring.order({2, 0, 1, 2, "", "hang"}));
    replies = ring.wait_all(0.3);
    REQUIRE(replies.size() == 1);
    CHECK_FALSE(replies[0].ok);
    CHECK(replies[0].text.find("in time") != std::string::npos);
    CHECK(ring.pending() == 0);
}

TEST_CASE("snapshot_ring: nothing outlives a run that is killed", "[cosim][rewind]") {
    int pipe_ends[2];
    REQUIRE(pipe(pipe_ends) == 0);
    const pid_t run = fork();
    if (run == 0) {
        SnapshotRing ring({4});
        for (std::uint64_t time = 0; time < 4; ++time) {
            if (const auto task = ring.take(time)) {
                while (true) {
                }  // A replay at work, which reads no socket.
            }
        }
        ring.order({1, 1, 2, 3, "", ""});
        ring.order({2, 3, 3, 3, "", ""});
        for (const pid_t pid : ring.processes()) {
            if (write(pipe_ends[1], &pid, sizeof pid) != sizeof pid) _exit(1);
        }
        while (true) pause();
    }
    std::vector<pid_t> pids(4);
    for (pid_t& pid : pids) REQUIRE(read(pipe_ends[0], &pid, sizeof pid) == sizeof pid);
    // The replays are children of their snapshots.
    std::vector<pid_t> replays;
    for (int i = 0; i < 300 && replays.size() < 2; ++i) {
        replays.clear();
        for (const pid_t pid : pids) {
            const std::string id = std::to_string(pid);
            std::ifstream file("/proc/" + id + "/task/" + id + "/children");
            for (pid_t child; file >> child;) replays.push_back(child);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    REQUIRE(replays.size() == 2);
    kill(run, SIGKILL);
    waitpid(run, nullptr, 0);
    for (const pid_t pid : pids) CHECK(gone(pid));
    for (const pid_t pid : replays) CHECK(gone(pid));
}

TEST_CASE("snapshot_ring: a replay reaches no file of the run", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const int fd = open((folder.path() / "result").c_str(), O_RDWR | O_CREAT, 0600);
    REQUIRE(fd >= 0);
    SnapshotRing ring({3});
    if (const auto task = ring.take(0)) {
        const bool wrote = write(fd, "x", 1) == 1 && write(STDERR_FILENO, "replay!", 7) == 7;
        task->finish(wrote, "");
    }
    REQUIRE(ring.order({1, 0, 0, 0, "", ""}));
    CHECK(ring.wait_all(10.0).at(0).ok);
    CHECK(lseek(fd, 0, SEEK_END) == 0);
    close(fd);
}

TEST_CASE("snapshot_ring: refuses a process with threads", "[cosim][rewind]") {
    SnapshotRing ring({3});
    std::thread other([] { std::this_thread::sleep_for(std::chrono::milliseconds(300)); });
    CHECK_THROWS_AS(ring.take(0), std::logic_error);
    other.join();
    CHECK_FALSE(ring.take(0).has_value());
}

TEST_CASE("snapshot_ring: counts private pages and keeps to the limit", "[cosim][rewind]") {
    constexpr std::size_t kBlock = 8 << 20;
    const std::unique_ptr<char[]> block(new char[kBlock]);
    const auto run = [&](std::uint64_t limit, int snapshots) {
        SnapshotRing ring({16, limit});
        for (int time = 0; time < snapshots; ++time) {
            for (std::size_t i = 0; i < kBlock; i += 4096) block[i] = static_cast<char>(time);
            if (const auto task = ring.take(static_cast<std::uint64_t>(time))) std::abort();
        }
        for (std::size_t i = 0; i < kBlock; i += 4096) block[i] = 'z';
        const std::uint64_t now = ring.measure_memory();
        return std::make_pair(now, ring.times_fs().size());
    };
    const auto [free_bytes, free_count] = run(1ULL << 40, 8);
    CHECK(free_count == 8);
    CHECK(free_bytes > 8 * kBlock);
    CHECK(free_bytes < 16 * kBlock);
    const auto [bound_bytes, bound_count] = run(4 * kBlock, 8);
    CHECK(bound_count < 6);
    CHECK(bound_bytes < 6 * kBlock);
}
