// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/array_cancel.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <set>

#include "cosim/config_reader.hpp"
#include "cosim/regress/array_folder.hpp"
#include "cosim/regress/ledger.hpp"
#include "cosim/regress/triage.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::ArrayFolder;
using oio::CancelCounts;
using oio::RunOrder;
using oio::TaskPhase;
using oio::TaskStatus;
using oio::test::ScratchFolder;

namespace {

constexpr const char* kTree = "tree";
constexpr oio::CancelPatience kShort{std::chrono::milliseconds(1500), std::chrono::milliseconds(1)};

class FakeQueue : public oio::BatchQueue {
public:
    std::vector<TaskStatus> known;
    std::set<std::string> cancelled;
    bool silent = false;
    std::function<void()> then;  // What happens after a look at the tasks.

    void submit(const oio::ArrayJob&) override {}
    std::vector<TaskStatus> tasks(const std::vector<std::string>&) override {
        if (silent) throw oio::QueueError("squeue: Unable to contact", true);
        const std::vector<TaskStatus> now = known;
        if (then && !cancelled.empty()) then();
        return now;
    }
    void cancel(const std::vector<std::string>& arrays, bool) override {
        cancelled.insert(arrays.begin(), arrays.end());
    }
    void cancel_task(const std::string&) override {}
};

// An array of one task with these runs.
ArrayFolder make_array(const std::filesystem::path& path, const std::vector<std::int64_t>& runs) {
    std::vector<RunOrder> orders(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) orders[i].run_id = runs[i];
    ArrayFolder array(path);
    array.create({orders}, "oio", kTree);
    return array;
}

int act(const oio::CommandLine& line) {
    std::ofstream(line.out_dir / "result.json") << "{}";
    return 0;
}

}  // namespace

TEST_CASE("array_cancel: all arrays end, only what nobody has collected stays",
          "[cosim][regress]") {
    const ScratchFolder folder;
    const auto arrays = folder.path() / "slurm";
    const ArrayFolder waiting = make_array(arrays / "oio-a-0", {1, 2});
    const ArrayFolder ended = make_array(arrays / "oio-a-1", {3, 4});
    const ArrayFolder rerun = make_array(arrays / "oio-a-2", {oio::kFirstRerun});
    REQUIRE(oio::execute_chunk(ended.chunk_file(0), kTree, act) == 0);
    REQUIRE(oio::execute_chunk(rerun.chunk_file(0), kTree, act) == 0);
    FakeQueue queue;
    queue.known = {{"oio-a-0", 0, TaskPhase::Alive, "PENDING", "1_0"},
                   {"oio-a-1", 0, TaskPhase::Ended, "COMPLETED", "2_0"}};
    queue.then = [&] { queue.known[0].phase = TaskPhase::Ended; };
    const CancelCounts counts = oio::cancel_arrays(arrays, queue, kShort);
    CHECK(counts.arrays == 3);
    CHECK(counts.tasks == 1);
    CHECK(counts.kept == 2);
    CHECK(queue.cancelled == std::set<std::string>{"oio-a-0", "oio-a-1", "oio-a-2"});
    CHECK_FALSE(std::filesystem::exists(waiting.path()));
    CHECK_FALSE(std::filesystem::exists(rerun.path()));
    CHECK(ended.has_outcome(3));
    CHECK(ended.has_outcome(4));
}

TEST_CASE("array_cancel: a task that goes down may end its run, or see it go", "[cosim][regress]") {
    const ScratchFolder folder;
    const ArrayFolder array = make_array(folder.path() / "oio-a-0", {1});
    const auto orders = folder.path() / "orders.json";
    std::filesystem::copy(array.chunk_file(0), orders);
    const bool in_time = GENERATE(true, false);
    const auto killed = [](const oio::CommandLine&) { return std::raise(SIGTERM); };
    FakeQueue queue;
    queue.known = {{"oio-a-0", 0, TaskPhase::Alive, "RUNNING", "1_0"}};
    queue.then = [&] {
        if (queue.known[0].phase == TaskPhase::Ending) {
            std::filesystem::copy(orders, array.chunk_file(0));
            REQUIRE(oio::execute_chunk(array.chunk_file(0), kTree,
                                       in_time ? oio::RunFunction(act) : killed) == 0);
            REQUIRE(array.has_outcome(1));
            queue.known[0].phase = TaskPhase::Ended;
        } else {
            queue.known[0].phase = TaskPhase::Ending;
        }
    };
    const CancelCounts counts = oio::cancel_arrays(folder.path(), queue, kShort);
    CHECK(counts.tasks == 1);
    CHECK(counts.ending == 0);
    CHECK(counts.kept == (in_time ? 1 : 0));
    CHECK(std::filesystem::exists(array.path()) == in_time);
}

TEST_CASE("array_cancel: a task on a node that has died is not waited for without end",
          "[cosim][regress]") {
    const ScratchFolder folder;
    const ArrayFolder array = make_array(folder.path() / "oio-a-0", {1});
    FakeQueue queue;
    queue.known = {{"oio-a-0", 0, TaskPhase::Ending, "COMPLETING on vn2", "1_0"}};
    CHECK(oio::cancel_arrays(folder.path(), queue, kShort).ending == 1);
    CHECK_FALSE(std::filesystem::exists(array.path()));
}

TEST_CASE("array_cancel: what the queue cannot reach has no orders any more", "[cosim][regress]") {
    const ScratchFolder folder;
    const ArrayFolder array = make_array(folder.path() / "oio-a-0", {1});
    FakeQueue queue;
    queue.silent = true;
    CHECK_THROWS_AS(oio::cancel_arrays(folder.path(), queue), oio::QueueError);
    CHECK_THROWS_AS(oio::execute_chunk(array.chunk_file(0), kTree, act), oio::ConfigError);
    CHECK_FALSE(array.has_outcome(1));
    // Once it answers, the same call completes.
    queue.silent = false;
    CHECK(oio::cancel_arrays(folder.path(), queue).arrays == 1);
    CHECK(queue.cancelled == std::set<std::string>{"oio-a-0"});
}

TEST_CASE("array_cancel: a folder without a ledger is no regression", "[cosim][regress]") {
    const ScratchFolder folder;
    CHECK_THROWS_WITH(oio::cancel_command(folder.path()), Catch::Contains("no ledger.sqlite"));
    CHECK(std::filesystem::is_empty(folder.path()));
    { const oio::Ledger ledger(folder.path() / "ledger.sqlite"); }
    CHECK(oio::cancel_command(folder.path()) == 0);  // Nothing was ever on a cluster.
}
