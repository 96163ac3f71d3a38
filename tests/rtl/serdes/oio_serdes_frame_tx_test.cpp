// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_serdes_frame_tx_16.h"
#include "Voio_serdes_frame_tx_32.h"
#include "Voio_serdes_frame_tx_8.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

enum Mode : unsigned { Dark, Prbs, Align, Train, Active };
constexpr unsigned kRows = 256;

template <unsigned Word, class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kMarker = 64 / Word;
    static constexpr unsigned kHead = kMarker + 2;
    static constexpr unsigned kFrame = kHead + kRows * 8 / Word;

    void mode(Mode mode) { this->dut.mode_i = mode; }
    /// m marker, p pad, t training message, d payload, r PRBS, '.' dark: what is sent now.
    char sent() const {
        const auto& d = this->dut;
        const unsigned sources =
            d.use_marker_o + d.use_pad_o + d.use_prbs_o + d.use_message_o + d.use_payload_o;
        if (sources > 1) return '!';
        return d.use_marker_o    ? 'm'
               : d.use_pad_o     ? 'p'
               : d.use_prbs_o    ? 'r'
               : d.use_message_o ? 't'
               : d.use_payload_o ? 'd'
                                 : '.';
    }
    /// What a frame sends at `position`.
    static char expected(unsigned position, char rows) {
        return position < kMarker ? 'm' : position < kHead ? 'p' : rows;
    }
    /// Goes on until the first word of a marker is sent; false after `limit` clocks.
    bool to_marker(unsigned limit = 2 * kFrame) {
        for (unsigned k = 0; k < limit; ++k) {
            this->clock();
            if (sent() == 'm' && this->dut.marker_index_o == 0) return true;
        }
        return false;
    }
};

using Bench8 = Bench<8, Voio_serdes_frame_tx_8>;
using Bench16 = Bench<16, Voio_serdes_frame_tx_16>;
using Bench32 = Bench<32, Voio_serdes_frame_tx_32>;

}  // namespace

TEST_CASE("oio_serdes_frame_tx: is dark after reset and goes to PRBS and dark at once",
          "[rtl][serdes]") {
    Bench8 bench;
    CHECK(bench.dut.light_o == 0);
    bench.clock(5);
    CHECK(bench.dut.light_o == 0);
    CHECK(bench.sent() == '.');
    bench.mode(Prbs);
    bench.clock(2);
    CHECK(bench.sent() == 'r');
    CHECK(bench.dut.light_o == 1);
    bench.mode(Train);
    bench.clock(9);
    bench.mode(Dark);
    bench.clock(2);
    CHECK(bench.sent() == '.');
    CHECK(bench.dut.light_o == 0);
}

TEMPLATE_TEST_CASE("oio_serdes_frame_tx: sends alignment markers back to back", "[rtl][serdes]",
                   Bench8, Bench16, Bench32) {
    TestType bench;
    bench.mode(Align);
    bench.clock(2);
    for (unsigned k = 0; k < 5 * TestType::kMarker; ++k) {
        REQUIRE(bench.sent() == 'm');
        REQUIRE(bench.dut.marker_index_o == k % TestType::kMarker);
        REQUIRE(bench.dut.common_word_o == kAlignWord);
        REQUIRE(bench.dut.seed_o == 1);
        bench.clock();
    }
}

TEMPLATE_TEST_CASE("oio_serdes_frame_tx: frames are marker, two pad words and the rows",
                   "[rtl][serdes]", Bench8, Bench16, Bench32) {
    TestType bench;
    bench.mode(Train);
    bench.dut.row_valid_i = 1;
    REQUIRE(bench.to_marker());
    for (unsigned k = 0; k < 2 * TestType::kFrame; ++k) {
        const unsigned position = k % TestType::kFrame;
        REQUIRE(bench.sent() == TestType::expected(position, 't'));
        if (position < TestType::kMarker) {
            REQUIRE(bench.dut.marker_index_o == position);
            REQUIRE(bench.dut.common_word_o == kTrainWord);
        }
        REQUIRE(bench.dut.seed_o == (position < TestType::kMarker));
        REQUIRE(bench.dut.pop_o == 0);
        // Asked for in the middle of a frame, payload starts with the next one.
        if (k == TestType::kFrame + 100 / TestType::kMarker) bench.mode(Active);
        bench.clock();
    }
    unsigned pops = 0;
    bool popped = false;
    for (unsigned k = 0; k < 2 * TestType::kFrame; ++k) {
        const unsigned position = k % TestType::kFrame;
        REQUIRE(bench.sent() == TestType::expected(position, 'd'));
        if (position < TestType::kMarker) REQUIRE(bench.dut.common_word_o == kActiveWord);
        REQUIRE(bench.dut.active_o == 1);
        // A row asked for in one clock is sent in the next.
        if (k > 0) REQUIRE((bench.dut.use_payload_o == 1) == popped);
        REQUIRE(bench.dut.underflow_o == 0);
        popped = bench.dut.pop_o;
        pops += popped;
        bench.clock();
    }
    CHECK(pops == 2 * (TestType::kFrame - TestType::kHead));
}

TEST_CASE("oio_serdes_frame_tx: payload waits for rows, first in training frames",
          "[rtl][serdes]") {
    Bench8 bench;
    bench.mode(Active);
    REQUIRE(bench.to_marker());
    CHECK(bench.dut.common_word_o == kTrainWord);
    bench.clock(Bench8::kFrame);
    CHECK(bench.sent() == 'm');
    CHECK(bench.dut.common_word_o == kTrainWord);
    bench.dut.row_valid_i = 1;
    bench.clock(Bench8::kFrame);
    CHECK(bench.dut.common_word_o == kActiveWord);
}

TEST_CASE("oio_serdes_frame_tx: a missing row is reported in the clock in which it is sent",
          "[rtl][serdes]") {
    Bench8 bench;
    bench.mode(Active);
    bench.dut.row_valid_i = 1;
    REQUIRE(bench.to_marker());
    REQUIRE(bench.to_marker());
    CHECK(bench.dut.common_word_o == kActiveWord);
    while (!bench.dut.pop_o) bench.clock();
    bench.dut.row_valid_i = 0;
    bench.clock();
    CHECK(bench.dut.underflow_o == 1);
    bench.dut.row_valid_i = 1;
    bench.clock();
    CHECK(bench.dut.underflow_o == 0);
}

TEST_CASE("oio_serdes_frame_tx: alignment goes over to frames at the end of a marker",
          "[rtl][serdes]") {
    const unsigned after = GENERATE(range(1U, 12U));
    Bench8 bench;
    bench.mode(Align);
    REQUIRE(bench.to_marker());
    bench.clock(after);
    bench.mode(Train);
    unsigned index = bench.dut.marker_index_o;
    for (unsigned k = 0; k < 30 && bench.dut.common_word_o == kAlignWord; ++k) {
        REQUIRE(bench.sent() == 'm');
        index = bench.dut.marker_index_o;
        bench.clock();
    }
    CHECK(index == 7);
    CHECK(bench.dut.marker_index_o == 0);
    CHECK(bench.dut.common_word_o == kTrainWord);
}

TEST_CASE("oio_serdes_frame_tx: a frame that goes dark starts with a marker when lit again",
          "[rtl][serdes]") {
    Bench8 bench;
    bench.mode(Active);
    bench.dut.row_valid_i = 1;
    bench.clock(700);
    bench.mode(Dark);
    bench.clock(3);
    bench.mode(Active);
    bench.clock(2);
    CHECK(bench.sent() == 'm');
    CHECK(bench.dut.marker_index_o == 0);
    CHECK(bench.dut.common_word_o == kTrainWord);
}
