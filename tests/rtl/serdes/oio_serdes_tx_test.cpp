// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>

#include "Voio_serdes_tx_16.h"
#include "Voio_serdes_tx_32.h"
#include "Voio_serdes_tx_8.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

template <class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kWord = sizeof(Dut::payload_i) / 2;
    static constexpr std::uint64_t kMask = (std::uint64_t{1} << kWord) - 1;

    Bench() {
        for (unsigned lane = 0; lane < 16; ++lane) {
            set_lane_field(this->dut.identities_i, lane, 24, golay(lane + 48));
        }
    }
    void use(bool marker, bool pad, bool common, bool payload) {
        this->dut.use_marker_i = marker;
        this->dut.use_pad_i = pad;
        this->dut.use_common_i = common;
        this->dut.use_payload_i = payload;
    }
    std::uint64_t word(unsigned lane) const { return lane_field(this->dut.words_o, lane, kWord); }
};

}  // namespace

#define EVERY_WORD_SIZE Voio_serdes_tx_8, Voio_serdes_tx_16, Voio_serdes_tx_32

TEMPLATE_TEST_CASE("oio_serdes_tx: is dark after reset and without a source", "[rtl][serdes]",
                   EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    std::mt19937 random(1);
    randomise(bench.dut.payload_i, 16 * bench.kWord, random);
    for (unsigned lane = 0; lane < 16; ++lane) CHECK(bench.word(lane) == 0);
    bench.use(false, false, false, true);
    bench.clock();
    bench.use(false, false, false, false);
    bench.clock();
    for (unsigned lane = 0; lane < 16; ++lane) CHECK(bench.word(lane) == 0);
}

TEMPLATE_TEST_CASE("oio_serdes_tx: the words of a marker carry the lane's own identity",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    const std::uint16_t common = GENERATE(kAlignWord, kTrainWord, kActiveWord);
    Bench<TestType> bench;
    bench.use(true, false, false, false);
    bench.dut.common_word_i = common;
    for (unsigned index = 0; index < 64 / bench.kWord; ++index) {
        bench.dut.marker_index_i = static_cast<std::uint8_t>(index);
        bench.clock();
        for (unsigned lane = 0; lane < 16; ++lane) {
            REQUIRE(bench.word(lane) ==
                    (marker(common, lane + 48) >> (index * bench.kWord) & bench.kMask));
        }
    }
}

TEMPLATE_TEST_CASE("oio_serdes_tx: pad alternates, common goes to all lanes, payload to its own",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    std::mt19937 random(2);
    bench.use(false, true, false, false);
    bench.clock();
    for (unsigned lane = 0; lane < 16; ++lane) {
        CHECK(bench.word(lane) == (0xAAAAAAAA & bench.kMask));
    }
    bench.use(false, false, true, false);
    bench.dut.common_i = static_cast<decltype(bench.dut.common_i + 0)>(0x12345678 & bench.kMask);
    bench.clock();
    for (unsigned lane = 0; lane < 16; ++lane) {
        CHECK(bench.word(lane) == (0x12345678 & bench.kMask));
    }
    bench.use(false, false, false, true);
    for (unsigned k = 0; k < 20; ++k) {
        randomise(bench.dut.payload_i, 16 * bench.kWord, random);
        bench.clock();
        CHECK(all_bits(bench.dut.words_o, 16 * bench.kWord) ==
              all_bits(bench.dut.payload_i, 16 * bench.kWord));
    }
}
