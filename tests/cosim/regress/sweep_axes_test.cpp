// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_axes.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"

using oio::parse_sweep_axis;
using Values = std::vector<std::string>;

TEST_CASE("sweep_axes: a range has both ends", "[cosim][regress]") {
    const oio::SweepAxis axis = parse_sweep_axis("link.length_m=5:50:10");
    CHECK(axis.key == "link.length_m");
    CHECK(axis.values == Values{"5", "10", "15", "20", "25", "30", "35", "40", "45", "50"});
    CHECK(parse_sweep_axis("a=1:0:3").values == Values{"1", "0.5", "0"});
    CHECK(parse_sweep_axis("a=-1e-3:1e-3:3").values == Values{"-0.001", "0", "0.001"});
    CHECK(parse_sweep_axis("a=1:1000:4:log").values == Values{"1", "10", "100", "1000"});
}

TEST_CASE("sweep_axes: a list may hold words", "[cosim][regress]") {
    CHECK(parse_sweep_axis("link.lanes=16,64").values == Values{"16", "64"});
    CHECK(parse_sweep_axis("link.lanes=16,64").numeric);
    CHECK_FALSE(parse_sweep_axis("link.preset=small-16,small-64").numeric);
    CHECK(parse_sweep_axis("a=b").values == Values{"b"});
}

TEST_CASE("sweep_axes: refuses what is no axis", "[cosim][regress]") {
    for (const char* text : {"", "a", "=1:2:3", "a=", "a=1:2", "a=1:2:1", "a=1:2:2.5", "a=1:2:x",
                             "a=1:2:3:lin", "a=0:2:3:log", "a=1:2:3:4:5", "a=1:2:9999999"}) {
        INFO(text);
        CHECK_THROWS_AS(parse_sweep_axis(text), oio::ConfigError);
    }
}

TEST_CASE("sweep_axes: the grid has every combination once, the last axis runs fastest",
          "[cosim][regress]") {
    const auto grid = oio::sweep_grid({parse_sweep_axis("a=1,2"), parse_sweep_axis("b=x,y,z")});
    REQUIRE(grid.size() == 6);
    CHECK(grid[0] == Values{"1", "x"});
    CHECK(grid[1] == Values{"1", "y"});
    CHECK(grid[5] == Values{"2", "z"});
    CHECK_THROWS_AS(oio::sweep_grid({parse_sweep_axis("a=1,2"), parse_sweep_axis("a=3,4")}),
                    oio::ConfigError);
    CHECK_THROWS_AS(
        oio::sweep_grid({parse_sweep_axis("a=1:2:1001"), parse_sweep_axis("b=1:2:1001")}),
        oio::ConfigError);
}
