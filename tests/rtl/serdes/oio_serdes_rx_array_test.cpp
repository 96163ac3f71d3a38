// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_serdes_rx_array.h"
#include "tests/rtl/serdes/serdes_rx_bench.hpp"
#include "tests/support/link_reference.hpp"

using namespace oio::test;

namespace {

struct Bench : SingleClock<Voio_serdes_rx_array> {
    SerdesResult result(unsigned lane) {
        dut.read_i = 1;
        dut.read_column_i = static_cast<std::uint8_t>(lane / 16);
        dut.read_lane_i = lane % 16;
        clock();
        dut.read_i = 0;
        return SerdesResult::from_port(dut.result_o);
    }
};

}  // namespace

TEST_CASE("oio_serdes_rx_array: reads the lane that was asked for", "[rtl][serdes]") {
    Bench bench;
    bench.dut.count_clear_i = 1;
    bench.clock();
    bench.dut.count_clear_i = 0;
    bench.dut.count_ones_i = 1;
    for (unsigned k = 0; k < 48; ++k) {
        // Lane n sees a one in the first n words.
        for (unsigned lane = 0; lane < 48; ++lane) {
            set_lane_field(bench.dut.words_i[lane / 16], lane % 16, 8, k < lane ? 1 : 0);
        }
        bench.clock();
    }
    bench.dut.count_ones_i = 0;
    for (unsigned lane = 0; lane < 48; ++lane) CHECK(bench.result(lane).count == lane);
}

TEST_CASE("oio_serdes_rx_array: shows a capture of any column", "[rtl][serdes]") {
    const unsigned lane = GENERATE(0U, 17U, 39U);
    Bench bench;
    bench.dut.common_word_i = kTrainWord;
    bench.dut.capture_i = 1;
    unsigned pulses = 0;
    for (unsigned k = 0; k < 20; ++k) {
        const auto word = k < 8 ? marker(kTrainWord, lane) >> (8 * k) & 0xFF : 0;
        set_lane_field(bench.dut.words_i[lane / 16], lane % 16, 8, word);
        bench.settle();
        pulses += bench.dut.captured_o;
        bench.clock();
    }
    bench.dut.capture_i = 0;
    CHECK(pulses == 1);
    for (unsigned other = 0; other < 40; ++other) {
        CHECK(bench.result(other).captured == (other == lane));
    }
}

TEST_CASE("oio_serdes_rx_array: words pass in one clock without a slip", "[rtl][serdes]") {
    Bench bench;
    for (unsigned k = 1; k < 10; ++k) {
        for (unsigned lane = 0; lane < 48; ++lane) {
            set_lane_field(bench.dut.words_i[lane / 16], lane % 16, 8, (lane * 5 + k) & 0xFF);
        }
        bench.clock();
        // The aligned word consists of the word of the clock before.
        if (k < 2) continue;
        for (unsigned lane = 0; lane < 48; ++lane) {
            REQUIRE(lane_field(bench.dut.words_o[lane / 16], lane % 16, 8) ==
                    ((lane * 5 + k - 1) & 0xFF));
        }
    }
}
