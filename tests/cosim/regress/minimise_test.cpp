// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/minimise.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "cosim/regress/scenario_shrink.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::ConfigOverride;
using oio::LedgerRun;
using oio::SimConfig;
using oio::test::ScratchFolder;

namespace {

const char* const kScenario = R"(
purpose = "a bug needs lane 5 dead, a flap, and 40 kB"
[link]
preset = "small-64"
dead_lanes = [5, 9, "a:33"]
[workload]
path = "saturate"
payload_bytes = 4_000_000
[[fault]]
at_us = 300
kind = "lane_dead"
lanes = [11]
[[fault]]
at_us = 700
kind = "flap"
duration_us = 20
[[fault]]
at_us = 800
kind = "drift"
duration_us = 100
ui_per_us = 0.001
)";

// Stands for the program: what the bug above does.
struct FakeProgram {
    std::string scenario;
    bool asserts = false;  ///< An assertion of the RTL ends it: the result knows no simulated time.
    int runs = 0;

    LedgerRun run(const std::vector<ConfigOverride>& overrides) {
        ++runs;
        const SimConfig config = oio::load_sim_config(scenario, overrides);
        LedgerRun result;
        const auto has_lane = [&](int lane) {
            for (const oio::DeadLane& dead : config.link.dead_lanes) {
                if (dead.lane == lane) return true;
            }
            return false;
        };
        double last_fault_us = 0.0;
        bool flap = false;
        for (const oio::FaultConfig& fault : config.faults) {
            last_fault_us = std::max(last_fault_us, fault.at_us + fault.duration_us);
            flap = flap || fault.kind == oio::FaultKind::Flap;
        }
        const double traffic_us = double(config.workload.payload_bytes) / 4e3;
        const double end_us = 175.0 + std::max(traffic_us, last_fault_us - 175.0);
        result.metrics = {{"training_us", asserts ? 0.0 : 175.0},
                          {"simulated_us", asserts ? 0.0 : end_us}};
        result.failure_us = asserts ? end_us : 0.0;
        result.bucket = has_lane(5) && flap && config.workload.payload_bytes >= 40000 ? "ucie/lost"
                        : has_lane(5)                                                 ? ""
                                      : "phy/training";
        return result;
    }

    oio::Evaluate evaluate() {
        return [this](const std::vector<std::vector<ConfigOverride>>& candidates) {
            std::vector<LedgerRun> results;
            for (const auto& overrides : candidates) results.push_back(run(overrides));
            return results;
        };
    }
};

oio::FailingRun failing(const std::string& scenario) {
    oio::FailingRun run;
    run.bucket = "ucie/lost";
    run.test.name = "test";
    run.test.scenario = scenario;
    run.seed = 7;
    return run;
}

}  // namespace

TEST_CASE("minimise: keeps what the bug needs and drops the rest", "[cosim][regress]") {
    const ScratchFolder folder;
    FakeProgram program{folder.write("bug.toml", kScenario).string(), GENERATE(false, true)};
    const oio::MinimiseResult result = oio::minimise(failing(program.scenario), program.evaluate(),
                                                     2, 150, [](const std::string&) {});
    const SimConfig config = oio::load_sim_config(program.scenario, result.overrides);
    REQUIRE(config.link.dead_lanes.size() == 1);
    CHECK(config.link.dead_lanes[0].lane == 5);
    REQUIRE(config.faults.size() == 1);
    CHECK(config.faults[0].kind == oio::FaultKind::Flap);
    CHECK(config.faults[0].at_us < 180.0);
    CHECK(config.link.lanes == 16);
    CHECK(config.workload.payload_bytes >= 40000);
    CHECK(config.workload.payload_bytes < 80000);
    CHECK_FALSE(config.channel.noise);
    CHECK(result.factor() >= 10.0);
    CHECK(result.runs == program.runs);
    CHECK(program.run(result.overrides).bucket == "ucie/lost");
    CHECK_THAT(result.reproduce, Catch::Contains("--seed 7"));
}

TEST_CASE("minimise: keeps to its budget", "[cosim][regress]") {
    const ScratchFolder folder;
    FakeProgram program{folder.write("bug.toml", kScenario).string()};
    const oio::MinimiseResult result = oio::minimise(failing(program.scenario), program.evaluate(),
                                                     2, 9, [](const std::string&) {});
    CHECK(result.runs <= 10);
    CHECK(program.runs == result.runs);
}

TEST_CASE("minimise: a failure of another kind, or none, is no start", "[cosim][regress]") {
    const ScratchFolder folder;
    FakeProgram program{folder.write("bug.toml", kScenario).string()};
    oio::FailingRun other = failing(program.scenario);
    other.bucket = "run/hang";
    CHECK_THROWS_AS(oio::minimise(other, program.evaluate(), 2, 100, [](const std::string&) {}),
                    oio::ConfigError);
}

TEST_CASE("scenario_shrink: faults survive their way through the command line",
          "[cosim][regress]") {
    const ScratchFolder folder;
    const std::string scenario = folder.write("bug.toml", kScenario).string();
    const SimConfig before = oio::load_sim_config(scenario);
    const std::string text = oio::faults_text(before.faults);
    const SimConfig after = oio::load_sim_config(scenario, {{"--set", "fault", text}});
    REQUIRE(after.faults.size() == before.faults.size());
    for (std::size_t i = 0; i < after.faults.size(); ++i) {
        CHECK(after.faults[i].kind == before.faults[i].kind);
        CHECK(after.faults[i].at_us == before.faults[i].at_us);
        CHECK(after.faults[i].lanes == before.faults[i].lanes);
        CHECK(after.faults[i].side == before.faults[i].side);
        CHECK(after.faults[i].duration_us == before.faults[i].duration_us);
        CHECK(after.faults[i].ui_per_us == before.faults[i].ui_per_us);
    }
    CHECK(oio::load_sim_config(scenario, {{"--set", "fault", "[]"}}).faults.empty());
}

TEST_CASE("scenario_shrink: offers nothing that the scenario does not have", "[cosim][regress]") {
    const SimConfig plain = oio::load_sim_config(
        "saturate", {{"", "link.preset", "small-16"}, {"", "workload.payload_bytes", "2000"}});
    for (const oio::ShrinkStep& step : oio::shrink_steps(plain, 175.0)) {
        INFO(step.name);
        CHECK_FALSE(step.shortens);
    }
}
