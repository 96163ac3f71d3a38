// SPDX-License-Identifier: Apache-2.0
//
// Truth: the position is that of the word that leaves the deskew, counted from the markers by hand.
#include <catch2/catch.hpp>

#include "Voio_phy_frame_time.h"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

constexpr unsigned kFrame = 266;
constexpr unsigned kMarker = 8;  // Words of 8 unit intervals.

struct Bench : SingleClock<Voio_phy_frame_time> {
    void first_marker() {
        dut.first_i = 1;
        clock();
        dut.first_i = 0;
    }
    unsigned position(unsigned spread) {
        dut.spread_i = static_cast<std::uint8_t>(spread);
        settle();
        return dut.position_o;
    }
};

}  // namespace

TEST_CASE("oio_phy_frame_time: counts words and keeps the time of the first marker", "[rtl][phy]") {
    Bench bench;
    const unsigned start = bench.dut.time_o;
    bench.clock(300);
    CHECK(bench.dut.time_o == ((start + 300) & 0xff));
    const unsigned at = bench.dut.time_o;
    bench.first_marker();
    CHECK(bench.dut.first_time_o == at);
    bench.clock(17);
    CHECK(bench.dut.first_time_o == at);
    CHECK(bench.dut.time_o == ((at + 18) & 0xff));
}

TEST_CASE("oio_phy_frame_time: the position follows the latest lane through all of a frame",
          "[rtl][phy]") {
    const unsigned spread = GENERATE(0U, 1U, 5U, 40U);
    Bench bench;
    bench.clock(5);
    bench.first_marker();
    // The last word of the marker of the first lane is position kMarker - 1; the latest lane is
    // `spread` words behind it, and its words leave the deskew one clock later.
    for (unsigned words = 1; words < 3 * kFrame; ++words) {
        const unsigned expected = (words + kMarker - 1 + kFrame - spread) % kFrame;
        CHECK(bench.position(spread) == expected);
        bench.clock();
    }
}
