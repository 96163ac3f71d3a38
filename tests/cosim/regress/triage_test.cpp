// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/triage.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/scratch_folder.hpp"

namespace fs = std::filesystem;
using oio::PlannedRun;
using oio::RunState;
using oio::Triage;
using oio::test::ScratchFolder;

namespace {

oio::LedgerRun failed_run(const std::string& bucket, RunState state, double failure_us) {
    oio::LedgerRun run;
    run.bucket = bucket;
    run.outcome.state = state;
    run.failure_us = failure_us;
    run.metrics["simulated_us"] = 300.0;
    return run;
}

std::string setting(const oio::RunOrder& order, const std::string& key) {
    std::string value;
    for (const oio::ConfigOverride& item : order.line.overrides) {
        if (item.key == key) value = item.value;
    }
    return value;
}

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("triage: each new bucket is rerun once, with rewind to its first divergence",
          "[cosim][regress]") {
    const ScratchFolder scratch;
    oio::TestSpec test;
    test.scenario = "saturate";
    PlannedRun planned;
    planned.test = &test;
    Triage triage(scratch.path(), true);
    triage.failed(failed_run("ucie/x", RunState::Fail, 212.25), planned);
    triage.failed(failed_run("ucie/x", RunState::Fail, 250.0), planned);
    triage.failed(failed_run("energy/gate", RunState::Fail, 0.0), planned);
    triage.failed(failed_run("run/bad", RunState::BadInput, 0.0), planned);
    REQUIRE(triage.open() == 2);
    const auto first = triage.next_rerun();
    CHECK(setting(*first, "rewind.snapshots") == "'on'");
    CHECK(setting(*first, "rewind.at_us") == "[212.250000]");
    CHECK_FALSE(first->line.waves.enabled);
    // Without a time of its own: shortly before the end.
    CHECK(setting(*triage.next_rerun(), "rewind.at_us") == "[299.500000]");
    CHECK_FALSE(triage.next_rerun());
}

TEST_CASE("triage: a run that crashed takes its snapshots along and is dumped",
          "[cosim][regress]") {
    const ScratchFolder scratch;
    oio::TestSpec test;
    PlannedRun planned;
    planned.test = &test;
    Triage triage(scratch.path(), true);
    triage.failed(failed_run("run/crash", RunState::Crash, 0.0), planned);
    const auto order = triage.next_rerun();
    CHECK(order->line.waves.enabled);
    CHECK(setting(*order, "rewind.snapshots").empty());
}

TEST_CASE("triage: the wave of a bucket is the one nearest to the cause", "[cosim][regress]") {
    const ScratchFolder scratch;
    const fs::path folder = scratch.path() / oio::bucket_folder("ucie/x");
    CHECK(oio::waves_of_bucket(scratch.path(), "ucie/x").file.empty());
    write(folder / "waves.fst", "");
    CHECK(oio::waves_of_bucket(scratch.path(), "ucie/x").file ==
          (oio::bucket_folder("ucie/x") / "waves.fst").string());
    write(folder / "result.json", R"({"rewind": [
        {"trigger_us": 250, "from_us": 240, "until_us": 252, "file": "rewind_1.fst", "ok": true},
        {"trigger_us": 212, "from_us": 202, "until_us": 214, "file": "rewind_2.fst", "ok": true},
        {"trigger_us": 100, "from_us": 0, "until_us": 0, "file": "", "ok": false}]})");
    write(folder / "rewind_1.fst", "");
    write(folder / "rewind_2.fst", "");
    const oio::BucketWaves waves = oio::waves_of_bucket(scratch.path(), "ucie/x");
    CHECK(waves.file == (oio::bucket_folder("ucie/x") / "rewind_2.fst").string());
    CHECK(waves.window == "202.0 to 214.0 us");
    // And it is not done again.
    oio::TestSpec test;
    PlannedRun planned;
    planned.test = &test;
    Triage triage(scratch.path(), true);
    triage.failed(failed_run("ucie/x", RunState::Fail, 1.0), planned);
    CHECK(triage.open() == 0);
}
