// SPDX-License-Identifier: Apache-2.0
//
// Truth: the first bytes of each sequence as published (all-ones history, not inverted), and the
// defining recurrence evaluated bit by bit.
#include <catch2/catch.hpp>

#include <array>
#include <vector>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

namespace {

struct Prbs {
    unsigned select;
    unsigned far_tap;
    unsigned near_tap;
    std::array<unsigned, 8> first_bytes;
};

const std::array<Prbs, 3> kPrbs{{
    {0, 7, 6, {0x40, 0x30, 0x14, 0x4f, 0x34, 0x57, 0xbe, 0x70}},
    {1, 15, 14, {0x00, 0x40, 0x00, 0x30, 0x00, 0x14, 0x00, 0x0f}},
    {2, 31, 28, {0x00, 0x00, 0x00, 0x70, 0x00, 0x00, 0x00, 0x3f}},
}};

/// `count` bits after a history of ones.
std::vector<bool> recurrence(const Prbs& prbs, std::size_t count) {
    std::vector<bool> bits(31, true);
    while (bits.size() < count + 31) {
        bits.push_back(bits[bits.size() - prbs.far_tap] != bits[bits.size() - prbs.near_tap]);
    }
    return {bits.begin() + 31, bits.end()};
}

}  // namespace

TEST_CASE("oio_lfsr: the first bytes are the published ones", "[rtl][common]") {
    const unsigned index = GENERATE(0U, 1U, 2U);
    CommonBench bench;
    bench.dut.lfsr_select_i = static_cast<std::uint8_t>(kPrbs[index].select);
    bench.dut.lfsr_en_i = 1;
    for (const unsigned byte : kPrbs[index].first_bytes) {
        bench.clocks.settle();
        CHECK(bench.dut.lfsr_word8_o == byte);
        bench.clocks.rise();
    }
}

TEST_CASE("oio_lfsr: any number of bits per step gives the same sequence", "[rtl][common]") {
    const unsigned index = GENERATE(0U, 1U, 2U);
    const auto bits = recurrence(kPrbs[index], 32 * 2000);
    CommonBench bench;
    bench.dut.lfsr_select_i = static_cast<std::uint8_t>(kPrbs[index].select);
    bench.dut.lfsr_en_i = 1;
    for (unsigned step = 0; step < 2000; ++step) {
        bench.clocks.settle();
        std::uint32_t word = 0;
        for (unsigned k = 0; k < 32; ++k) word |= std::uint32_t{bits[32 * step + k]} << k;
        REQUIRE(bench.dut.lfsr_word32_o == word);
        REQUIRE(bench.dut.lfsr_word1_o == bits[step]);
        bench.clocks.rise();
    }
}

TEST_CASE("oio_lfsr: PRBS7 and PRBS15 repeat after their full period and not before",
          "[rtl][common]") {
    const unsigned index = GENERATE(0U, 1U);
    const unsigned order = kPrbs[index].far_tap;
    CommonBench bench;
    bench.dut.lfsr_select_i = static_cast<std::uint8_t>(kPrbs[index].select);
    bench.dut.lfsr_en_i = 1;
    const std::uint32_t start = 0x7FFFFFFFU >> (31 - order);
    unsigned period = 0;
    do {
        bench.clocks.rise();
        ++period;
    } while (bench.dut.lfsr_state1_o >> (31 - order) != start && period < 40000);
    CHECK(period == (1U << order) - 1);
}

TEST_CASE("oio_lfsr: loading the last 31 received bits continues their sequence", "[rtl][common]") {
    const unsigned index = GENERATE(0U, 1U, 2U);
    const auto bits = recurrence(kPrbs[index], 1000);
    CommonBench bench;
    bench.dut.lfsr_select_i = static_cast<std::uint8_t>(kPrbs[index].select);
    std::uint32_t history = 0;
    for (unsigned k = 0; k < 31; ++k) history |= static_cast<std::uint32_t>(bits[500 + k]) << k;
    bench.dut.lfsr_load_i = 1;
    bench.dut.lfsr_load_state_i = history;
    bench.clocks.rise();
    bench.dut.lfsr_load_i = 0;
    CHECK(bench.dut.lfsr_state8_o == history);
    for (unsigned k = 0; k < 8; ++k) CHECK((bench.dut.lfsr_word8_o >> k & 1) == bits[531 + k]);
}

TEST_CASE("oio_lfsr: holds without enable and never predicts a dead line", "[rtl][common]") {
    const unsigned index = GENERATE(0U, 1U, 2U);
    CommonBench bench;
    bench.dut.lfsr_select_i = static_cast<std::uint8_t>(kPrbs[index].select);
    bench.dut.lfsr_en_i = 1;
    bench.clocks.rise(5);
    bench.dut.lfsr_en_i = 0;
    const auto word = bench.dut.lfsr_word32_o;
    bench.clocks.rise(5);
    CHECK(bench.dut.lfsr_word32_o == word);
    bench.dut.lfsr_load_i = 1;
    bench.dut.lfsr_load_state_i = 0;
    bench.clocks.rise();
    bench.dut.lfsr_load_i = 0;
    CHECK(bench.dut.lfsr_word32_o != 0);
}
