// SPDX-License-Identifier: Apache-2.0
//
// A cluster of which the test decides what becomes of each task. The real one is in the system
// tests.
#include "cosim/regress/slurm_executor.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "cosim/config_reader.hpp"
#include "cosim/regress/triage.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::ArrayFolder;
using oio::ArrayJob;
using oio::QueueError;
using oio::RunOrder;
using oio::RunOutcome;
using oio::RunState;
using oio::SlurmExecutor;
using oio::TaskPhase;
using oio::TaskStatus;
using oio::test::ScratchFolder;
using std::chrono::milliseconds;

namespace {

constexpr const char* kTree = "tree";

int act(const oio::CommandLine& line) {
    std::ofstream(line.out_dir / "result.json") << line.scenario;
    return line.scenario == "bad" ? 1 : 0;
}

struct Cluster {
    std::vector<ArrayJob> jobs;
    std::vector<TaskStatus> known;
    std::vector<std::string> cancelled;
    bool silent = false;

    void run(std::size_t job, std::size_t task) const {
        oio::execute_chunk(ArrayFolder(jobs[job].folder).chunk_file(task), kTree, act);
    }
    void set(std::size_t job, std::size_t task, TaskPhase phase, const std::string& words = "") {
        for (TaskStatus& status : known) {
            if (status.array != jobs[job].name || status.task != task) continue;
            status.phase = phase;
            status.words = words;
        }
    }
};

class FakeQueue : public oio::BatchQueue {
public:
    explicit FakeQueue(Cluster& cluster) : cluster_(cluster) {}
    void submit(const ArrayJob& job) override {
        answer();
        cluster_.jobs.push_back(job);
        for (std::size_t task = 0; task < job.tasks; ++task) {
            cluster_.known.push_back({job.name, task, TaskPhase::Alive, "PENDING", "1_1"});
        }
    }
    std::vector<TaskStatus> tasks(const std::vector<std::string>&) override {
        answer();
        return cluster_.known;
    }
    void cancel(const std::vector<std::string>& arrays, bool) override {
        answer();
        cluster_.cancelled.insert(cluster_.cancelled.end(), arrays.begin(), arrays.end());
    }
    void cancel_task(const std::string& id) override { cluster_.cancelled.push_back(id); }

private:
    void answer() const {
        if (cluster_.silent) throw QueueError("squeue: Unable to contact", true);
    }
    Cluster& cluster_;
};

struct Bench {
    ScratchFolder folder;
    Cluster cluster;
    std::vector<std::string> notes;

    SlurmExecutor executor(milliseconds patience = milliseconds(60000)) {
        oio::ArrayOptions options;
        options.folder = folder.path() / "slurm";
        options.program = "/opt/a b/oio";
        options.tree = kTree;
        options.chunk = 3;
        options.linger = milliseconds(0);
        options.settle = milliseconds(1);
        options.ask_every = milliseconds(1);
        options.patience = patience;
        return SlurmExecutor(std::make_unique<FakeQueue>(cluster), options,
                             [this](const std::string& line) { notes.push_back(line); });
    }
    std::vector<RunOrder> orders(std::int64_t first, std::int64_t count,
                                 const std::string& what = "good") const {
        std::vector<RunOrder> orders;
        for (std::int64_t id = first; id < first + count; ++id) {
            RunOrder order;
            order.run_id = id;
            order.line.scenario = what;
            order.line.out_dir = place(id);
            orders.push_back(order);
        }
        return orders;
    }
    std::filesystem::path place(std::int64_t id) const {
        return folder.path() / "runs" / std::to_string(id);
    }
};

// All outcomes of so many runs, in any order.
std::map<std::int64_t, RunOutcome> gather(SlurmExecutor& executor, std::size_t count) {
    std::map<std::int64_t, RunOutcome> outcomes;
    for (int i = 0; i < 200 && outcomes.size() < count; ++i) {
        for (RunOutcome& outcome : executor.poll(milliseconds(5))) {
            CHECK(outcomes.emplace(outcome.run_id, outcome).second);
        }
    }
    CHECK(outcomes.size() == count);
    return outcomes;
}

}  // namespace

TEST_CASE("slurm_executor: K runs per task, each back once with its results", "[cosim][regress]") {
    Bench bench;
    SlurmExecutor executor = bench.executor();
    CHECK(executor.room() > 1000);
    executor.submit(bench.orders(1, 7));
    REQUIRE(bench.cluster.jobs.size() == 1);
    CHECK(bench.cluster.jobs[0].tasks == 3);
    CHECK(executor.busy() == 7);
    CHECK(executor.poll(milliseconds(1)).empty());
    for (std::size_t task : {2, 0, 1}) bench.cluster.run(0, task);
    for (const auto& [id, outcome] : gather(executor, 7)) {
        CHECK(outcome.state == RunState::Pass);
        CHECK(std::filesystem::exists(bench.place(id) / "result.json"));
    }
    CHECK(executor.busy() == 0);
    CHECK_FALSE(std::filesystem::exists(bench.cluster.jobs[0].folder));
}

TEST_CASE("slurm_executor: a task that nobody knows any more was never launched",
          "[cosim][regress]") {
    Bench bench;
    SlurmExecutor executor = bench.executor();
    executor.submit(bench.orders(1, 6));
    bench.cluster.run(0, 0);
    bench.cluster.known.clear();  // The controller has lost its state.
    const auto outcomes = gather(executor, 6);
    for (std::int64_t id : {1, 2, 3}) CHECK(outcomes.at(id).state == RunState::Pass);
    for (std::int64_t id : {4, 5, 6}) {
        CHECK(outcomes.at(id).state == RunState::Lost);
        CHECK_FALSE(outcomes.at(id).started);
    }
    // What is planned anew goes out under another name, and late tasks of the first are ignored.
    executor.submit(bench.orders(4, 3));
    REQUIRE(bench.cluster.jobs.size() == 2);
    CHECK(bench.cluster.jobs[0].name != bench.cluster.jobs[1].name);
    CHECK_THROWS_AS(bench.cluster.run(0, 1), oio::ConfigError);
    bench.cluster.run(1, 0);
    CHECK(gather(executor, 3).at(5).state == RunState::Pass);
}

TEST_CASE("slurm_executor: a run under way on a node that dies was launched", "[cosim][regress]") {
    Bench bench;
    SlurmExecutor executor = bench.executor();
    executor.submit(bench.orders(1, 3));
    std::filesystem::create_directories(bench.cluster.jobs[0].folder / "runs" / "1");
    bench.cluster.set(0, 0, TaskPhase::Ended, "NODE_FAIL on vn3");
    const auto outcomes = gather(executor, 3);
    CHECK(outcomes.at(1).started);
    CHECK_FALSE(outcomes.at(2).started);
    CHECK_THAT(outcomes.at(1).detail, Catch::Contains("NODE_FAIL on vn3"));
}

TEST_CASE("slurm_executor: a task that nodes refuse is taken back", "[cosim][regress]") {
    Bench bench;
    SlurmExecutor executor = bench.executor();
    executor.submit(bench.orders(1, 2));
    bench.cluster.set(0, 0, TaskPhase::Stuck, "PENDING launch_failed_requeued_held");
    CHECK(gather(executor, 2).at(1).state == RunState::Lost);
    CHECK(bench.cluster.cancelled == std::vector<std::string>{"1_1"});
}

TEST_CASE("slurm_executor: a silent controller is waited for, not for ever", "[cosim][regress]") {
    Bench bench;
    SlurmExecutor executor = bench.executor(milliseconds(50));
    executor.submit(bench.orders(1, 2));
    bench.cluster.silent = true;
    executor.poll(milliseconds(1));
    bench.cluster.run(0, 0);  // Tasks do not need it.
    CHECK(gather(executor, 2).at(2).state == RunState::Pass);
    bench.cluster.silent = false;
    executor.submit(bench.orders(3, 2));
    bench.cluster.silent = true;
    CHECK_THROWS_AS(gather(executor, 2), oio::ConfigError);
}

TEST_CASE("slurm_executor: without a controller nothing is started", "[cosim][regress]") {
    Bench bench;
    bench.cluster.silent = true;
    SlurmExecutor executor = bench.executor();
    CHECK_THROWS_AS(executor.submit(bench.orders(1, 3)), oio::ConfigError);
    CHECK(std::filesystem::is_empty(bench.folder.path() / "slurm"));
}

TEST_CASE("slurm_executor: tasks that execute nothing end the regression with their words",
          "[cosim][regress]") {
    Bench bench;
    SlurmExecutor executor = bench.executor();
    executor.submit(bench.orders(1, 9));
    for (std::size_t task = 0; task < 3; ++task) {
        std::ofstream(bench.cluster.jobs[0].folder / ("task_" + std::to_string(task) + ".log"))
            << "oio: error while loading shared libraries\n";
        bench.cluster.set(0, task, TaskPhase::Failed, "FAILED on vn1");
    }
    CHECK_THROWS_WITH(gather(executor, 9), Catch::Contains("loading shared libraries"));
}

TEST_CASE("slurm_executor: the next runner takes what was done and what goes on",
          "[cosim][regress]") {
    Bench bench;
    {
        SlurmExecutor first = bench.executor();
        first.submit(bench.orders(1, 9));
        bench.cluster.run(0, 0);  // Nobody collects it.
    }
    bench.cluster.set(0, 2, TaskPhase::Ended, "NODE_FAIL on vn1");
    SlurmExecutor second = bench.executor();
    second.submit(bench.orders(1, 9));
    REQUIRE(bench.cluster.jobs.size() == 2);
    CHECK(bench.cluster.jobs[1].tasks == 1);  // Of the third task only.
    bench.cluster.run(0, 1);
    bench.cluster.run(1, 0);
    for (const auto& entry : gather(second, 9)) CHECK(entry.second.state == RunState::Pass);
}

TEST_CASE("slurm_executor: reruns of another runner are not taken over", "[cosim][regress]") {
    Bench bench;
    {
        SlurmExecutor first = bench.executor();
        first.submit(bench.orders(oio::kFirstRerun, 1));
        bench.cluster.run(0, 0);
    }
    SlurmExecutor second = bench.executor();
    second.submit(bench.orders(oio::kFirstRerun, 1, "bad"));
    CHECK(bench.cluster.jobs.size() == 2);
    bench.cluster.run(1, 0);
    CHECK(gather(second, 1).at(oio::kFirstRerun).state == RunState::Fail);
}

TEST_CASE("slurm_executor: what is cancelled is lost, at once", "[cosim][regress]") {
    Bench bench;
    SlurmExecutor executor = bench.executor();
    executor.submit(bench.orders(1, 6));
    executor.cancel();
    for (const auto& entry : gather(executor, 6)) CHECK(entry.second.state == RunState::Lost);
    CHECK(bench.cluster.cancelled.size() >= 1);
    CHECK(executor.busy() == 0);
    CHECK_THROWS_AS(bench.cluster.run(0, 0), oio::ConfigError);  // A late task finds nothing.
}
