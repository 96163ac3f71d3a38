// SPDX-License-Identifier: Apache-2.0
//
// oio_aggregation_tx and oio_aggregation_rx of 48 + 20 lanes with words of 8, fibre between them.
#pragma once

#include <catch2/catch.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "Voio_aggregation_rx.h"
#include "tests/support/clocks.hpp"
#include "tests/support/port_bits.hpp"

namespace oio::test {

constexpr unsigned kMapLanes = 48;
constexpr unsigned kMapPhysical = 68;
constexpr unsigned kMapColumns = 5;

using LaneSet = std::vector<bool>;

/// Physical lane of each active lane: the good lanes in order.
inline std::vector<unsigned> good_lanes(const LaneSet& dead) {
    std::vector<unsigned> good;
    for (unsigned lane = 0; lane < kMapPhysical; ++lane) {
        if (!dead[lane] && good.size() < kMapLanes) good.push_back(lane);
    }
    return good;
}

/// `count` different lanes.
inline LaneSet random_lanes(unsigned count, std::mt19937& random) {
    LaneSet lanes(kMapPhysical);
    for (unsigned k = 0; k < count;) {
        const unsigned lane = random() % kMapPhysical;
        if (!lanes[lane]) ++k;
        lanes[lane] = true;
    }
    return lanes;
}

/// Single lanes, neighbours, the spares themselves and random sets up to their number.
inline std::vector<LaneSet> dead_sets() {
    std::vector<LaneSet> sets{LaneSet(kMapPhysical)};
    for (unsigned lane = 0; lane < kMapPhysical; ++lane) {
        LaneSet dead(kMapPhysical);
        dead[lane] = true;
        sets.push_back(dead);
    }
    for (unsigned first = 0; first <= 48; first += 6) {
        LaneSet dead(kMapPhysical);
        for (unsigned k = 0; k < 20; ++k) dead[first + k] = true;
        sets.push_back(dead);
    }
    std::mt19937 random(23);
    for (unsigned run = 0; run < 80; ++run) sets.push_back(random_lanes(2 + run % 19, random));
    return sets;
}

/// One side with its two clocks; `Dut` is Verilated tx or rx.
template <class Dut>
struct AggregationSide {
    static constexpr unsigned kCore = 1;
    static constexpr unsigned kWord = 2;

    Dut dut;
    Clocks<Dut> clocks{dut};

    explicit AggregationSide(std::uint64_t core_period = 2000, std::uint64_t word_period = 3765,
                             std::uint64_t phase = 700) {
        clocks.add(dut.clk_core_i, core_period);
        clocks.add(dut.clk_i, word_period, phase);
        dut.rst_ni = dut.rst_core_ni = 1;
        dut.eval();
        dut.rst_ni = dut.rst_core_ni = 0;
        clocks.rise(8);
        dut.rst_ni = dut.rst_core_ni = 1;
        dut.eval();
    }
    ~AggregationSide() { dut.final(); }

    /// Goes on until an edge of the word clock is next.
    void to_word_edge() {
        while ((clocks.next() & kWord) == 0) clocks.rise();
    }
    void load_map(const LaneSet& dead) {
        for (unsigned lane = 0; lane < kMapPhysical; ++lane) {
            set_bit(dut.dead_i, lane, dead[lane]);
        }
        to_word_edge();
        dut.map_start_i = 1;
        clocks.rise();
        dut.map_start_i = 0;
        unsigned words = 0;
        while (!dut.map_done_o && words < 100) {
            to_word_edge();
            clocks.rise();
            ++words;
        }
        REQUIRE(dut.map_done_o == 1);
    }
};

}  // namespace oio::test
