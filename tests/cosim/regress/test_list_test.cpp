// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/test_list.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::ConfigError;
using oio::TestList;
using oio::test::ScratchFolder;

namespace {

const char* const kGood = R"(
purpose = "two tests"
[defaults]
set = ["link.preset=small-16"]
reseed = 3
[[test]]
name = "first"
scenario = "saturate"
set = ["workload.payload_bytes=1000"]
tags = ["traffic"]
features = ["throughput"]
limits = { min_ber_margin_db = -1.5, max_training_us = 300 }
[[test]]
name = "second"
scenario = "latency"
reseed = 1
)";

std::string error_of(const std::string& text) {
    const ScratchFolder folder;
    try {
        oio::read_test_list(folder.write("list.toml", text).string());
    } catch (const ConfigError& failure) {
        return failure.what();
    }
    return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("test_list: reads tests with defaults, overrides and limits", "[cosim][regress]") {
    const ScratchFolder folder;
    const TestList list = oio::read_test_list(folder.write("list.toml", kGood).string());
    REQUIRE(list.tests.size() == 2);
    const oio::TestSpec& first = list.tests[0];
    CHECK(first.name == "first");
    CHECK(first.reseed == 3);
    REQUIRE(first.overrides.size() == 2);
    CHECK(first.overrides[0].key == "link.preset");
    CHECK(first.overrides[1].value == "1000");
    REQUIRE(first.gates.size() == 2);
    CHECK(first.gates[0].name() == "min_ber_margin_db");
    CHECK(first.gates[0].limit == -1.5);
    CHECK(first.gates[1].name() == "max_training_us");
    CHECK(list.tests[1].reseed == 1);
}

TEST_CASE("test_list: names file, line, key and the nearest word of what is wrong",
          "[cosim][regress]") {
    using Catch::Contains;
    CHECK_THAT(error_of(replaced(kGood, "reseed = 1", "reseeds = 1")),
               Contains("list.toml:16") && Contains("test[1].reseeds") && Contains("reseed?"));
    CHECK_THAT(error_of(replaced(kGood, "\"throughput\"", "\"thruput\"")),
               Contains("list.toml:11") && Contains("no feature thruput"));
    CHECK_THAT(error_of(replaced(kGood, "\"saturate\"", "\"satuate\"")),
               Contains("test first") && Contains("did you mean saturate"));
    CHECK_THAT(error_of(replaced(kGood, "workload.payload_bytes", "workload.payload_byte")),
               Contains("list.toml:9") && Contains("did you mean workload.payload_bytes"));
    CHECK_THAT(error_of(replaced(kGood, "max_training_us", "max_traning_us")),
               Contains("list.toml:12") && Contains("unknown key"));
    CHECK_THAT(error_of(replaced(kGood, "\"second\"", "\"first\"")), Contains("two tests"));
    CHECK_THAT(error_of(replaced(kGood, "\"second\"", "\"a/b\"")), Contains("letters, digits"));
    CHECK_THAT(error_of(replaced(kGood, "payload_bytes=1000", "payload_bytes=-1")),
               Contains("out of range"));
    CHECK_THAT(error_of("purpose = \"nothing\"\n"), Contains("no [[test]]"));
    CHECK_THAT(error_of(replaced(kGood, "link.preset=small-16", "run.seed=3")),
               Contains("the seeds come from"));
}

TEST_CASE("test_list: a list includes others, and not itself", "[cosim][regress]") {
    const ScratchFolder folder;
    folder.write("inner.toml", kGood);
    const TestList list =
        oio::read_test_list(folder
                                .write("outer.toml",
                                       "include = [\"inner\"]\n[[test]]\nname = \"third\"\n"
                                       "scenario = \"latency\"\n")
                                .string());
    REQUIRE(list.tests.size() == 3);
    CHECK(list.tests[2].name == "third");
    CHECK(list.tests[2].overrides.empty());  // Defaults are those of the file.
    CHECK_THROWS_AS(
        oio::read_test_list(folder.write("loop.toml", "include = [\"loop\"]\n").string()),
        ConfigError);
}

TEST_CASE("test_list: items are chosen by name or tag", "[cosim][regress]") {
    const ScratchFolder folder;
    TestList list = oio::read_test_list(folder.write("list.toml", kGood).string());
    TestList by_tag = list;
    oio::keep_items(by_tag, "traf*");
    REQUIRE(by_tag.tests.size() == 1);
    CHECK(by_tag.tests[0].name == "first");
    TestList two = list;
    oio::keep_items(two, "sec?nd,first");
    CHECK(two.tests.size() == 2);
    CHECK_THROWS_AS(oio::keep_items(list, "nothing"), ConfigError);
}

TEST_CASE("test_list: every shipped list is valid", "[cosim][regress]") {
    int lists = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(oio::testbench_folder() / "lists")) {
        if (entry.path().extension() != ".toml") continue;
        INFO(entry.path());
        CHECK_FALSE(oio::read_test_list(entry.path().string()).tests.empty());
        ++lists;
    }
    CHECK(lists >= 1);
}
