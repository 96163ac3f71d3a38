// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/run_plan.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/scratch_folder.hpp"

using oio::PlannedRun;
using oio::TestList;
using oio::test::ScratchFolder;

namespace {

const char* const kScenario = R"(
purpose = "x"
[link]
preset = "small-16"
[workload]
path = "saturate"
)";
const char* const kList = R"(
[[test]]
name = "one"
scenario = "one.toml"
reseed = 2
limits = { max_training_us = 300 }
[[test]]
name = "two"
scenario = "saturate"
)";

struct Plan {
    TestList list;
    std::vector<PlannedRun> runs;
};

Plan plan_of(const ScratchFolder& folder, int reseed = 0, double wall_limit_s = 0.0) {
    Plan plan;
    plan.list = oio::read_test_list((folder.path() / "list.toml").string());
    plan.runs = oio::make_plan(plan.list, 1, reseed, wall_limit_s, "tree");
    return plan;
}

}  // namespace

TEST_CASE("run_plan: a seed depends on run seed, test and index only", "[cosim][regress]") {
    std::set<std::uint64_t> seeds;
    for (const std::uint64_t run_seed : {1, 2}) {
        for (const char* test : {"a", "b"}) {
            for (int index = 0; index < 100; ++index) {
                const std::uint64_t seed = oio::seed_of(run_seed, test, index);
                CHECK(seed < (std::uint64_t{1} << 48));
                CHECK(seed == oio::seed_of(run_seed, test, index));
                seeds.insert(seed);
            }
        }
    }
    CHECK(seeds.size() == 400);
}

TEST_CASE("run_plan: first seeds of all tests come first, --reseed overrides", "[cosim][regress]") {
    const ScratchFolder folder;
    folder.write("one.toml", kScenario);
    folder.write("list.toml", kList);
    const Plan plan = plan_of(folder);
    REQUIRE(plan.runs.size() == 3);
    CHECK(plan.runs[0].test->name == "one");
    CHECK(plan.runs[1].test->name == "two");
    CHECK(plan.runs[2].test->name == "one");
    CHECK(plan.runs[2].identity.seed != plan.runs[0].identity.seed);
    CHECK(plan.runs[2].identity.configuration == plan.runs[0].identity.configuration);
    CHECK(plan_of(folder, 5).runs.size() == 10);
}

TEST_CASE("run_plan: the configuration's hash sees scenario and limits, not the wall limit",
          "[cosim][regress]") {
    const ScratchFolder folder;
    folder.write("one.toml", kScenario);
    folder.write("list.toml", kList);
    const std::string before = plan_of(folder).runs[0].identity.configuration;
    CHECK(plan_of(folder, 0, 7.0).runs[0].identity.configuration == before);
    // A comment says nothing, but what it hides from a description might.
    folder.write("one.toml", std::string(kScenario) + "[checks]\nmax_replays = 5\n");
    const std::string with_check = plan_of(folder).runs[0].identity.configuration;
    CHECK(with_check != before);
    std::string list = kList;
    folder.write("list.toml", list.replace(list.find("300"), 3, "301"));
    CHECK(plan_of(folder).runs[0].identity.configuration != with_check);
}

TEST_CASE("run_plan: the command of a run repeats it", "[cosim][regress]") {
    const ScratchFolder folder;
    folder.write("one.toml", kScenario);
    folder.write("list.toml", kList);
    const Plan plan = plan_of(folder);
    const std::string command = oio::command_line_of(plan.runs[1], "x").full_command;
    CHECK_THAT(command, Catch::StartsWith("oio run saturate "));
    CHECK_THAT(command, Catch::Contains("--seed " + std::to_string(plan.runs[1].identity.seed)));
}
