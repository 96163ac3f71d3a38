// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/scenario_generator.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "cosim/sim_config.hpp"
#include "tests/cosim/random/ranges_file.hpp"

namespace {

oio::DrawnScenario draw(const RangesFile& file, std::uint64_t seed) {
    oio::RandomRanges ranges = oio::read_ranges(file.path());
    ranges.name = "fixed_name";  // The streams' name; the file's own changes from test to test.
    return oio::draw_scenario(ranges, seed);
}

std::string drawn(const oio::DrawnScenario& scenario, const std::string& key) {
    for (const auto& [name, value] : scenario.draws) {
        if (name == key) return value;
    }
    return "absent";
}

}  // namespace

TEST_CASE("scenario_generator: a seed draws one scenario, another seed another", "[cosim]") {
    const RangesFile file("[draw]\nlink.extra_loss_db = { range = [0.0, 2.0] }\n");
    CHECK(draw(file, 5).text == draw(file, 5).text);
    CHECK(drawn(draw(file, 5), "link.extra_loss_db") != drawn(draw(file, 6), "link.extra_loss_db"));
    CHECK(draw(file, 5).text.find("run.seed = 5\n") != std::string::npos);
}

TEST_CASE("scenario_generator: a new key leaves the values of the others alone", "[cosim]") {
    const RangesFile one("[draw]\nb = { range = [0, 1000000] }\n");
    const RangesFile two(
        "[draw]\na = { range = [0, 9] }\nb = { range = [0, 1000000] }\nc = { choice = [1, 2] }\n");
    CHECK(drawn(draw(one, 3), "b") == drawn(draw(two, 3), "b"));
}

TEST_CASE("scenario_generator: constraints hold and leave what is allowed equally likely",
          "[cosim]") {
    // Of 16 pairs (a, b) six have a < b.
    const RangesFile file(
        "[draw]\na = { range = [0, 3] }\nb = { range = [0, 3] }\n[[constraint]]\nrule = \"a < "
        "b\"\n");
    std::map<std::string, int> counts;
    constexpr int kSeeds = 3000;
    for (int seed = 0; seed < kSeeds; ++seed) {
        const oio::DrawnScenario scenario = draw(file, static_cast<std::uint64_t>(seed));
        REQUIRE(drawn(scenario, "a") < drawn(scenario, "b"));
        ++counts[drawn(scenario, "a") + drawn(scenario, "b")];
    }
    REQUIRE(counts.size() == 6);
    double chi_square = 0.0;
    for (const auto& [pair, count] : counts) {
        chi_square += (count - kSeeds / 6.0) * (count - kSeeds / 6.0) / (kSeeds / 6.0);
    }
    CHECK(chi_square < 20.52);  // 5 degrees of freedom, 0.1 %.
}

TEST_CASE("scenario_generator: constraints see groups of faults, fixed keys and the preset",
          "[cosim]") {
    const RangesFile file(R"(
[scenario.link]
preset = "small-16"
[draw]
link.dead_lanes = { subset = [0, 17], count = [0, 6] }
[[faults]]
name = "dying"
count = [0, 3]
kind = "lane_dead"
at_us = { range = [1.0, 9.0] }
lanes = { subset = [0, 17], count = 1 }
[[constraint]]
rule = "count(link.dead_lanes) + count(dying) <= link.spares"
)");
    bool some_dead = false;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const oio::SimConfig config = oio::load_sim_config(
            file.path().string(), {{"--seed", "run.seed", std::to_string(seed)}});
        REQUIRE(config.link.dead_lanes.size() + config.faults.size() <= 2);  // small-16: 2 spares.
        some_dead = some_dead || config.link.dead_lanes.size() == 2;
    }
    CHECK(some_dead);
}

TEST_CASE("scenario_generator: a contradiction names the constraints and how often each held",
          "[cosim]") {
    const RangesFile file(R"([draw]
a = { range = [0, 9] }
[[constraint]]
rule = "a >= 5"
[[constraint]]
rule = "a < 5"
)");
    try {
        draw(file, 1);
        FAIL("a contradiction was drawn from");
    } catch (const oio::ConfigError& failure) {
        const std::string text = failure.what();
        CHECK(text.find("contradiction: none of 2000 draws (seed 1)") != std::string::npos);
        CHECK(text.find(":3:1: \"a >= 5\" held in ") != std::string::npos);
        CHECK(text.find(":5:1: \"a < 5\" held in ") != std::string::npos);
    }
    const RangesFile typo("[draw]\nab = 1\n[[constraint]]\nrule = \"ac < 5\"\n");
    CHECK_THROWS_WITH(draw(typo, 1), Catch::Contains("did you mean ab?"));
}

TEST_CASE("scenario_generator: an option on top replaces a drawn value and no other", "[cosim]") {
    const RangesFile file(
        "[scenario.link]\npreset = \"small-16\"\n[draw]\nlink.length_m = { range = [0.0, 9.0] }\n"
        "link.extra_loss_db = { range = [0.0, 2.0] }\n");
    const auto load = [&](const std::vector<oio::ConfigOverride>& more) {
        std::vector<oio::ConfigOverride> all{{"--seed 4", "run.seed", "4"}};
        all.insert(all.end(), more.begin(), more.end());
        return oio::load_sim_config(file.path().string(), all);
    };
    const oio::SimConfig plain = load({});
    const oio::SimConfig pinned = load({{"--set", "link.length_m", "1.5"}});
    CHECK(plain.link.length_m != 1.5);
    CHECK(pinned.link.length_m == 1.5);
    CHECK(pinned.link.extra_loss_db == plain.link.extra_loss_db);
    CHECK(plain.run.seed == 4);
}

TEST_CASE("scenario_generator: what ships can be read for any seed", "[cosim]") {
    const std::vector<oio::CatalogueEntry> all = oio::list_random();
    REQUIRE_FALSE(all.empty());
    for (const oio::CatalogueEntry& entry : all) {
        CHECK_FALSE(entry.purpose.empty());
        for (int seed = 0; seed < 100; ++seed) {
            CHECK_NOTHROW(
                oio::load_sim_config(entry.name, {{"--seed", "run.seed", std::to_string(seed)}}));
        }
    }
}
