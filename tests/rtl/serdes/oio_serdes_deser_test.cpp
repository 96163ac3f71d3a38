// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <array>
#include <deque>
#include <random>
#include <vector>

#include "Voio_serdes_deser_16.h"
#include "Voio_serdes_deser_32.h"
#include "Voio_serdes_deser_8.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

#define EVERY_WORD_SIZE Voio_serdes_deser_8, Voio_serdes_deser_16, Voio_serdes_deser_32

TEMPLATE_TEST_CASE("oio_serdes_deser: the bits up to the store become the word, oldest in bit 0",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    constexpr unsigned kWord = sizeof(TestType::words_o) / 2;
    SingleClock<TestType> bench;
    std::mt19937 random(1);
    std::vector<unsigned> history;
    for (unsigned word = 0; word < 30; ++word) {
        for (unsigned bit = 0; bit < kWord; ++bit) {
            bench.dut.bits_i = static_cast<std::uint16_t>(random());
            history.push_back(bench.dut.bits_i);
            bench.dut.store_i = bit == kWord - 1;
            const auto before = all_bits(bench.dut.words_o, 16 * kWord);
            bench.clock();
            if (!bench.dut.store_i) REQUIRE(all_bits(bench.dut.words_o, 16 * kWord) == before);
        }
        for (unsigned lane = 0; lane < 16; ++lane) {
            for (unsigned bit = 0; bit < kWord; ++bit) {
                const unsigned sampled = history[history.size() - kWord + bit];
                REQUIRE(get_bit(bench.dut.words_o, lane * kWord + bit) == (sampled >> lane & 1));
            }
        }
    }
}

TEMPLATE_TEST_CASE("oio_serdes_deser: codes change with a store only", "[rtl][serdes]",
                   EVERY_WORD_SIZE) {
    SingleClock<TestType> bench;
    std::mt19937 random(2);
    randomise(bench.dut.phase_i, 96, random);
    randomise(bench.dut.threshold_i, 128, random);
    bench.clock(5);
    CHECK(all_bits(bench.dut.phase_o, 96) == std::vector<bool>(96));
    CHECK(all_bits(bench.dut.threshold_o, 128) == std::vector<bool>(128));
    bench.dut.store_i = 1;
    bench.clock();
    bench.dut.store_i = 0;
    const auto phase = all_bits(bench.dut.phase_i, 96);
    const auto threshold = all_bits(bench.dut.threshold_i, 128);
    randomise(bench.dut.phase_i, 96, random);
    randomise(bench.dut.threshold_i, 128, random);
    bench.clock(5);
    CHECK(all_bits(bench.dut.phase_o, 96) == phase);
    CHECK(all_bits(bench.dut.threshold_o, 128) == threshold);
}
