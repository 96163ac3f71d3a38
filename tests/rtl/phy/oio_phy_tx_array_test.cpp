// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_phy_tx_array.h"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

TEST_CASE("oio_phy_tx_array: lights and darkens all 40 lanes together", "[rtl][phy]") {
    SingleClock<Voio_phy_tx_array> bench;
    bench.dut.bias_i = 0x77;
    const auto all = [&bench](unsigned enabled, unsigned code) {
        for (unsigned lane = 0; lane < 40; ++lane) {
            if (bench.dut.enable_o[lane] != enabled || bench.dut.drive_o[lane] != code)
                return false;
        }
        return true;
    };
    CHECK(all(0, 0));
    bench.dut.light_i = 1;
    bench.clock();
    CHECK(all(1, 0x77));
    bench.dut.light_i = 0;
    bench.clock();
    CHECK(all(0, 0));
}
