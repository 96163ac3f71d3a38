// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_points.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <map>
#include <mutex>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace oio;
using oio::test::ScratchFolder;

namespace {

struct Bench {
    explicit Bench(const ScratchFolder& folder, int points)
        : ledger(folder.path() / "ledger.sqlite") {
        std::vector<RunIdentity> identities;
        for (int i = 0; i < points; ++i) {
            PlannedRun run;
            run.identity = {"tree", "configuration " + std::to_string(i), "eye", 1};
            identities.push_back(run.identity);
            plan.push_back(run);
        }
        session = ledger.plan({}, identities);
    }
    StopReason evaluate(const PointFunction& point, std::size_t jobs = 4) {
        RegressProgress progress(true, 0, 0);
        return evaluate_points(ledger, session, plan, jobs, point, progress);
    }
    Ledger ledger;
    std::vector<PlannedRun> plan;
    std::int64_t session = 0;
};

}  // namespace

TEST_CASE("sweep_points: every point is evaluated once, on several threads", "[cosim][regress]") {
    const ScratchFolder folder;
    Bench bench(folder, 200);
    std::mutex mutex;
    std::map<std::string, int> calls;
    const auto point = [&](const PlannedRun& run) {
        const std::lock_guard<std::mutex> lock(mutex);
        ++calls[run.identity.configuration];
        EyePointResult result;
        result.metrics["eye_nominal_log10_ber"] = -static_cast<double>(calls.size());
        if (run.identity.configuration == "configuration 7") result.failure = "too dark";
        if (run.identity.configuration == "configuration 8") throw ConfigError("no such light");
        return result;
    };
    CHECK(bench.evaluate(point) == StopReason::Complete);
    CHECK(calls.size() == 200);
    for (const auto& [name, count] : calls) CHECK(count == 1);
    const std::vector<LedgerRun> runs = bench.ledger.runs(bench.session);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        REQUIRE(runs[i].recorded);
        const RunState expected = i == 7   ? RunState::Fail
                                  : i == 8 ? RunState::BadInput
                                           : RunState::Pass;
        CHECK(runs[i].outcome.state == expected);
    }
    CHECK(runs[7].message == "too dark");
    CHECK(runs[8].message == "no such light");
    CHECK(runs[9].metrics.count("eye_nominal_log10_ber") == 1);
    // All are recorded: nothing is left to do.
    CHECK(bench.evaluate([](const PlannedRun&) -> EyePointResult {
        throw std::logic_error("evaluated again");
    }) == StopReason::Complete);
}

TEST_CASE("sweep_points: an interrupt leaves the rest for the next call", "[cosim][regress]") {
    const ScratchFolder folder;
    Bench bench(folder, 50);
    std::atomic<int> calls{0};
    const auto point = [&](const PlannedRun&) {
        if (++calls == 5) std::raise(SIGINT);
        EyePointResult result;
        result.metrics["eye_nominal_log10_ber"] = -9.0;
        return result;
    };
    CHECK(bench.evaluate(point, 2) == StopReason::Interrupted);
    const std::int64_t open = bench.ledger.open_runs(bench.session);
    CHECK(open > 0);
    CHECK(open == 50 - calls);
    CHECK(bench.evaluate(point, 2) == StopReason::Complete);
    CHECK(calls == 50);
    CHECK(bench.ledger.open_runs(bench.session) == 0);
}
