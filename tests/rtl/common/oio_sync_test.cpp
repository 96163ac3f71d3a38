// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

TEST_CASE("oio_sync: a change arrives after exactly two edges", "[rtl][common]") {
    CommonBench bench;
    bench.clocks.rise(3);
    REQUIRE(bench.dut.sync_q_o == 0);
    bench.dut.sync_d_i = 0x9;
    bench.clocks.rise();
    CHECK(bench.dut.sync_q_o == 0);
    bench.clocks.rise();
    CHECK(bench.dut.sync_q_o == 0x9);
}

TEST_CASE("oio_sync: reset forces the reset value", "[rtl][common]") {
    CommonBench bench;
    bench.clocks.rise(3);
    bench.dut.rst_ni = 0;
    bench.clocks.settle();
    CHECK(bench.dut.sync_q_o == 0xA);
}
