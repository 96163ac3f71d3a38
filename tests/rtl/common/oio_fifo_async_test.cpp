// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <deque>
#include <random>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

namespace {

struct Outcome {
    unsigned moved = 0;
    unsigned write_edges = 0;
    unsigned read_edges = 0;
    bool was_full = false;
};

/// Random or saturated traffic; checks data, order and what the levels promise.
Outcome run(CommonBench& bench, unsigned edges, unsigned write_in_8, unsigned read_in_8) {
    std::mt19937 random(7);
    std::deque<std::uint16_t> model;
    Outcome outcome;
    std::uint16_t next = 1;
    for (unsigned k = 0; k < edges; ++k) {
        bench.clocks.settle();
        REQUIRE(bench.dut.async_wr_level_o >= model.size());
        REQUIRE(bench.dut.async_rd_level_o <= model.size());
        REQUIRE(bench.dut.async_wr_level_o <= 8);
        const unsigned mask = bench.clocks.next();
        bool pushed = false;
        if (mask & CommonBench::kA) {
            ++outcome.write_edges;
            if (bench.dut.async_wr_valid_i && bench.dut.async_wr_ready_o) {
                model.push_back(bench.dut.async_wr_data_i);
                pushed = true;
            }
            outcome.was_full |= !bench.dut.async_wr_ready_o;
        }
        if (mask & CommonBench::kB) {
            ++outcome.read_edges;
            if (bench.dut.async_rd_valid_o && bench.dut.async_rd_ready_i) {
                REQUIRE(!model.empty());
                REQUIRE(bench.dut.async_rd_data_o == model.front());
                model.pop_front();
                ++outcome.moved;
            }
        }
        bench.clocks.rise();
        if (mask & CommonBench::kA) {
            if (pushed) ++next;
            bench.dut.async_wr_valid_i = random() % 8 < write_in_8;
            bench.dut.async_wr_data_i = next;
        }
        if (mask & CommonBench::kB) bench.dut.async_rd_ready_i = random() % 8 < read_in_8;
    }
    return outcome;
}

}  // namespace

TEST_CASE("oio_fifo_async: keeps order for clock ratios from a third to three", "[rtl][common]") {
    const auto [period_a, period_b, phase] =
        GENERATE(table<unsigned, unsigned, unsigned>({{1000, 1000, 0},
                                                      {1000, 1000, 1},
                                                      {1000, 1000, 999},
                                                      {1000, 1001, 500},
                                                      {1001, 1000, 3},
                                                      {1000, 3000, 10},
                                                      {3000, 1000, 10},
                                                      {777, 1234, 55}}));
    CommonBench balanced(period_a, period_b, phase);
    CHECK(run(balanced, 20000, 5, 5).moved > 2000);
    CommonBench crowded(period_a, period_b, phase);
    CHECK(run(crowded, 20000, 8, 2).was_full);
}

TEST_CASE("oio_fifo_async: eight words carry one word per clock between equal clocks",
          "[rtl][common]") {
    CommonBench bench(1000, 1000, 400);
    const Outcome outcome = run(bench, 20000, 8, 8);
    CHECK(outcome.moved + 10 >= outcome.read_edges);
}

TEST_CASE("oio_fifo_async: a word is readable after two edges of the reader", "[rtl][common]") {
    CommonBench bench(1000, 1000, 400);
    while (bench.clocks.next() != CommonBench::kA) bench.clocks.rise();
    bench.dut.async_wr_valid_i = 1;
    bench.dut.async_wr_data_i = 4711;
    bench.clocks.rise();  // write
    bench.dut.async_wr_valid_i = 0;
    bench.clocks.rise();  // first edge of the reader
    CHECK(bench.dut.async_rd_valid_o == 0);
    bench.clocks.rise();
    bench.clocks.rise();  // second edge of the reader
    CHECK(bench.dut.async_rd_valid_o == 1);
    CHECK(bench.dut.async_rd_data_o == 4711);
    CHECK(bench.dut.async_rd_level_o == 1);
}
