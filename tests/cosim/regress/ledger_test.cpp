// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/ledger.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "cosim/config_reader.hpp"
#include "cosim/regress/sqlite.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::Ledger;
using oio::LedgerRun;
using oio::RunIdentity;
using oio::RunState;
using oio::test::ScratchFolder;

namespace {

std::vector<RunIdentity> some_runs(int count) {
    std::vector<RunIdentity> runs;
    for (int i = 0; i < count; ++i) {
        runs.push_back({"tree", "configuration", "test", std::uint64_t(i)});
    }
    return runs;
}

oio::SessionInfo session_of(const std::string& list) {
    oio::SessionInfo info;
    info.list = list;
    info.tree = "tree";
    return info;
}

LedgerRun passed(std::int64_t id) {
    LedgerRun run;
    run.id = id;
    run.outcome.run_id = id;
    run.outcome.state = RunState::Pass;
    run.metrics = {{"training_us", 12.5}};
    return run;
}

// Claims and records everything that is free.
int work(Ledger& ledger, std::int64_t session) {
    int done = 0;
    while (const auto id = ledger.claim(session)) done += ledger.record(passed(*id)) ? 1 : 0;
    return done;
}

}  // namespace

TEST_CASE("ledger: the largest resident set of the tests of a session, whoever ran them",
          "[cosim][regress]") {
    const ScratchFolder folder;
    Ledger ledger(folder.path() / "ledger.sqlite");
    std::vector<RunIdentity> runs = {{"tree", "c", "small", 1}, {"tree", "c", "large", 1}};
    const std::int64_t first = ledger.plan(session_of("a"), runs);
    CHECK(ledger.memory_peak(first).unknown == 2);
    CHECK(ledger.memory_peak(first).largest_mb == 0.0);
    for (const double megabytes : {40.5, 300.25}) {
        LedgerRun run = passed(*ledger.claim(first));
        run.outcome.peak_mb = megabytes;
        CHECK(ledger.record(run));
    }
    // Other sources and seeds, one test more, and without the one that takes most.
    runs = {{"newer", "c", "small", 2}, {"newer", "c", "added", 2}};
    const std::int64_t second = ledger.plan(session_of("b"), runs);
    CHECK(ledger.memory_peak(first).unknown == 0);
    CHECK(ledger.memory_peak(first).largest_mb == 300.25);
    CHECK(ledger.memory_peak(first).test == "large");
    CHECK(ledger.memory_peak(second).unknown == 1);
    CHECK(ledger.memory_peak(second).largest_mb == 40.5);
}

TEST_CASE("ledger: a runner sees another one that has claims and lives", "[cosim][regress]") {
    const ScratchFolder folder;
    Ledger ledger(folder.path() / "ledger.sqlite");
    const std::int64_t session = ledger.plan(session_of("a"), some_runs(2));
    REQUIRE(ledger.claim(session));
    CHECK(ledger.other_runner().empty());  // The claim is its own.
    int ready[2], end[2];
    REQUIRE((pipe(ready) == 0 && pipe(end) == 0));
    const pid_t child = fork();
    if (child == 0) {
        close(end[1]);
        {
            Ledger other(folder.path() / "ledger.sqlite");
            const bool claimed = other.claim(session).has_value();
            if (!claimed || write(ready[1], "x", 1) != 1) _exit(1);
            char byte = 0;
            if (read(end[0], &byte, 1) != 0) _exit(1);
            _exit(0);
        }
    }
    close(end[0]);
    char byte = 0;
    REQUIRE(read(ready[0], &byte, 1) == 1);
    CHECK_THAT(ledger.other_runner(), Catch::EndsWith(":" + std::to_string(child)));
    close(end[1]);
    waitpid(child, nullptr, 0);
    ledger.heartbeat();
    CHECK(ledger.other_runner().empty());
    for (const int open : {ready[0], ready[1]}) close(open);
}

TEST_CASE("ledger: a run is recorded once, whoever plans it again", "[cosim][regress]") {
    const ScratchFolder folder;
    Ledger ledger(folder.path() / "ledger.sqlite");
    const std::int64_t first = ledger.plan(session_of("a"), some_runs(5));
    CHECK(work(ledger, first) == 5);
    const std::int64_t second = ledger.plan(session_of("a"), some_runs(7));
    CHECK(ledger.open_runs(second) == 2);
    CHECK(work(ledger, second) == 2);
    CHECK(ledger.runs(second).size() == 7);
    CHECK(ledger.attempts(second).recorded == 7);
    CHECK(ledger.sessions().size() == 2);
    CHECK(ledger.last_session("a")->id == second);
    CHECK_FALSE(ledger.last_session("b"));
    // Any part of the identity makes another run.
    std::vector<RunIdentity> other = some_runs(1);
    other[0].tree = "edited";
    CHECK(ledger.open_runs(ledger.plan(session_of("a"), other)) == 1);
}

TEST_CASE("ledger: claims come in the order of the plan and each once", "[cosim][regress]") {
    const ScratchFolder folder;
    Ledger ledger(folder.path() / "ledger.sqlite");
    const std::int64_t session = ledger.plan(session_of("a"), some_runs(4));
    std::vector<std::int64_t> claimed;
    while (const auto id = ledger.claim(session)) claimed.push_back(*id);
    REQUIRE(claimed.size() == 4);
    CHECK(std::is_sorted(claimed.begin(), claimed.end()));
    CHECK(ledger.give_back(claimed[1]) == 1);
    CHECK(ledger.claim(session) == claimed[1]);
    CHECK(ledger.run(claimed[1]).attempts == 2);
    CHECK(ledger.record(passed(claimed[1])));
    CHECK_FALSE(ledger.record(passed(claimed[1])));
    CHECK(ledger.attempts(session).lost == 1);
    CHECK(ledger.attempts(session).open == 3);
}

TEST_CASE("ledger: what it stores it gives back", "[cosim][regress]") {
    const ScratchFolder folder;
    const std::uint64_t large = 0xfedcba9876543210;
    std::int64_t session = 0;
    {
        Ledger ledger(folder.path() / "ledger.sqlite");
        session = ledger.plan(session_of("a"), {{"tree", "configuration", "test", large}});
        LedgerRun run = passed(*ledger.claim(session));
        run.outcome.state = RunState::Crash;
        run.outcome.signal = 11;
        run.outcome.detail = "broken \xff byte";
        run.bucket = "run/crash";
        run.message = "it's";
        CHECK(ledger.record(run));
        ledger.end_session(session, true, 1.5);
    }
    Ledger again(folder.path() / "ledger.sqlite");
    const LedgerRun run = again.runs(session).at(0);
    CHECK(run.identity.seed == large);
    CHECK(run.recorded);
    CHECK(run.outcome.state == RunState::Crash);
    CHECK(run.outcome.signal == 11);
    CHECK(run.bucket == "run/crash");
    CHECK(run.message == "it's");
    CHECK(run.metrics.at("training_us") == 12.5);
    CHECK(again.sessions().at(0).complete);
}

TEST_CASE("ledger: the claims of a killed runner are given back", "[cosim][regress]") {
    const ScratchFolder folder;
    const std::filesystem::path file = folder.path() / "ledger.sqlite";
    std::int64_t session = 0;
    {
        Ledger ledger(file);
        session = ledger.plan(session_of("a"), some_runs(6));
    }
    const pid_t runner = fork();
    if (runner == 0) {
        Ledger ledger(file);
        ledger.record(passed(*ledger.claim(session)));
        ledger.claim(session);
        ledger.claim(session);
        std::raise(SIGKILL);
    }
    waitpid(runner, nullptr, 0);
    Ledger ledger(file);  // Its first heartbeat looks for the dead.
    CHECK(ledger.open_runs(session) == 5);
    CHECK(work(ledger, session) == 5);
    const oio::AttemptCounts attempts = ledger.attempts(session);
    CHECK(attempts.recorded == 6);
    CHECK(attempts.lost == 2);
    CHECK(attempts.open == 0);
}

TEST_CASE("ledger: the claims of a living runner stay", "[cosim][regress]") {
    const ScratchFolder folder;
    const std::filesystem::path file = folder.path() / "ledger.sqlite";
    Ledger ledger(file);
    const std::int64_t session = ledger.plan(session_of("a"), some_runs(2));
    REQUIRE(ledger.claim(session));
    const pid_t other = fork();
    if (other == 0) {
        Ledger second(file);
        second.heartbeat();
        _exit(work(second, session));
    }
    int status = 0;
    waitpid(other, &status, 0);
    CHECK(WEXITSTATUS(status) == 1);
}

TEST_CASE("ledger: four runners at once record every run exactly once", "[cosim][regress]") {
    const ScratchFolder folder;
    const std::filesystem::path file = folder.path() / "ledger.sqlite";
    constexpr int kRuns = 200;
    std::int64_t session = 0;
    {
        Ledger ledger(file);
        session = ledger.plan(session_of("a"), some_runs(kRuns));
    }
    std::vector<pid_t> runners;
    for (int i = 0; i < 4; ++i) {
        const pid_t pid = fork();
        if (pid == 0) {
            Ledger ledger(file);
            _exit(work(ledger, session) > 0 ? 0 : 1);
        }
        runners.push_back(pid);
    }
    for (const pid_t pid : runners) waitpid(pid, nullptr, 0);
    Ledger ledger(file);
    CHECK(ledger.open_runs(session) == 0);
    CHECK(ledger.attempts(session).recorded == kRuns);
    CHECK(ledger.attempts(session).lost == 0);
}

TEST_CASE("ledger: a new one opens while another runner is opening it", "[cosim][regress]") {
    // The other one is about to write and has not switched the file to a write-ahead log yet.
    // SQLite then refuses the switch at once, whatever the busy time.
    const ScratchFolder folder;
    const std::filesystem::path file = folder.path() / "ledger.sqlite";
    oio::Sqlite other(file);
    other.execute("CREATE TABLE any(thing)");
    other.execute("BEGIN IMMEDIATE");
    std::thread ends([&other] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        other.execute("COMMIT");
    });
    CHECK_NOTHROW(Ledger(file));
    ends.join();
}

TEST_CASE("ledger: refuses what is no ledger of this version", "[cosim][regress]") {
    const ScratchFolder folder;
    CHECK_THROWS_AS(Ledger(folder.write("text", std::string(5000, 'x'))), oio::ConfigError);
    { oio::Sqlite(folder.path() / "other").execute("PRAGMA user_version = 99"); }
    CHECK_THROWS_AS(Ledger(folder.path() / "other"), oio::ConfigError);
    CHECK_THROWS_AS(Ledger(folder.path() / "missing" / "ledger.sqlite"), oio::ConfigError);
}
