// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

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

TEST_CASE("capsule: gives every key of the replay once", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const std::vector<oio::ConfigOverride> overrides = {{"--set", "link.preset", "small-64"},
                                                        {"--set", "purpose", "'mine'"},
                                                        {"--set", "run.wall_limit_s", "9"},
                                                        {"--seed 4", "run.seed", "4"}};
    const oio::SimConfig config = oio::load_sim_config("noisy_lanes", overrides);
    oio::write_capsule(folder.path(), config, overrides, failed_run(), "");
    const oio::Capsule capsule = oio::read_capsule(folder.path());
    const fs::path place = oio::find_capsule(folder.path());
    std::map<std::string, std::string> given;
    for (const oio::ConfigOverride& item : oio::replay_overrides(capsule, place)) {
        CHECK(given.emplace(item.key, item.value).second);
    }
    CHECK(given["link.preset"] == "small-64");
    CHECK(given["run.seed"] == "4");
    CHECK(given["purpose"] == "\"mine\"");
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

TEST_CASE("capsule: none after a pass, and an old one goes", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::SimConfig config = oio::load_sim_config("small-16");
    oio::write_capsule(folder.path(), config, {}, failed_run(), "");
    oio::write_capsule(folder.path(), config, {}, oio::RunResult{}, "");
    CHECK_THROWS_AS(oio::read_capsule(folder.path()), oio::ConfigError);
}

TEST_CASE("capsule: a broken one is refused", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const auto refused = [&](const std::string& text, const std::string& message) {
        std::ofstream(folder.path() / "capsule.json") << text;
        CHECK_THROWS_WITH(oio::read_capsule(folder.path()),
                          Catch::Contains("capsule.json: " + message));
    };
    refused("{\"schema\": 99}", "schema = 99: must be 1, which this program reads");
    refused("{}", "schema (not given): must be a whole number");
    refused("{\"schema\": 1}", "name (not given): must be a text");
    // Whole but for one value.
    const oio::SimConfig config = oio::load_sim_config("small-16", kOverrides);
    oio::write_capsule(folder.path(), config, kOverrides, failed_run(), "");
    std::ifstream file(folder.path() / "capsule/capsule.json");
    const nlohmann::ordered_json good = nlohmann::ordered_json::parse(file);
    nlohmann::ordered_json bad = good;
    bad["trigger_us"] = -10;
    refused(bad.dump(), "trigger_us = -10: must be a number in [0, 1e+12]");
    bad = good;
    bad["seed"] = -1;
    refused(bad.dump(), "seed = -1: must be a whole number in [0, 9223372036854775807]");
    bad = good;
    bad["overrides"][1].erase("key");
    refused(bad.dump(), "overrides[1].key (not given): must be a text");
}

namespace {

// The configuration that a capsule runs again with.
oio::SimConfig loaded(const fs::path& folder) {
    const oio::Capsule capsule = oio::read_capsule(folder);
    const fs::path place = oio::find_capsule(folder);
    return oio::load_sim_config((place / capsule.scenario).string(),
                                oio::replay_overrides(capsule, place));
}

void write_again(const fs::path& folder, const oio::RunResult& result) {
    const oio::Capsule capsule = oio::read_capsule(folder);
    oio::write_capsule(folder, loaded(folder),
                       oio::replay_overrides(capsule, oio::find_capsule(folder)), result, "");
}

}  // namespace

TEST_CASE("capsule: is written anew from its own files", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::test::ScratchFolder theirs;
    theirs.write("mine.sv", "module mine; endmodule\n");
    const fs::path list = theirs.write("mine.f", "mine.sv\n");
    const std::vector<oio::ConfigOverride> overrides = {
        {"--rtl", "rtl.file_list", "'" + list.string() + "'"}, {"--top", "rtl.top", "'mine'"}};
    const oio::SimConfig config = oio::load_sim_config("small-16", overrides);
    oio::write_capsule(folder.path(), config, overrides, failed_run(), "");
    const oio::Capsule first = oio::read_capsule(folder.path());
    fs::remove_all(theirs.path());
    oio::RunResult same;  // Without rewind, so that it does not know when it was triggered.
    same.simulated_us = 300.0;
    same.fail("mismatch", "3 payload bytes differ");
    std::size_t overrides_then = 0;
    for (int generation = 0; generation < 3; ++generation) {
        write_again(folder.path(), same);
        const oio::Capsule again = oio::read_capsule(folder.path());
        CHECK(again.trigger_us == first.trigger_us);
        CHECK(oio::warnings(again, loaded(folder.path()), "").empty());
        CHECK(oio::differences(first.build, again.build).empty());
        if (generation > 0) CHECK(again.overrides.size() == overrides_then);
        overrides_then = again.overrides.size();
    }
    // A run that was read from it and passed has no capsule of its own, but does not delete it.
    write_again(folder.path(), oio::RunResult{});
    CHECK(fs::is_regular_file(folder.path() / "capsule" / first.scenario));
    CHECK_FALSE(fs::exists(folder.path() / "capsule.part"));
    CHECK_FALSE(fs::exists(folder.path() / "capsule.old"));
}

TEST_CASE("capsule: one that cannot be written leaves the old one", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    oio::SimConfig config = oio::load_sim_config("small-16");
    oio::write_capsule(folder.path(), config, {}, failed_run(), "");
    config.file = folder.path() / "gone.toml";
    CHECK_THROWS_AS(oio::write_capsule(folder.path(), config, {}, failed_run(), ""),
                    oio::ConfigError);
    CHECK(oio::warnings(oio::read_capsule(folder.path()), loaded(folder.path()), "").empty());
    CHECK_FALSE(fs::exists(folder.path() / "capsule.part"));
}

TEST_CASE("capsule: results do not go into one", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    oio::write_capsule(folder.path(), oio::load_sim_config("small-16"), {}, failed_run(), "");
    CHECK_NOTHROW(oio::refuse_results_in_capsule(folder.path()));
    CHECK_NOTHROW(oio::refuse_results_in_capsule(folder.path() / "explain"));
    for (const char* inside : {"capsule", "capsule/", "capsule/a/b", "x/../capsule"}) {
        CHECK_THROWS_WITH(oio::refuse_results_in_capsule(folder.path() / inside),
                          Catch::Contains("lies in the capsule"));
    }
}

TEST_CASE("capsule: a preset's run keeps its purpose", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::SimConfig config = oio::load_sim_config("small-16", kOverrides);
    oio::write_capsule(folder.path(), config, kOverrides, failed_run(), "");
    CHECK(loaded(folder.path()).purpose == config.purpose);
    // One of a scenario is that of its file.
    const oio::SimConfig scenario = oio::load_sim_config("noisy_lanes");
    oio::write_capsule(folder.path(), scenario, {}, failed_run(), "");
    CHECK(oio::read_capsule(folder.path()).purpose.empty());
    CHECK(loaded(folder.path()).purpose == scenario.purpose);
}

TEST_CASE("capsule: a limit of wall time is lifted, and the run ends where it was ended",
          "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const std::vector<oio::ConfigOverride> limit = {{"--set", "run.wall_limit_s", "2"}};
    const oio::SimConfig config = oio::load_sim_config("small-16", limit);
    oio::write_capsule(folder.path(), config, limit, failed_run(), "");
    CHECK(loaded(folder.path()).run.wall_limit_s == 0.0);
    CHECK(loaded(folder.path()).run.max_sim_time_us == config.run.max_sim_time_us);
    oio::RunResult ended;
    ended.fail("wall_limit", "wall time passed run.wall_limit_s = 2", 133.5);
    oio::write_capsule(folder.path(), config, limit, ended, "");
    const oio::SimConfig again = loaded(folder.path());
    CHECK(again.run.wall_limit_s == 0.0);
    // Looked at after every 0.5 us.
    CHECK(again.run.max_sim_time_us < 133.5);
    CHECK(again.run.max_sim_time_us > 133.0);
    const oio::Capsule capsule = oio::read_capsule(folder.path());
    const std::vector<std::string> lines = oio::warnings(capsule, again, "");
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], Catch::Contains("cannot repeat") && Catch::Contains("133.5 us"));
    const auto result = [&](const char* text) { return folder.write("result.json", text); };
    CHECK(oio::deviation(capsule, result(R"({"links": [], "failures":
          [{"check": "max_sim_time", "time_us": 133.5}]})"))
              .empty());
    CHECK_FALSE(oio::deviation(capsule, result(R"({"links": [], "failures":
          [{"check": "max_sim_time", "time_us": 134.0}]})"))
                    .empty());
    CHECK_FALSE(oio::deviation(capsule, result(R"({"links": [], "failures":
          [{"check": "watchdog", "time_us": 133.5}]})"))
                    .empty());
}

TEST_CASE("capsule: whatever was edited is warned of", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::SimConfig config = oio::load_sim_config("small-16", kOverrides);
    oio::write_capsule(folder.path(), config, kOverrides, failed_run(), "oio 1\nVerilator 5\n");
    const fs::path place = oio::find_capsule(folder.path());
    const auto lines = [&](const std::string& versions) {
        return oio::warnings(oio::read_capsule(folder.path()), loaded(folder.path()), versions);
    };
    CHECK(lines("oio 1\nVerilator 5\n").empty());
    REQUIRE(lines("oio 1\nVerilator 6\n").size() == 1);
    CHECK(lines("oio 1\nVerilator 6\n")[0] == "another version: Verilator 5 then, Verilator 6 now");
    std::ofstream(place / "small-16.toml", std::ios::app) << "# changed\n";
    REQUIRE(lines("oio 1\nVerilator 5\n").size() == 1);
    CHECK_THAT(lines("oio 1\nVerilator 5\n")[0], Catch::Contains("another scenario"));

    std::ifstream file(place / "capsule.json");
    const nlohmann::ordered_json good = nlohmann::ordered_json::parse(file);
    // Another layout is the same capsule.
    folder.write("capsule/capsule.json", good.dump(7));
    CHECK(lines("oio 1\nVerilator 5\n").size() == 1);
    for (const char* edit : {R"({"seed": 2})", R"({"overrides": []})", R"({"trigger_us": 7})",
                             R"({"flit_hashes": ["0-1 a_to_b 0"]})", R"({"contents": null})"}) {
        nlohmann::ordered_json edited = good;
        edited.merge_patch(nlohmann::ordered_json::parse(edit));
        folder.write("capsule/capsule.json", edited.dump());
        REQUIRE(lines("oio 1\nVerilator 5\n").size() == 2);
        CHECK_THAT(lines("oio 1\nVerilator 5\n")[1], Catch::Contains("not as the run left it"));
    }
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
