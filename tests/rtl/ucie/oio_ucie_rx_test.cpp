// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/ucie/ucie_bench.hpp"

using oio::test::data_flit;
using oio::test::UcieBench;

TEST_CASE("oio_ucie_rx: gives the die the header of its own hop and a CRC that fits",
          "[rtl][ucie]") {
    UcieBench bench;
    bench.link(true);
    bench.clock();
    for (unsigned number = 0; number < 40; ++number) {
        bench.arrive(data_flit(number, number & 1, number >> 1 & 1, number));
    }
    bench.clock(4);
    REQUIRE(bench.delivered.size() == 40);
    for (unsigned number = 0; number < 40; ++number) {
        CHECK(bench.delivered[number] == data_flit(number, number & 1, number >> 1 & 1, 0));
    }
}

TEST_CASE("oio_ucie_rx: a flit reaches the die two clocks after it came from the rows",
          "[rtl][ucie]") {
    UcieBench bench;
    bench.link(true);
    bench.clock();
    bench.arrive(data_flit(0));
    CHECK(bench.dut.die_rx_valid_o == 0);
    bench.clock();
    CHECK(bench.dut.die_rx_valid_o == 1);
    bench.clock();
    CHECK(bench.dut.die_rx_valid_o == 0);
}
