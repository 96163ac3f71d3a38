// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

namespace fs = std::filesystem;

namespace {

const std::vector<oio::ConfigOverride> kOverrides = {
    {"--set link.length_m=3", "link.length_m", "3"},
    {"--rewind on", "rewind.snapshots", "on"},
    {"--workload saturate", "workload.path", "'saturate'"}};

oio::RunResult failed_run() {
    oio::RunResult result;
    result.simulated_us = 300.0;
    result.fail("mismatch", "3 payload bytes differ");
    result.rewind.push_back(
        {"mismatch (mismatches = 3)", 123.5, 118.5, 124.5, "rewind_1.fst", true, ""});
    return result;
}

}  // namespace

TEST_CASE("capsule: a run that failed can be read back", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::SimConfig config = oio::load_sim_config("small-16", kOverrides);
    oio::write_capsule(folder.path(), config, kOverrides, failed_run(), "oio 1");
    const oio::Capsule capsule = oio::read_capsule(folder.path());
    CHECK(capsule.name == "small-16");
    CHECK(capsule.seed == config.run.seed);
    CHECK(capsule.failure.check == "mismatch");
    CHECK(capsule.trigger_us == 123.5);
    CHECK(oio::differences(capsule.build, oio::identify_build(config, "oio 1")).empty());
    // What runs again is what ran, without the rewind.
    const fs::path place = oio::find_capsule(folder.path());
    const oio::SimConfig again = oio::load_sim_config((place / capsule.scenario).string(),
                                                      oio::replay_overrides(capsule, place));
    CHECK(again.link.lanes == 16);
    CHECK(again.link.length_m == 3.0);
    CHECK(again.workload.path == "saturate");
    CHECK_FALSE(again.rewind.on());
    CHECK(again.name == "small-16");
}

TEST_CASE("capsule: holds the files of its workload", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::SimConfig config = oio::load_sim_config("small-16");
    oio::write_capsule(folder.path(), config, {}, failed_run(), "");
    const oio::Capsule capsule = oio::read_capsule(folder.path());
    const fs::path place = oio::find_capsule(folder.path());
    REQUIRE(fs::is_regular_file(place / capsule.workload));
    const oio::SimConfig again = oio::load_sim_config((place / capsule.scenario).string(),
                                                      oio::replay_overrides(capsule, place));
    CHECK(fs::equivalent(again.workload.path, place / capsule.workload));
    CHECK(oio::identify_build(again, "").workload == oio::identify_build(config, "").workload);
    std::ofstream(place / capsule.workload, std::ios::app) << "# changed\n";
    const std::vector<std::string> lines =
        oio::differences(capsule.build, oio::identify_build(again, ""));
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], Catch::Contains("another workload"));
}

TEST_CASE("capsule: another length or another program is another build", "[cosim][rewind]") {
    const oio::SimConfig config = oio::load_sim_config("small-16");
    oio::BuildIdentity build = oio::identify_build(config, "");
    const oio::BuildIdentity wider = oio::identify_build(oio::load_sim_config("small-64"), "");
    CHECK(build.rtl != wider.rtl);
    CHECK(build.preset != wider.preset);
    CHECK(build.program == wider.program);
    oio::BuildIdentity other = build;
    other.program = "0";
    CHECK(oio::differences(build, other).size() == 1);
}

TEST_CASE("capsule: none after a pass, and an old one goes", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::SimConfig config = oio::load_sim_config("small-16");
    oio::write_capsule(folder.path(), config, {}, failed_run(), "");
    oio::write_capsule(folder.path(), config, {}, oio::RunResult{}, "");
    CHECK_THROWS_AS(oio::read_capsule(folder.path()), oio::ConfigError);
}

TEST_CASE("capsule: a broken one is refused", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    std::ofstream(folder.path() / "capsule.json") << "{\"schema\": 99}";
    CHECK_THROWS_WITH(oio::read_capsule(folder.path()), Catch::Contains("schema 99"));
    std::ofstream(folder.path() / "capsule.json") << "{\"schema\": 1}";
    CHECK_THROWS_WITH(oio::read_capsule(folder.path()), Catch::Contains("no capsule of oio"));
}
