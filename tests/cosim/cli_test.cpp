// SPDX-License-Identifier: Apache-2.0
#include "cosim/cli.hpp"

#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>

#include "cosim/config_reader.hpp"

using oio::Command;
using oio::ParsedCommandLine;

namespace {

ParsedCommandLine parse(std::vector<const char*> words) {
    words.insert(words.begin(), "oio");
    return oio::parse_command_line(static_cast<int>(words.size()), words.data());
}

}  // namespace

TEST_CASE("cli: run takes a scenario and its options", "[cosim]") {
    const ParsedCommandLine parsed =
        parse({"run", "small-16", "--set", "link.lanes=32", "--set", "link.cut=serial", "--seed",
               "9", "--workload", "a,b/1", "--out", "o", "--json", "--waves", "full"});
    REQUIRE(parsed.command_line);
    const oio::CommandLine& line = *parsed.command_line;
    CHECK(line.command == Command::Run);
    CHECK(line.scenario == "small-16");
    REQUIRE(line.overrides.size() == 4);
    CHECK(line.overrides[1].key == "link.cut");
    CHECK(line.overrides[2].key == "run.seed");
    CHECK(line.overrides[3].value == "'a,b/1'");
    CHECK(line.out_dir == "o");
    CHECK(line.json);
    CHECK(line.waves.enabled);
    CHECK(oio::reproduce_command(line, 9) ==
          "oio run small-16 --set link.lanes=32 --set link.cut=serial --workload a,b/1 --seed 9 "
          "--waves full");
}

TEST_CASE("cli: run without anything is the default scenario", "[cosim]") {
    const ParsedCommandLine parsed = parse({"run"});
    REQUIRE(parsed.command_line);
    CHECK(parsed.command_line->scenario == "default");
    CHECK_FALSE(parsed.command_line->json);
}

TEST_CASE("cli: the other commands are found", "[cosim]") {
    CHECK(parse({"list"}).command_line->command == Command::List);
    CHECK(parse({"bench", "--json"}).command_line->command == Command::Bench);
    CHECK(parse({"--version"}).command_line->command == Command::Version);
    const ParsedCommandLine build = parse({"rtl", "build", "small-16", "small-64"});
    CHECK(build.command_line->command == Command::RtlBuild);
    CHECK(build.command_line->presets == std::vector<std::string>{"small-16", "small-64"});
}

TEST_CASE("cli: what only a cluster understands is refused without one", "[cosim]") {
    const std::vector<std::vector<const char*>> options = {
        {"--chunk", "20"}, {"--partition", "sim"}, {"--mem", "600"}, {"--sbatch=--account=chips"}};
    for (const std::vector<const char*>& option : options) {
        for (const bool named : {false, true}) {
            std::vector<const char*> words = {"regress", "smoke"};
            if (named) words.insert(words.end(), {"--executor", "local"});
            words.insert(words.end(), option.begin(), option.end());
            CHECK(parse(words).exit_code == 2);
        }
        std::vector<const char*> words = {"regress", "smoke", "--executor", "slurm"};
        words.insert(words.end(), option.begin(), option.end());
        CHECK(parse(words).command_line);
    }
}

TEST_CASE("cli: bad usage ends with exit code 2, help with 0", "[cosim]") {
    CHECK(parse({"run", "--bogus"}).exit_code == 2);
    CHECK(parse({"run", "--waves", "some"}).exit_code == 2);
    CHECK(parse({}).exit_code == 2);
    CHECK(parse({"fly"}).exit_code == 2);
    CHECK(parse({"run", "--help"}).exit_code == 0);
    CHECK_FALSE(parse({"run", "--help"}).command_line);
    CHECK_THROWS_AS(parse({"run", "--set", "novalue"}), oio::ConfigError);
}

TEST_CASE("cli: the full command can be pasted into a shell", "[cosim]") {
    CHECK(parse({"run", "a b", "--set", "x=it's"}).command_line->full_command ==
          "oio run 'a b' --set 'x=it'\\''s'");
}

TEST_CASE("cli: eye and ber-agreement are commands of their own", "[cosim]") {
    CHECK(parse({"eye", "small-16", "--set", "link.length_m=20", "--lane", "4", "--ber", "1e-9"})
              .command_line->action);
    CHECK(parse({"ber-agreement", "--full"}).command_line->action);
    CHECK(parse({"eye", "--ber", "2"}).exit_code == 2);
    CHECK_FALSE(parse({"run"}).command_line->action);
}

TEST_CASE("cli: an empty value is refused, whatever the option", "[cosim]") {
    for (const char* option : {"--out", "--seed", "--workload", "--rtl", "--waves-lanes",
                               "--waves-scope", "--waves-from", "--waves-to", "--rewind-at"}) {
        INFO(option);
        CHECK(parse({"run", "small-16", option, ""}).exit_code == 2);
    }
    CHECK(parse({"run", ""}).exit_code == 2);
    CHECK(parse({"explain", "out", "--out", ""}).exit_code == 2);
    CHECK(parse({"replay", "out", "--out", ""}).exit_code == 2);
    CHECK(parse({"regress", "smoke", "--out", ""}).exit_code == 2);
    CHECK(parse({"rtl", "build", ""}).exit_code == 2);
    // The branch that repeats the run.
    CHECK(parse({"replay", "out", "--branch", ""}).command_line);
}

TEST_CASE("cli: bad usage is called an error, as every other bad input", "[cosim]") {
    std::ostringstream said;
    std::streambuf* const terminal = std::cerr.rdbuf(said.rdbuf());
    parse({"run", "--bogus"});
    std::cerr.rdbuf(terminal);
    CHECK(said.str().rfind("oio: error: ", 0) == 0);
}
