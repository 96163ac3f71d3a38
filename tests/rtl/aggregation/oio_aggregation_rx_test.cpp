// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_aggregation_rx.h"
#include "Voio_aggregation_tx.h"
#include "tests/rtl/aggregation/aggregation_pair.hpp"

using namespace oio::test;

namespace {

struct RxSide : AggregationSide<Voio_aggregation_rx> {
    std::mt19937 random{78};
    std::deque<std::uint8_t> stream;
    unsigned flits = 0;

    using AggregationSide::AggregationSide;

    void watch_flits() {
        clocks.settle();
        if ((clocks.next() & kCore) == 0 || !dut.flit_valid_o) return;
        REQUIRE(stream.size() >= 256);
        for (unsigned byte = 0; byte < 256; ++byte) {
            REQUIRE(lane_field(dut.flit_o, byte, 8) == stream[byte]);
        }
        stream.erase(stream.begin(), stream.begin() + 256);
        ++flits;
    }
    /// One word clock; with a row, its bytes on the good lanes and noise on the others.
    void word(const std::vector<unsigned>* good, bool first = false) {
        while ((clocks.next() & kWord) == 0) {
            watch_flits();
            clocks.rise();
        }
        for (auto& column : {0U, 1U, 2U, 3U, 4U}) randomise(dut.words_i[column], 128, random);
        dut.row_valid_i = good != nullptr;
        dut.row_first_i = first;
        if (good) {
            for (unsigned logical = 0; logical < kMapLanes; ++logical) {
                const auto byte = static_cast<std::uint8_t>(random());
                set_lane_field(dut.words_i[(*good)[logical] / 16], (*good)[logical] % 16, 8, byte);
                stream.push_back(byte);
            }
        }
        watch_flits();
        clocks.rise();
        dut.row_valid_i = 0;
        dut.row_first_i = 0;
    }
    void idle(unsigned words) {
        for (unsigned k = 0; k < words; ++k) word(nullptr);
    }
};

}  // namespace

TEST_CASE("oio_aggregation_rx: gives no flit after reset", "[rtl][aggregation]") {
    RxSide side;
    side.idle(30);
    CHECK(side.flits == 0);
    CHECK(side.dut.overflow_o == 0);
    CHECK(side.dut.map_done_o == 0);
}

TEST_CASE("oio_aggregation_rx: collects the good lanes for every set of dead lanes",
          "[rtl][aggregation]") {
    RxSide side;
    unsigned sets = 0;
    for (const auto& dead : dead_sets()) {
        side.load_map(dead);
        const auto good = good_lanes(dead);
        // 16 rows are 3 flits.
        for (unsigned row = 0; row < 16; ++row) side.word(&good, row == 0);
        side.idle(12);
        REQUIRE(side.flits == 3 * ++sets);
    }
}

TEST_CASE("oio_aggregation_rx: a row in every word clock never overflows", "[rtl][aggregation]") {
    const std::uint64_t phase = GENERATE(0U, 500U, 1999U);
    RxSide side(2000, 3765, phase);
    const LaneSet dead(kMapPhysical);
    side.load_map(dead);
    const auto good = good_lanes(dead);
    for (unsigned frame = 0; frame < 4; ++frame) {
        for (unsigned row = 0; row < 256; ++row) {
            side.word(&good, row == 0);
            REQUIRE(side.dut.overflow_o == 0);
        }
        side.idle(10);
    }
    CHECK(side.flits == 4 * 256 * kMapLanes / 256);
}

TEST_CASE("oio_aggregation_rx: compacts what the transmit side expanded", "[rtl][aggregation]") {
    // Word for word through both, transmit words carried over by hand.
    AggregationSide<Voio_aggregation_tx> tx;
    RxSide rx;
    std::mt19937 random(99);
    for (const auto& dead : dead_sets()) {
        tx.load_map(dead);
        rx.load_map(dead);
        unsigned rows = 0;
        bool shown = false;
        tx.dut.enable_i = 1;
        tx.dut.flit_valid_i = 1;
        const unsigned flits = rx.flits;
        for (unsigned k = 0; k < 200 && rows < 16; ++k) {
            while (true) {
                tx.clocks.settle();
                if (tx.clocks.next() & tx.kWord) {
                    tx.dut.pop_i = tx.dut.row_valid_o && rows + shown < 16;
                    tx.clocks.settle();
                }
                const bool word = tx.clocks.next() & tx.kWord;
                const bool taken = (tx.clocks.next() & tx.kCore) && tx.dut.flit_ready_o;
                if (taken) {
                    for (unsigned byte = 0; byte < 256; ++byte) {
                        rx.stream.push_back(
                            static_cast<std::uint8_t>(lane_field(tx.dut.flit_i, byte, 8)));
                    }
                }
                const bool popped = word && tx.dut.pop_i;
                tx.clocks.rise();
                tx.dut.pop_i = 0;
                if (taken) randomise(tx.dut.flit_i, 2048, random);
                if (word) {
                    // Now words_o shows the row popped at this edge.
                    shown = popped;
                    break;
                }
            }
            rx.to_word_edge();
            for (unsigned column = 0; column < kMapColumns; ++column) {
                for (unsigned lane = 0; lane < 16; ++lane) {
                    const unsigned physical = 16 * column + lane;
                    const bool noise = physical >= kMapPhysical || dead[physical];
                    set_lane_field(
                        rx.dut.words_i[column], lane, 8,
                        noise ? random() & 0xFF : lane_field(tx.dut.words_o[column], lane, 8));
                }
            }
            rx.dut.row_valid_i = shown;
            rx.dut.row_first_i = rows == 0;
            rx.watch_flits();
            rx.clocks.rise();
            rx.dut.row_valid_i = 0;
            rows += shown;
            for (unsigned edge = 0; edge < 4; ++edge) {
                if (rx.clocks.next() & rx.kWord) break;
                rx.watch_flits();
                rx.clocks.rise();
            }
            shown = false;
        }
        rx.idle(12);
        REQUIRE(rows == 16);
        REQUIRE(rx.flits == flits + 3);
        // What is left in the gearbox and the FIFO of the transmit side is thrown away.
        tx.dut.enable_i = 0;
        tx.dut.drain_i = 1;
        tx.clocks.rise(40);
        tx.dut.drain_i = 0;
        rx.stream.clear();
    }
}
