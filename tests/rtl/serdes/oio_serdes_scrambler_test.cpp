// SPDX-License-Identifier: Apache-2.0
//
// Truth: the published first words of eight seeds, and a Galois register clocked bit by bit.
#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <vector>

#include "Voio_serdes_scrambler_16.h"
#include "Voio_serdes_scrambler_32.h"
#include "Voio_serdes_scrambler_8.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

template <class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kWord = sizeof(Dut::data_i) / 2;

    void load() {
        this->dut.load_i = 1;
        this->clock();
        this->dut.load_i = 0;
        this->settle();
    }
};

}  // namespace

#define EVERY_WORD_SIZE Voio_serdes_scrambler_8, Voio_serdes_scrambler_16, Voio_serdes_scrambler_32

TEMPLATE_TEST_CASE("oio_serdes_scrambler: gives the first words published for the eight seeds",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    constexpr std::array<std::uint32_t, 8> kSeeds{0x1DBFBC, 0x0607BB, 0x1EC760, 0x18C0DB,
                                                  0x010F12, 0x19CFC9, 0x0277CE, 0x1BB807};
    constexpr std::array<std::uint32_t, 8> kWords{0x9894BD6C, 0x914C57F0, 0x91BC718C, 0x00F0267C,
                                                  0xFC0F6D40, 0xFCFF4B3C, 0xF527A1A0, 0x09D8EA9C};
    Bench<TestType> bench;
    constexpr unsigned kWord = Bench<TestType>::kWord;
    for (unsigned lane = 0; lane < 16; ++lane) {
        set_lane_field(bench.dut.seeds_i, lane, 23, reversed23(kSeeds[lane % 8]));
    }
    fill_lanes(bench.dut.data_i, kWord, 0);
    bench.load();
    bench.dut.advance_i = 1;
    std::array<std::uint32_t, 16> got{};
    for (unsigned bit = 0; bit < 32; bit += kWord) {
        bench.settle();
        for (unsigned lane = 0; lane < 16; ++lane) {
            got[lane] |= static_cast<std::uint32_t>(lane_field(bench.dut.data_o, lane, kWord))
                         << bit;
        }
        bench.clock();
    }
    for (unsigned lane = 0; lane < 16; ++lane) CHECK(got[lane] == kWords[lane % 8]);
}

TEMPLATE_TEST_CASE("oio_serdes_scrambler: every lane follows its own register, with stalls",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    constexpr unsigned kWord = Bench<TestType>::kWord;
    constexpr std::uint64_t kMask = (std::uint64_t{1} << kWord) - 1;
    std::mt19937 random(3);
    std::vector<GaloisScrambler> lanes;
    for (unsigned lane = 0; lane < 16; ++lane) {
        const std::uint32_t seed = 1 + random() % 0x7FFFFF;
        lanes.emplace_back(seed);
        set_lane_field(bench.dut.seeds_i, lane, 23, reversed23(seed));
    }
    bench.load();
    for (unsigned step = 0; step < 400; ++step) {
        randomise(bench.dut.data_i, 16 * kWord, random);
        bench.dut.advance_i = random() % 4 != 0;
        bench.settle();
        for (unsigned lane = 0; lane < 16; ++lane) {
            auto ahead = lanes[lane];
            const auto key = lane_field(bench.dut.data_o, lane, kWord) ^
                             lane_field(bench.dut.data_i, lane, kWord);
            REQUIRE((key & kMask) == ahead.word(kWord));
            if (bench.dut.advance_i) lanes[lane] = ahead;
        }
        bench.clock();
    }
}

TEMPLATE_TEST_CASE("oio_serdes_scrambler: loading wins over advancing and starts again",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    constexpr unsigned kWord = Bench<TestType>::kWord;
    fill_lanes(bench.dut.seeds_i, 23, reversed23(0x1DBFBC));
    fill_lanes(bench.dut.data_i, kWord, 0);
    bench.load();
    const auto first = all_bits(bench.dut.data_o, 16 * kWord);
    bench.dut.advance_i = 1;
    bench.clock(3);
    bench.settle();
    CHECK(all_bits(bench.dut.data_o, 16 * kWord) != first);
    bench.load();
    CHECK(all_bits(bench.dut.data_o, 16 * kWord) == first);
}

TEST_CASE("oio_serdes_scrambler: passes the data unchanged after reset", "[rtl][serdes]") {
    Bench<Voio_serdes_scrambler_8> bench;
    fill_lanes(bench.dut.data_i, 8, 0xA5);
    bench.settle();
    CHECK(all_bits(bench.dut.data_o, 128) == all_bits(bench.dut.data_i, 128));
}
