// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/array_folder.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::ArrayFolder;
using oio::RunOrder;
using oio::RunState;
using oio::test::ScratchFolder;

namespace fs = std::filesystem;

namespace {

RunOrder order(std::int64_t id, const fs::path& place) {
    RunOrder order;
    order.run_id = id;
    order.line.scenario = std::to_string(id);
    order.line.out_dir = place;
    return order;
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("array_folder: a task runs its chunk once, results go to their place",
          "[cosim][regress]") {
    const ScratchFolder scratch;
    const ArrayFolder folder(scratch.path() / "it's an array");
    const fs::path place = scratch.path() / "runs";
    folder.create({{order(4, place / "4"), order(5, place / "5")}, {order(6, place / "6")}}, "oio",
                  "tree");
    CHECK(folder.manifest() == std::vector<std::vector<std::int64_t>>{{4, 5}, {6}});
    CHECK_THAT(text_of(folder.script()), Catch::Contains("'\\''s an array"));
    const fs::path calls = scratch.path() / "calls";
    const auto run = [&](const oio::CommandLine& line) {
        std::ofstream(calls, std::ios::app) << line.scenario << " ";
        std::ofstream(line.out_dir / "result.json") << "of " << line.scenario;
        return line.scenario == "5" ? 1 : 0;
    };
    CHECK_FALSE(folder.was_started(4));
    CHECK(oio::execute_chunk(folder.chunk_file(0), "tree", run) == 0);
    CHECK(folder.was_started(4));
    CHECK(folder.has_outcome(4));
    CHECK(oio::execute_chunk(folder.chunk_file(0), "tree", run) ==
          0);  // It has nothing left to do.
    CHECK(text_of(calls) == "4 5 ");

    // What an earlier launch left there does not stay.
    fs::create_directories(place / "4");
    std::ofstream(place / "4" / "old.txt") << "old";
    const auto outcomes = folder.take({{4, place / "4"}, {5, place / "5"}, {6, place / "6"}});
    REQUIRE(outcomes.size() == 2);
    for (const oio::RunOutcome& outcome : outcomes) {
        CHECK(outcome.state == (outcome.run_id == 5 ? RunState::Fail : RunState::Pass));
    }
    CHECK(text_of(place / "4" / "result.json") == "of 4");
    CHECK_FALSE(fs::exists(place / "4" / "old.txt"));
    CHECK(folder.take({{4, place / "4"}, {5, place / "5"}}).empty());
}

TEST_CASE("array_folder: a task whose file is gone ends after its run", "[cosim][regress]") {
    const ScratchFolder scratch;
    const ArrayFolder folder(scratch.path() / "a");
    folder.create({{order(1, scratch.path() / "1"), order(2, scratch.path() / "2")}}, "oio",
                  "tree");
    oio::execute_chunk(folder.chunk_file(0), "tree", [&](const oio::CommandLine&) {
        folder.stop(0);
        return 0;
    });
    CHECK(folder.has_outcome(1));
    CHECK_FALSE(folder.was_started(2));
}

TEST_CASE("array_folder: refuses another program and broken files", "[cosim][regress]") {
    const ScratchFolder scratch;
    const ArrayFolder folder(scratch.path() / "a");
    const auto never = [](const oio::CommandLine&) { return 0; };
    folder.create({{order(1, scratch.path() / "1")}}, "oio", "tree");
    CHECK_THROWS_WITH(oio::execute_chunk(folder.chunk_file(0), "other", never),
                      Catch::Contains("have changed"));
    CHECK_FALSE(folder.was_started(1));
    const fs::path broken = scratch.write("chunk.json", "{\"tree\": \"tree\", \"orders\": [{}]}");
    CHECK_THROWS_WITH(oio::execute_chunk(broken, "tree", never),
                      Catch::Contains("no file of orders"));
    CHECK_THROWS_AS(oio::execute_chunk(scratch.path() / "none", "tree", never), oio::ConfigError);
    CHECK(ArrayFolder(scratch.path()).manifest().empty());
    // A torn outcome, as a full disk may leave it, is a lost run.
    scratch.write("a/outcomes/1.json", "{\"run_id\": 1, ");
    const auto outcomes = folder.take({{1, scratch.path() / "1"}});
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].state == RunState::Lost);
}
