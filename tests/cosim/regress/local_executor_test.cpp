// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/local_executor.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <set>
#include <thread>

#include "cosim/config_reader.hpp"
#include "cosim/regress/run_child.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::LocalExecutor;
using oio::RunOrder;
using oio::RunOutcome;
using oio::RunState;
using oio::test::ScratchFolder;

namespace {

// What a run does follows from the name of its scenario.
int act(const oio::CommandLine& line) {
    const std::string& name = line.scenario;
    if (name == "segv") std::raise(SIGSEGV);
    if (name == "abort") {
        std::cerr << "an assertion of ours\n";
        std::abort();
    }
    if (name == "killed") std::raise(SIGKILL);
    if (name == "hang") {
        while (true) pause();
    }
    if (name == "busy") {
        while (oio::processor_s() < 0.2) {
        }
    }
    if (name == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
    if (name == "input") throw oio::ConfigError("file:1: key: wrong");
    if (name == "broken") throw std::logic_error("cannot be");
    if (name == "full") {
        throw oio::ConfigError(std::string("result.json: cannot write: ") + std::strerror(ENOSPC));
    }
    return name.compare(0, 5, "exit ") == 0 ? std::atoi(name.c_str() + 5) : 0;
}

RunOrder order(std::int64_t id, const std::string& what, const ScratchFolder& folder,
               double wall_limit_s = 60.0) {
    RunOrder order;
    order.run_id = id;
    order.line.scenario = what;
    order.line.out_dir = folder.path() / std::to_string(id);
    order.wall_limit_s = wall_limit_s;
    return order;
}

RunOutcome outcome_of(const std::string& what, double wall_limit_s = 60.0) {
    const ScratchFolder folder;
    LocalExecutor executor(1, act);
    executor.submit({order(7, what, folder, wall_limit_s)});
    while (true) {
        const std::vector<RunOutcome> outcomes = executor.poll(std::chrono::milliseconds(500));
        if (outcomes.empty()) continue;
        REQUIRE(outcomes.size() == 1);
        CHECK(executor.busy() == 0);
        CHECK(outcomes[0].run_id == 7);
        return outcomes[0];
    }
}

}  // namespace

TEST_CASE("local_executor: every way to end is a state of its own", "[cosim][regress]") {
    CHECK(outcome_of("exit 0").state == RunState::Pass);
    CHECK(outcome_of("exit 1").state == RunState::Fail);
    CHECK(outcome_of("exit 2").state == RunState::BadInput);
    CHECK(outcome_of("exit 3").state == RunState::BadExit);
    CHECK(outcome_of("exit 4").state == RunState::Timeout);
    CHECK(outcome_of("exit 9").state == RunState::BadExit);
    CHECK(outcome_of("input").state == RunState::BadInput);
    CHECK(outcome_of("broken").state == RunState::BadExit);
    CHECK(outcome_of("killed").state == RunState::Lost);
    const RunOutcome segv = outcome_of("segv");
    CHECK(segv.state == RunState::Crash);
    CHECK(segv.signal == SIGSEGV);
    const RunOutcome full = outcome_of("full");
    CHECK(full.state == RunState::Lost);
    CHECK(full.no_space);
}

TEST_CASE("local_executor: tells the run's processor time from what comes around it",
          "[cosim][regress]") {
    const RunOutcome busy = outcome_of("busy");
    CHECK(busy.run_processor_s > 0.15);
    CHECK(busy.processor_s >= busy.run_processor_s);
    CHECK(busy.processor_s - busy.run_processor_s < 0.5 * busy.run_processor_s);
    const RunOutcome idle = outcome_of("slow");  // Sleeps for longer than it works.
    CHECK(idle.wall_s >= 0.3);
    CHECK(idle.run_processor_s < 0.1);
    CHECK(outcome_of("killed").run_processor_s == 0.0);
}

TEST_CASE("local_executor: a crash keeps the last words", "[cosim][regress]") {
    const RunOutcome outcome = outcome_of("abort");
    CHECK(outcome.state == RunState::Crash);
    CHECK_THAT(outcome.detail, Catch::Contains("an assertion of ours"));
}

TEST_CASE("local_executor: nothing of a killed launch stays", "[cosim][regress]") {
    const ScratchFolder folder;
    const auto old = folder.write("1/log.txt.tmp77", "half");
    LocalExecutor executor(1, act);
    executor.submit({order(1, "exit 1", folder)});
    while (executor.busy() > 0) executor.poll(std::chrono::milliseconds(500));
    CHECK(std::filesystem::is_directory(folder.path() / "1"));
    CHECK_FALSE(std::filesystem::exists(old));
}

TEST_CASE("local_executor: runs at most so many at a time and loses none", "[cosim][regress]") {
    const ScratchFolder folder;
    LocalExecutor executor(3, act);
    std::set<std::int64_t> ended;
    std::int64_t next = 0;
    while (ended.size() < 20) {
        while (next < 20 && executor.room() > 0) {
            executor.submit({order(next, next % 3 == 0 ? "exit 1" : "exit 0", folder)});
            ++next;
        }
        CHECK(executor.busy() <= 3);
        for (const RunOutcome& outcome : executor.poll(std::chrono::milliseconds(500))) {
            CHECK(ended.insert(outcome.run_id).second);
            CHECK((outcome.state == RunState::Fail) == (outcome.run_id % 3 == 0));
        }
    }
}

TEST_CASE("local_executor: what is cancelled is lost, at once", "[cosim][regress]") {
    const ScratchFolder folder;
    LocalExecutor executor(2, act);
    executor.submit({order(1, "hang", folder), order(2, "hang", folder)});
    executor.cancel();
    std::size_t ended = 0;
    while (executor.busy() > 0) {
        for (const RunOutcome& outcome : executor.poll(std::chrono::milliseconds(100))) {
            CHECK(outcome.state == RunState::Lost);
            ++ended;
        }
    }
    CHECK(ended == 2);
}

TEST_CASE("local_executor: runs die with the runner", "[cosim][regress]") {
    const ScratchFolder folder;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t runner = fork();
    if (runner == 0) {
        LocalExecutor executor(1, [&](const oio::CommandLine&) {
            const pid_t own = getpid();
            if (write(ends[1], &own, sizeof own) < 0) return 1;
            while (true) pause();
            return 0;
        });
        executor.submit({order(1, "", folder)});
        while (true) pause();
    }
    pid_t child = 0;
    REQUIRE(read(ends[0], &child, sizeof child) == ssize_t{sizeof child});
    kill(runner, SIGKILL);
    waitpid(runner, nullptr, 0);
    bool gone = false;
    for (int i = 0; i < 200 && !gone; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
        std::string text;
        gone = !std::getline(stat, text) || text.find(") Z ") != std::string::npos;
    }
    CHECK(gone);
}

TEST_CASE("local_executor: orders and outcomes travel through files unchanged",
          "[cosim][regress]") {
    const ScratchFolder folder;
    RunOrder sent = order(5, "saturate", folder, 12.5);
    sent.line.overrides = {{"--set a.b=c", "a.b", "c"}};
    sent.line.waves.enabled = true;
    const RunOrder got = oio::order_from_json(nlohmann::json::parse(to_json(sent).dump()));
    CHECK(got.run_id == 5);
    CHECK(got.line.scenario == "saturate");
    CHECK(got.line.overrides.at(0).key == "a.b");
    CHECK(got.line.overrides.at(0).value == "c");
    CHECK(got.line.out_dir == sent.line.out_dir);
    CHECK(got.line.waves.enabled);
    CHECK(got.wall_limit_s == 12.5);
    RunOutcome end;
    end.run_id = 5;
    end.state = RunState::Hang;
    end.detail = "x\ny";
    const RunOutcome back = oio::outcome_from_json(nlohmann::json::parse(to_json(end).dump()));
    CHECK(back.state == RunState::Hang);
    CHECK(back.detail == end.detail);
}
