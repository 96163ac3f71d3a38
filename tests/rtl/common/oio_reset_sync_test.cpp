// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

TEST_CASE("oio_reset_sync: asserts at once without a clock and releases after two edges",
          "[rtl][common]") {
    CommonBench bench;
    bench.dut.reset_sync_rst_ni = 1;
    bench.clocks.rise(3);
    REQUIRE(bench.dut.reset_sync_rst_no == 1);
    bench.dut.reset_sync_rst_ni = 0;
    bench.clocks.settle();
    CHECK(bench.dut.reset_sync_rst_no == 0);
    bench.clocks.rise(3);
    bench.dut.reset_sync_rst_ni = 1;
    bench.clocks.settle();
    CHECK(bench.dut.reset_sync_rst_no == 0);
    bench.clocks.rise();
    CHECK(bench.dut.reset_sync_rst_no == 0);
    bench.clocks.rise();
    CHECK(bench.dut.reset_sync_rst_no == 1);
}
