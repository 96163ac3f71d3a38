// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

TEST_CASE("oio_sat_counter: counts steps and stops at the top", "[rtl][common]") {
    CommonBench bench;
    bench.clocks.settle();
    CHECK(bench.dut.counter_count_o == 0);
    bench.dut.counter_step_i = 1;
    bench.clocks.rise(5);
    CHECK(bench.dut.counter_count_o == 5);
    bench.dut.counter_step_i = 3;
    bench.clocks.rise(3);
    CHECK(bench.dut.counter_count_o == 14);
    bench.clocks.rise();
    CHECK(bench.dut.counter_count_o == 15);
    bench.clocks.rise(9);
    CHECK(bench.dut.counter_count_o == 15);
}

TEST_CASE("oio_sat_counter: an event in the clock of a clear is kept", "[rtl][common]") {
    CommonBench bench;
    bench.dut.counter_step_i = 3;
    bench.clocks.rise(4);
    bench.dut.counter_clear_i = 1;
    bench.dut.counter_step_i = 2;
    bench.clocks.rise();
    CHECK(bench.dut.counter_count_o == 2);
    bench.dut.counter_step_i = 0;
    bench.clocks.rise();
    CHECK(bench.dut.counter_count_o == 0);
}
