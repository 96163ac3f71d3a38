// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/rewind_config.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "cosim/sim_config.hpp"

namespace {

oio::RewindConfig read(const std::string& text) {
    oio::ConfigReader reader;
    reader.add_text(text, "rewind.toml");
    const oio::RewindConfig config = oio::read_rewind(reader, 18);
    reader.finish();
    return config;
}

std::string refusal(const std::string& text) {
    try {
        read(text);
    } catch (const oio::ConfigError& failure) {
        return failure.what();
    }
    return "";
}

}  // namespace

TEST_CASE("rewind_config: off unless asked for", "[cosim][rewind]") {
    CHECK_FALSE(read("").on());
    CHECK_FALSE(read("[rewind]\nsnapshots = \"off\"\nat_us = [3]").on());
    CHECK(read("[rewind]\nsnapshots = \"on\"").snapshots == 5);
    CHECK(read("[rewind]\nsnapshots = 9").snapshots == 9);
    CHECK(read("[rewind]\nat_us = [3]").snapshots == 5);
    CHECK(read("[rewind]\nwhen = [\"replay_rate > 0\"]").snapshots == 5);
}

TEST_CASE("rewind_config: times are sorted and may have fractions", "[cosim][rewind]") {
    const oio::RewindConfig config = read("[rewind]\nat_us = [40, 1.5, \"30.25\"]");
    CHECK(config.at_us == std::vector<double>{1.5, 30.25, 40.0});
}

TEST_CASE("rewind_config: wrong values name what is allowed", "[cosim][rewind]") {
    CHECK_THAT(refusal("[rewind]\nsnapshots = 2"), Catch::Contains("[3, 64]"));
    CHECK_THAT(refusal("[rewind]\nsnapshots = \"many\""), Catch::Contains("off, on"));
    CHECK_THAT(refusal("[rewind]\nat_us = [-1]"), Catch::Contains("rewind.at_us"));
    CHECK_THAT(refusal("[rewind]\nat_us = [\"soon\"]"), Catch::Contains("soon"));
    CHECK_THAT(refusal("[rewind]\ninterval_us = 0"), Catch::Contains("rewind.interval_us"));
    CHECK_THAT(refusal("[rewind]\nwhen = [\"bre(any) > 0\"]"),
               Catch::Contains("column 1") && Catch::Contains("did you mean ber?"));
    CHECK_THAT(refusal("[rewind]\nwindow = 1"), Catch::Contains("rewind.window"));
}

TEST_CASE("rewind_config: a wave that the run cannot make is refused", "[cosim][rewind]") {
    const oio::RewindConfig off = read("[rewind]\nsnapshots = \"off\"\nat_us = [3]");
    const oio::RewindConfig on = read("[rewind]\nat_us = [3]");
    const oio::RewindConfig idle = read("[rewind]\nsnapshots = \"on\"");
    const std::vector<oio::ConfigOverride> at = {{"--rewind-at 3", "rewind.at_us", "['3']"}};
    const std::vector<oio::ConfigOverride> when = {{"--set x", "rewind.when", "['replays > 0']"}};
    using oio::refuse_triggers_without_wave;
    CHECK_THROWS_WITH(refuse_triggers_without_wave(off, at, false),
                      Catch::Contains("--rewind-at 3") && Catch::Contains("--rewind on"));
    CHECK_THROWS_AS(refuse_triggers_without_wave(off, when, false), oio::ConfigError);
    CHECK_THROWS_WITH(refuse_triggers_without_wave(on, {}, true), Catch::Contains("--waves full"));
    CHECK_THROWS_AS(refuse_triggers_without_wave(on, at, true), oio::ConfigError);
    // A scenario's own triggers may be switched off; rewind without triggers costs nothing asked
    // for.
    CHECK_NOTHROW(refuse_triggers_without_wave(off, {}, true));
    CHECK_NOTHROW(refuse_triggers_without_wave(on, at, false));
    CHECK_NOTHROW(refuse_triggers_without_wave(idle, {}, true));
}
