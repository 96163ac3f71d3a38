// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <vector>

#include "Voio_serdes_descramble.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

struct Bench : SingleClock<Voio_serdes_descramble> {
    void seed() {
        dut.payload_i = 0;
        dut.seed_i = 1;
        clock(8);
        dut.seed_i = 0;
    }
    void send(unsigned lane, unsigned word) {
        set_lane_field(dut.words_i[lane / 16], lane % 16, 8, word);
    }
    unsigned word(unsigned lane) const {
        return static_cast<unsigned>(lane_field(dut.words_o[lane / 16], lane % 16, 8));
    }
};

}  // namespace

TEST_CASE("oio_serdes_descramble: gives back what every lane's own scrambler hid",
          "[rtl][serdes]") {
    Bench bench;
    std::mt19937 random(12);
    for (unsigned frame = 0; frame < 2; ++frame) {
        std::vector<GaloisScrambler> lanes;
        for (unsigned lane = 0; lane < 40; ++lane) lanes.push_back(scrambler_of_lane(lane));
        bench.seed();
        for (unsigned row = 0; row < 300; ++row) {
            // A pause between rows does not move the key.
            bench.dut.payload_i = row % 7 != 3;
            std::vector<unsigned> plain(40);
            for (unsigned lane = 0; lane < 40; ++lane) {
                plain[lane] = random() & 0xFF;
                auto ahead = lanes[lane];
                bench.send(lane, plain[lane] ^ ahead.word(8));
                if (bench.dut.payload_i) lanes[lane] = ahead;
            }
            bench.settle();
            for (unsigned lane = 0; lane < 40; ++lane) REQUIRE(bench.word(lane) == plain[lane]);
            bench.clock();
        }
    }
}

TEST_CASE("oio_serdes_descramble: a slip of one word is mended at the next marker",
          "[rtl][serdes]") {
    Bench bench;
    bench.seed();
    auto scrambler = scrambler_of_lane(5);
    scrambler.word(8);
    bench.dut.payload_i = 1;
    unsigned wrong = 0;
    for (unsigned k = 0; k < 50; ++k) {
        bench.send(5, scrambler.word(8));
        bench.settle();
        wrong += bench.word(5) != 0;
        bench.clock();
    }
    CHECK(wrong > 40);
    bench.seed();
    scrambler = scrambler_of_lane(5);
    bench.dut.payload_i = 1;
    for (unsigned k = 0; k < 50; ++k) {
        bench.send(5, scrambler.word(8));
        bench.settle();
        REQUIRE(bench.word(5) == 0);
        bench.clock();
    }
}

TEST_CASE("oio_serdes_descramble: passes words unchanged after reset", "[rtl][serdes]") {
    Bench bench;
    bench.send(33, 0x5C);
    bench.settle();
    CHECK(bench.word(33) == 0x5C);
}
