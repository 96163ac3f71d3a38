// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_phy_tx.h"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

struct Bench : SingleClock<Voio_phy_tx> {
    bool all(unsigned enabled, unsigned code) const {
        for (unsigned lane = 0; lane < 40; ++lane) {
            if (dut.enable_o[lane] != enabled || dut.drive_o[lane] != code) return false;
        }
        return true;
    }
};

}  // namespace

TEST_CASE("oio_phy_tx: is dark after reset, whatever the bias", "[rtl][phy]") {
    Bench bench;
    bench.dut.bias_i = 0x5A;
    CHECK(bench.all(0, 0));
    bench.clock(3);
    CHECK(bench.all(0, 0));
}

TEST_CASE("oio_phy_tx: lights and darkens all 40 lanes one clock after it is told", "[rtl][phy]") {
    Bench bench;
    bench.dut.bias_i = 0xC3;
    bench.dut.light_i = 1;
    CHECK(bench.all(0, 0));
    bench.clock();
    CHECK(bench.all(1, 0xC3));
    bench.clock(5);
    CHECK(bench.all(1, 0xC3));
    bench.dut.light_i = 0;
    bench.clock();
    CHECK(bench.all(0, 0));
}

TEST_CASE("oio_phy_tx: takes a new bias", "[rtl][phy]") {
    Bench bench;
    for (const unsigned code : {1U, 0x80U, 0xFFU}) {
        bench.dut.bias_i = static_cast<std::uint8_t>(code);
        bench.dut.light_i = 1;
        bench.clock();
        CHECK(bench.all(1, code));
    }
}
