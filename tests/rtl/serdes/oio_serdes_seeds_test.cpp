// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <set>

#include "Voio_serdes_seeds.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"

using namespace oio::test;

TEST_CASE("oio_serdes_seeds: every lane starts 4096 unit intervals after the one before",
          "[rtl][serdes]") {
    const std::uint32_t start = GENERATE(0x7FFFFFU, 0x000001U, 0x1DBFBCU);
    Voio_serdes_seeds dut;
    dut.seed_i = reversed23(start);
    dut.eval();
    GaloisScrambler reference(start);
    for (unsigned lane = 0; lane < 16; ++lane) {
        CHECK(lane_field(dut.seeds_o, lane, 23) == reversed23(reference.state()));
        for (unsigned k = 0; k < 4096; ++k) reference.next();
    }
    CHECK(dut.next_o == reversed23(reference.state()));
}

TEST_CASE("oio_serdes_seeds: a jump is 4096 single steps from any state", "[rtl][serdes]") {
    Voio_serdes_seeds dut;
    for (unsigned bit = 0; bit < 23; ++bit) {
        // Every unit vector: every bit of the masks.
        GaloisScrambler reference(reversed23(1U << bit));
        for (unsigned step = 0; step < 4096; ++step) reference.next();
        dut.seed_i = 1U << bit;
        dut.eval();
        CHECK(lane_field(dut.seeds_o, 0, 23) == 1U << bit);
        CHECK(lane_field(dut.seeds_o, 1, 23) == reversed23(reference.state()));
    }
}

TEST_CASE("oio_serdes_seeds: 1088 lanes start at different phases, none of them zero",
          "[rtl][serdes]") {
    Voio_serdes_seeds dut;
    std::set<std::uint64_t> seeds;
    dut.seed_i = 0x7FFFFF;
    for (unsigned column = 0; column < 68; ++column) {
        dut.eval();
        for (unsigned lane = 0; lane < 16; ++lane) {
            seeds.insert(lane_field(dut.seeds_o, lane, 23));
        }
        dut.seed_i = dut.next_o;
    }
    CHECK(seeds.size() == 1088);
    CHECK(seeds.count(0) == 0);
    // The last lane's frame ends before lane 0's sequence comes round again.
    CHECK((1088U + 8) * 4096 < (1U << 23) - 1);
}
