// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <vector>

#include "Voio_aggregation_lane_map.h"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

constexpr unsigned kLanes = 48;
constexpr unsigned kPhysical = 68;

struct Bench : SingleClock<Voio_aggregation_lane_map> {
    /// Loads a map and compares every placement with the list of good lanes.
    void load(const std::vector<bool>& dead) {
        std::vector<unsigned> good;
        for (unsigned lane = 0; lane < kPhysical; ++lane) {
            const bool in_reach = lane - good.size() <= kPhysical - kLanes;
            if (!dead[lane] && in_reach && good.size() < kLanes) good.push_back(lane);
        }
        dut.start_i = 1;
        settle();
        REQUIRE(dut.clear_o == 1);
        clock();
        dut.start_i = 0;
        unsigned placed = 0;
        for (unsigned k = 0; k < kPhysical; ++k) {
            settle();
            REQUIRE(dut.busy_o == 1);
            REQUIRE(dut.done_o == 0);
            REQUIRE(dut.visit_o == k);
            dut.dead_i = dead[k];
            settle();
            if (dut.place_o) {
                REQUIRE(placed < good.size());
                REQUIRE(dut.logical_o == placed);
                REQUIRE(dut.logical_o + dut.offset_o == good[placed]);
                ++placed;
            }
            clock();
        }
        REQUIRE(placed == good.size());
        REQUIRE(dut.busy_o == 0);
        REQUIRE(dut.done_o == 1);
        REQUIRE(dut.short_o == (good.size() < kLanes));
        if (!good.empty()) REQUIRE(dut.mapped_o == good.back() + 1 - good.size());
    }
};

}  // namespace

TEST_CASE("oio_aggregation_lane_map: is idle after reset and done until the next start",
          "[rtl][aggregation]") {
    Bench bench;
    CHECK(bench.dut.busy_o + bench.dut.done_o + bench.dut.short_o + bench.dut.place_o == 0);
    bench.load(std::vector<bool>(kPhysical));
    CHECK(bench.dut.mapped_o == 0);
    bench.clock(20);
    CHECK(bench.dut.done_o == 1);
    bench.load(std::vector<bool>(kPhysical));
}

TEST_CASE("oio_aggregation_lane_map: places around every single dead lane", "[rtl][aggregation]") {
    Bench bench;
    for (unsigned lane = 0; lane < kPhysical; ++lane) {
        std::vector<bool> dead(kPhysical);
        dead[lane] = true;
        bench.load(dead);
        CHECK(bench.dut.short_o == 0);
        CHECK(bench.dut.mapped_o == (lane < kLanes ? 1 : 0));
    }
}

TEST_CASE("oio_aggregation_lane_map: places around sets up to the spares, and says if they end",
          "[rtl][aggregation]") {
    Bench bench;
    std::mt19937 random(17);
    for (unsigned run = 0; run < 300; ++run) {
        const unsigned count = run % 24;
        std::vector<bool> dead(kPhysical);
        for (unsigned k = 0; k < count;) {
            // Every third set lies together.
            const unsigned lane = run % 3 == 0 ? (run + k) % kPhysical : random() % kPhysical;
            if (!dead[lane]) ++k;
            dead[lane] = true;
        }
        bench.load(dead);
        CHECK(bench.dut.short_o == (count > kPhysical - kLanes));
    }
}

TEST_CASE("oio_aggregation_lane_map: a start in the middle of a load starts again",
          "[rtl][aggregation]") {
    Bench bench;
    bench.dut.start_i = 1;
    bench.clock();
    bench.dut.start_i = 0;
    bench.clock(30);
    std::vector<bool> dead(kPhysical);
    dead[0] = dead[47] = true;
    bench.load(dead);
}
