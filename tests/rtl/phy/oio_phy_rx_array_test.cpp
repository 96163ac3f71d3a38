// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_phy_rx_array.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

struct Bench : SingleClock<Voio_phy_rx_array> {
    Bench() {
        for (unsigned lane = 0; lane < 40; ++lane) dut.los_i[lane] = 1;
    }
    void write(unsigned lane, bool monitor, unsigned phase = 0) {
        dut.write_i = 1;
        dut.write_phase_i = !monitor;
        dut.write_monitor_i = monitor;
        dut.write_column_i = static_cast<std::uint8_t>(lane / 16);
        dut.write_lane_i = lane % 16;
        dut.phase_i = static_cast<std::uint8_t>(phase);
        clock();
        dut.write_i = dut.write_phase_i = dut.write_monitor_i = 0;
    }
};

}  // namespace

TEST_CASE("oio_phy_rx_array: pins are registered once, lanes in their columns", "[rtl][phy]") {
    Bench bench;
    for (unsigned k = 0; k < 5; ++k) {
        for (unsigned lane = 0; lane < 40; ++lane) {
            bench.dut.word_i[lane] = static_cast<std::uint8_t>(lane * 3 + k);
        }
        bench.clock();
        for (unsigned lane = 0; lane < 48; ++lane) {
            REQUIRE(lane_field(bench.dut.words_o[lane / 16], lane % 16, 8) ==
                    (lane < 40 ? (lane * 3 + k & 0xFF) : 0));
        }
    }
}

TEST_CASE("oio_phy_rx_array: codes reach the pins of their own lane", "[rtl][phy]") {
    Bench bench;
    for (unsigned lane = 0; lane < 40; ++lane) bench.write(lane, false, lane + 1);
    bench.dut.update_i = 1;
    bench.clock(2);
    for (unsigned lane = 0; lane < 40; ++lane) CHECK(bench.dut.phase_o[lane] == lane + 1);
    bench.dut.read_i = 1;
    bench.dut.read_column_i = 2;
    bench.dut.read_lane_i = 7;
    bench.clock();
    bench.dut.read_i = 0;
    CHECK((bench.dut.result_o & 0x3F) == 40);
}

TEST_CASE("oio_phy_rx_array: light on any lane shows, loss on any monitored lane shows",
          "[rtl][phy]") {
    const unsigned lane = GENERATE(0U, 15U, 16U, 39U);
    Bench bench;
    bench.clock(3);
    CHECK(bench.dut.lit_o == 0);
    bench.dut.los_i[lane] = 0;
    bench.clock(3);
    CHECK(bench.dut.lit_o == 1);
    CHECK(bench.dut.lost_o == 0);
    bench.write(lane, true);
    bench.clock(3);
    CHECK(bench.dut.lost_o == 0);
    bench.dut.los_i[lane] = 1;
    bench.clock(3);
    CHECK(bench.dut.lit_o == 0);
    CHECK(bench.dut.lost_o == 1);
}
