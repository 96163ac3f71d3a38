// SPDX-License-Identifier: Apache-2.0
//
// Truth: PRBS, markers and scrambling of every lane from the bit-serial references.
#include <catch2/catch.hpp>

#include <array>
#include <deque>
#include <random>
#include <vector>

#include "Voio_serdes_tx_array.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

constexpr unsigned kLanes = 40;
constexpr unsigned kFrame = 8 + 2 + 256;

struct Bench : SingleClock<Voio_serdes_tx_array> {
    unsigned word(unsigned lane) const {
        return static_cast<unsigned>(lane_field(dut.words_o[lane / 16], lane % 16, 8));
    }
    bool shows_marker(std::uint16_t common, unsigned index) const {
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            if (word(lane) != (marker(common, lane) >> (8 * index) & 0xFF)) return false;
        }
        return true;
    }
};

}  // namespace

TEST_CASE("oio_serdes_tx_array: dark after reset, then the same PRBS on all lanes",
          "[rtl][serdes]") {
    const unsigned select = GENERATE(0U, 1U, 2U);
    Bench bench;
    bench.clock(3);
    for (unsigned lane = 0; lane < kLanes; ++lane) CHECK(bench.word(lane) == 0);
    CHECK(bench.dut.light_o == 0);
    bench.dut.mode_i = 1;
    bench.dut.prbs_select_i = static_cast<std::uint8_t>(select);
    bench.clock(3);
    PrbsBits prbs(select);
    for (unsigned k = 0; k < 200; ++k) {
        const unsigned expected = prbs.word(8);
        for (unsigned lane = 0; lane < kLanes; ++lane) REQUIRE(bench.word(lane) == expected);
        REQUIRE(bench.dut.light_o == 1);
        bench.clock();
    }
}

TEST_CASE("oio_serdes_tx_array: training frames carry the message on all lanes", "[rtl][serdes]") {
    Bench bench;
    bench.dut.mode_i = 3;
    unsigned next = 0;
    std::vector<unsigned> seen;
    bool started = false;
    for (unsigned k = 0; k < 2 * kFrame + 10; ++k) {
        bench.settle();
        // A message source as oio_phy_message_tx: moves on when told to.
        if (bench.dut.message_restart_o) next = 0;
        bench.dut.message_i = static_cast<std::uint8_t>(next * 7 + 1);
        if (bench.dut.message_advance_o) ++next;
        bench.clock();
        if (!started && bench.shows_marker(kTrainWord, 0)) started = true;
        if (!started) continue;
        for (unsigned lane = 1; lane < kLanes && seen.size() % kFrame >= 8; ++lane) {
            REQUIRE(bench.word(lane) == bench.word(0));
        }
        if (seen.size() % kFrame < 8) REQUIRE(bench.shows_marker(kTrainWord, seen.size() % kFrame));
        seen.push_back(bench.word(0));
    }
    REQUIRE(seen.size() > 2 * kFrame - 1);
    CHECK(seen[8] == 0xAA);
    CHECK(seen[9] == 0xAA);
    for (unsigned k = 0; k < 256; ++k) {
        CHECK(seen[10 + k] == (k * 7 + 1 & 0xFF));
        CHECK(seen[kFrame + 10 + k] == (k * 7 + 1 & 0xFF));
    }
}

TEST_CASE("oio_serdes_tx_array: rows leave two clocks after they are asked for, scrambled",
          "[rtl][serdes]") {
    Bench bench;
    std::mt19937 random(8);
    bench.dut.mode_i = 4;
    bench.dut.row_valid_i = 1;
    std::array<std::vector<std::uint8_t>, kLanes> keys;
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        auto scrambler = scrambler_of_lane(lane);
        for (unsigned k = 0; k < 256; ++k) {
            keys[lane].push_back(static_cast<std::uint8_t>(scrambler.word(8)));
        }
    }
    std::deque<std::vector<unsigned>> rows;
    std::vector<unsigned> now(kLanes), before(kLanes);
    bool pop = false, pop_before = false;
    unsigned row = 0, checked = 0;
    for (unsigned k = 0; k < 3 * kFrame + 20; ++k) {
        bench.settle();
        pop_before = pop;
        pop = bench.dut.pop_o;
        // The row asked for in the clock before is here now.
        before = now;
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            now[lane] = random() & 0xFF;
            set_lane_field(bench.dut.rows_i[lane / 16], lane % 16, 8, now[lane]);
        }
        bench.clock();
        REQUIRE(bench.dut.payload_o == pop_before);
        if (!pop_before) {
            row = 0;
            continue;
        }
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            REQUIRE(bench.word(lane) == (now[lane] ^ keys[lane][row]));
        }
        ++row;
        ++checked;
    }
    CHECK(checked >= 256);
}
