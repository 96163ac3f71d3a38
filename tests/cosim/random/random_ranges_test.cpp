// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/random_ranges.hpp"

#include <catch2/catch.hpp>

#include "tests/cosim/random/ranges_file.hpp"

namespace {

std::string message(const std::string& text) {
    const RangesFile file(text);
    try {
        oio::read_ranges(file.path());
    } catch (const oio::ConfigError& failure) {
        return failure.what();
    }
    return "";
}

}  // namespace

TEST_CASE("random_ranges: reads the fixed part, keys, groups and constraints", "[cosim]") {
    const RangesFile file(R"(
purpose = "p"
[scenario.link]
preset = "small-16"
[draw]
link.extra_loss_db = { range = [0.0, 2.0] }
channel.noise = { choice = [true, false] }
[draw.run]
watchdog_us = { range = [100, 200] }
[[faults]]
name = "pull"
count = [1, 2]
kind = "flap"
at_us = { range = [1.0, 2.0] }
[[constraint]]
rule = "count(pull) >= 1"
)");
    CHECK(oio::declares_ranges(file.path()));
    const oio::RandomRanges ranges = oio::read_ranges(file.path());
    CHECK(ranges.purpose == "p");
    REQUIRE(ranges.fixed.size() == 1);
    CHECK(ranges.fixed[0].first == "link.preset");
    REQUIRE(ranges.draws.size() == 3);
    CHECK(ranges.draws[0].key == "channel.noise");
    CHECK(ranges.draws[1].kind == oio::Draw::Kind::Real);
    CHECK(ranges.draws[2].key == "run.watchdog_us");
    CHECK(ranges.draws[2].kind == oio::Draw::Kind::Integer);
    REQUIRE(ranges.groups.size() == 1);
    CHECK(ranges.groups[0].count.high == 2.0);
    CHECK(ranges.groups[0].draws.size() == 2);
    CHECK(ranges.constraints.size() == 1);
}

TEST_CASE("random_ranges: a scenario or broken TOML declares none", "[cosim]") {
    CHECK_FALSE(oio::declares_ranges(RangesFile("[link]\npreset = \"small-16\"\n").path()));
    CHECK_FALSE(oio::declares_ranges(RangesFile("[draw\n").path()));
}

TEST_CASE("random_ranges: what is wrong is refused with place, key and reason", "[cosim]") {
    CHECK(message("[draw]\na = { range = [3, 1] }\n").find(":2:5: a: range = [3, 1] is empty") !=
          std::string::npos);
    CHECK(message("[draw]\na = { rnge = [3, 1] }\n").find("a.rnge") != std::string::npos);
    CHECK(message("[draw]\na = { range = [0, 1], choice = [2] }\n").find("exactly one") !=
          std::string::npos);
    CHECK(message("[draw]\na = { range = [0.0, 1.0], scale = \"log\" }\n").find("above 0") !=
          std::string::npos);
    CHECK(message("[draw]\na = { choice = [1, 2], weights = [1] }\n").find("must be 2 numbers") !=
          std::string::npos);
    CHECK(message("[draw]\na = { subset = [0, 1], count = 3 }\n").find("has 2 members") !=
          std::string::npos);
    CHECK(message("[draw]\na = { choice = [1], probability = 0 }\n").find("above 0") !=
          std::string::npos);
    CHECK(message("[draw]\na = 1\n[scenario]\na = 2\n").find("both in [scenario] and in [draw]") !=
          std::string::npos);
    CHECK(message("[[faults]]\nkind = \"flap\"\n").find("faults[0].name: is needed") !=
          std::string::npos);
    CHECK(message("[[constraint]]\nrule = \"1 <\"\n").find("ends too early") != std::string::npos);
    CHECK(message("purpos = \"x\"\n").find("did you mean purpose?") != std::string::npos);
}
