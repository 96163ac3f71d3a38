// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "cosim/config_reader.hpp"
#include "cosim/rtl_sources.hpp"
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

TEST_CASE("capsule: holds RTL of the user's own, and runs it where the original is gone",
          "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::test::ScratchFolder theirs;
    theirs.write("deep/leaf.sv", "module leaf; endmodule\n");
    theirs.write("other/leaf.sv", "module other_leaf; endmodule\n");  // The same name once more.
    theirs.write("inc/mine.svh", "`define MINE 1\n");
    theirs.write("mine.sv", "module mine; endmodule\n");
    const fs::path list =
        theirs.write("mine.f", "+incdir+inc\ndeep/leaf.sv\nother/leaf.sv  # after it\nmine.sv\n");
    const std::vector<oio::ConfigOverride> overrides = {
        {"--rtl", "rtl.file_list", "'" + list.string() + "'"}, {"--top", "rtl.top", "'mine'"}};
    const oio::SimConfig config = oio::load_sim_config("small-16", overrides);
    oio::write_capsule(folder.path(), config, overrides, failed_run(), "");
    const oio::RtlSources before = oio::find_rtl_sources(config.rtl(false));

    fs::remove_all(theirs.path());
    const oio::Capsule capsule = oio::read_capsule(folder.path());
    const fs::path place = oio::find_capsule(folder.path());
    const oio::SimConfig again = oio::load_sim_config((place / capsule.scenario).string(),
                                                      oio::replay_overrides(capsule, place));
    CHECK(again.link.rtl_file_list == fs::absolute(place / "rtl/files.f"));
    const oio::RtlSources after = oio::find_rtl_sources(again.rtl(false));
    REQUIRE(after.files.size() == before.files.size());
    for (std::size_t i = 0; i < after.files.size(); ++i) {
        CHECK(after.files[i].filename() == before.files[i].filename());
    }
    CHECK(after.include_dirs.size() == before.include_dirs.size());
    CHECK(oio::differences(capsule.build, oio::identify_build(again, "")).empty());
    // A change of what lies in the capsule is another RTL.
    std::ofstream(place / "rtl/mine.sv", std::ios::app) << "// changed\n";
    CHECK(oio::differences(capsule.build, oio::identify_build(again, "")).size() == 1);
}
