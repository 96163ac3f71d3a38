// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_phy_tx.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

struct Bench : SingleClock<Voio_phy_tx> {
    bool shows(unsigned enabled, unsigned code) const {
        if (dut.enable_o != enabled) return false;
        for (unsigned lane = 0; lane < 16; ++lane) {
            const unsigned expected = enabled >> lane & 1 ? code : 0;
            if (lane_field(dut.drive_o, lane, 8) != expected) return false;
        }
        return true;
    }
};

}  // namespace

TEST_CASE("oio_phy_tx: is dark after reset, whatever the bias", "[rtl][phy]") {
    Bench bench;
    bench.dut.bias_i = 0x5A;
    bench.dut.present_i = 0xFFFF;
    CHECK(bench.shows(0, 0));
    bench.clock(3);
    CHECK(bench.shows(0, 0));
}

TEST_CASE("oio_phy_tx: lights exactly the lanes that exist, one clock after it is told",
          "[rtl][phy]") {
    const unsigned present = GENERATE(0xFFFFU, 0x0001U, 0x00FFU, 0x0FFFU);
    Bench bench;
    bench.dut.bias_i = 0xC3;
    bench.dut.present_i = static_cast<std::uint16_t>(present);
    bench.dut.light_i = 1;
    bench.clock();
    CHECK(bench.shows(present, 0xC3));
    bench.clock(5);
    CHECK(bench.shows(present, 0xC3));
    bench.dut.light_i = 0;
    bench.clock();
    CHECK(bench.shows(0, 0));
}

TEST_CASE("oio_phy_tx: takes a new bias when it is lit again", "[rtl][phy]") {
    Bench bench;
    bench.dut.present_i = 0xFFFF;
    for (const unsigned code : {1U, 0x80U, 0xFFU, 0U}) {
        bench.dut.bias_i = static_cast<std::uint8_t>(code);
        bench.dut.light_i = 1;
        bench.clock();
        CHECK(bench.shows(0xFFFF, code));
        bench.dut.light_i = 0;
        bench.clock();
        CHECK(bench.shows(0, 0));
    }
}
