// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <deque>
#include <random>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

TEST_CASE("oio_fifo: is empty after reset and shows the first word one clock after it came",
          "[rtl][common]") {
    CommonBench bench;
    CHECK(bench.dut.fifo_level_o == 0);
    CHECK(bench.dut.fifo_out_valid_o == 0);
    CHECK(bench.dut.fifo_in_ready_o == 1);
    bench.dut.fifo_in_valid_i = 1;
    bench.dut.fifo_in_data_i = 77;
    bench.clocks.settle();
    CHECK(bench.dut.fifo_out_valid_o == 0);
    bench.clocks.rise();
    CHECK(bench.dut.fifo_out_valid_o == 1);
    CHECK(bench.dut.fifo_out_data_o == 77);
}

TEST_CASE("oio_fifo: refuses a word when full, also while one leaves", "[rtl][common]") {
    CommonBench bench;
    bench.dut.fifo_in_valid_i = 1;
    for (unsigned k = 0; k < 5; ++k) {
        REQUIRE(bench.dut.fifo_in_ready_o == 1);
        bench.dut.fifo_in_data_i = static_cast<std::uint16_t>(k);
        bench.clocks.rise();
    }
    CHECK(bench.dut.fifo_level_o == 5);
    CHECK(bench.dut.fifo_in_ready_o == 0);
    bench.dut.fifo_out_ready_i = 1;
    bench.clocks.settle();
    CHECK(bench.dut.fifo_in_ready_o == 0);
    bench.clocks.rise();
    CHECK(bench.dut.fifo_level_o == 4);
    CHECK(bench.dut.fifo_out_data_o == 1);
}

TEST_CASE("oio_fifo: random traffic keeps order and level", "[rtl][common]") {
    CommonBench bench;
    std::mt19937 random(1);
    std::deque<std::uint16_t> model;
    unsigned moved = 0;
    bool waiting = false;
    for (unsigned clock = 0; clock < 20000; ++clock) {
        const unsigned phase = clock / 500 % 3;  // balanced, mostly filling, mostly draining
        if (!waiting) {
            bench.dut.fifo_in_valid_i = random() % 4 < (phase == 2 ? 1U : 3U);
            bench.dut.fifo_in_data_i = static_cast<std::uint16_t>(random());
        }
        bench.dut.fifo_out_ready_i = random() % 4 < (phase == 1 ? 1U : 3U);
        bench.clocks.settle();
        REQUIRE(bench.dut.fifo_level_o == model.size());
        REQUIRE(bench.dut.fifo_in_ready_o == (model.size() < 5));
        REQUIRE(bench.dut.fifo_out_valid_o == !model.empty());
        if (!model.empty()) REQUIRE(bench.dut.fifo_out_data_o == model.front());
        const bool push = bench.dut.fifo_in_valid_i && bench.dut.fifo_in_ready_o;
        waiting = bench.dut.fifo_in_valid_i && !push;
        if (bench.dut.fifo_out_valid_o && bench.dut.fifo_out_ready_i) {
            model.pop_front();
            ++moved;
        }
        if (push) model.push_back(bench.dut.fifo_in_data_i);
        bench.clocks.rise();
    }
    CHECK(moved > 5000);
}
