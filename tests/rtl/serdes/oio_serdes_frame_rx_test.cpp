// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_serdes_frame_rx_16.h"
#include "Voio_serdes_frame_rx_32.h"
#include "Voio_serdes_frame_rx_8.h"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

template <unsigned Word, class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kMarker = 64 / Word;
    static constexpr unsigned kHead = kMarker + 2;
    static constexpr unsigned kFrame = kHead + 256 * 8 / Word;
    /// Code register, sampling, input register, slip.
    static constexpr unsigned kLead = 4;

    void load(unsigned position) {
        this->dut.load_i = 1;
        this->dut.position_i = static_cast<std::uint16_t>(position);
        this->clock();
        this->dut.load_i = 0;
        this->settle();
    }
    void check(unsigned position) const {
        const auto& d = this->dut;
        REQUIRE(d.marker_o == (position < kMarker));
        if (position < kMarker) REQUIRE(d.marker_index_o == position);
        REQUIRE(d.close_o == (position == kMarker));
        REQUIRE(d.rows_o == (position >= kHead));
        REQUIRE(d.first_row_o == (position == kHead));
        // Clocks until the first pad word.
        const unsigned ahead = (kMarker + kFrame - position) % kFrame;
        REQUIRE(d.window_o == (ahead >= kLead && ahead < kLead + 32));
        if (d.window_o) REQUIRE(d.countdown_o == ahead - kLead);
    }
};

using Bench8 = Bench<8, Voio_serdes_frame_rx_8>;
using Bench16 = Bench<16, Voio_serdes_frame_rx_16>;
using Bench32 = Bench<32, Voio_serdes_frame_rx_32>;

}  // namespace

TEMPLATE_TEST_CASE("oio_serdes_frame_rx: strobes belong to their positions, frame after frame",
                   "[rtl][serdes]", Bench8, Bench16, Bench32) {
    TestType bench;
    bench.load(0);
    for (unsigned k = 0; k < 3 * TestType::kFrame; ++k) {
        bench.check(k % TestType::kFrame);
        bench.clock();
    }
}

TEMPLATE_TEST_CASE("oio_serdes_frame_rx: any position can be loaded at any time", "[rtl][serdes]",
                   Bench8, Bench16, Bench32) {
    TestType bench;
    for (unsigned position = 0; position < TestType::kFrame; ++position) {
        bench.load(position);
        bench.check(position);
        bench.clock(3);
        bench.check((position + 3) % TestType::kFrame);
    }
}

TEST_CASE("oio_serdes_frame_rx: every delay up to 31 words finds its probe before each pad",
          "[rtl][serdes]") {
    Bench8 bench;
    bench.load(Bench8::kHead);
    unsigned seen = 0;
    for (unsigned k = 0; k < Bench8::kFrame; ++k) {
        if (bench.dut.window_o) seen |= 1U << bench.dut.countdown_o;
        bench.clock();
    }
    CHECK(seen == 0xFFFFFFFF);
}

TEST_CASE("oio_serdes_frame_rx: counts from a frame's start after reset", "[rtl][serdes]") {
    Bench8 bench;
    bench.check(0);
    bench.clock(10);
    bench.check(10);
}
