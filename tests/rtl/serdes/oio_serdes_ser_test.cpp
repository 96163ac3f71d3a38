// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <vector>

#include "Voio_serdes_ser_16.h"
#include "Voio_serdes_ser_32.h"
#include "Voio_serdes_ser_8.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

#define EVERY_WORD_SIZE Voio_serdes_ser_8, Voio_serdes_ser_16, Voio_serdes_ser_32

TEMPLATE_TEST_CASE("oio_serdes_ser: bit 0 leaves with the load, the others follow without a gap",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    constexpr unsigned kWord = sizeof(TestType::words_i) / 2;
    SingleClock<TestType> bench;
    std::mt19937 random(1);
    for (unsigned word = 0; word < 30; ++word) {
        randomise(bench.dut.words_i, 16 * kWord, random);
        const auto sent = all_bits(bench.dut.words_i, 16 * kWord);
        for (unsigned bit = 0; bit < kWord; ++bit) {
            bench.dut.load_i = bit == 0;
            bench.clock();
            // What is not loaded does not matter.
            if (bit == 0) randomise(bench.dut.words_i, 16 * kWord, random);
            for (unsigned lane = 0; lane < 16; ++lane) {
                REQUIRE(get_bit(bench.dut.bits_o, lane) == sent[lane * kWord + bit]);
            }
        }
    }
}

TEMPLATE_TEST_CASE("oio_serdes_ser: sends zeros after reset and after a word without successor",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    constexpr unsigned kWord = sizeof(TestType::words_i) / 2;
    SingleClock<TestType> bench;
    CHECK(bench.dut.bits_o == 0);
    fill_lanes(bench.dut.words_i, kWord, ~std::uint64_t{0});
    bench.clock(3);
    CHECK(bench.dut.bits_o == 0);
    bench.dut.load_i = 1;
    bench.clock();
    bench.dut.load_i = 0;
    bench.clock(kWord - 1);
    CHECK(bench.dut.bits_o == 0xFFFF);
    bench.clock();
    CHECK(bench.dut.bits_o == 0);
}
