// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <array>
#include <deque>
#include <random>

#include "Voio_aggregation_fifo_ctrl.h"
#include "tests/support/clocks.hpp"

namespace {

constexpr unsigned kDepth = 4;

struct Bench {
    static constexpr unsigned kWrite = 1;
    static constexpr unsigned kRead = 2;

    Voio_aggregation_fifo_ctrl dut;
    oio::test::Clocks<Voio_aggregation_fifo_ctrl> clocks{dut};
    std::mt19937 random{13};
    std::array<unsigned, kDepth> rows{};
    std::deque<unsigned> model;
    unsigned written = 0;
    unsigned read = 0;
    unsigned missing = 0;  ///< read clocks that wanted a row and got none
    bool was_full = false;

    Bench(std::uint64_t write_period, std::uint64_t read_period, std::uint64_t phase) {
        clocks.add(dut.clk_wr_i, write_period);
        clocks.add(dut.clk_rd_i, read_period, phase);
        dut.rst_wr_ni = dut.rst_rd_ni = 1;
        dut.eval();
        dut.rst_wr_ni = dut.rst_rd_ni = 0;
        clocks.rise(8);
        dut.rst_wr_ni = dut.rst_rd_ni = 1;
        dut.eval();
    }
    ~Bench() { dut.final(); }

    /// Edges of either clock with the given chances, in eighths, that a side wants to move a row.
    void run(unsigned edges, unsigned write_in_8, unsigned read_in_8) {
        for (unsigned k = 0; k < edges; ++k) {
            const unsigned mask = clocks.next();
            dut.wr_valid_i = random() % 8 < write_in_8;
            dut.rd_ready_i = random() % 8 < read_in_8;
            clocks.settle();
            was_full = was_full || model.size() == kDepth;
            // What happens at the edge must be decided on the state before it, for both sides.
            const bool push = (mask & kWrite) && dut.wr_valid_i && dut.wr_ready_o;
            const bool pop = (mask & kRead) && dut.rd_valid_o && dut.rd_ready_i;
            if ((mask & kRead) && dut.rd_ready_i && !dut.rd_valid_o) ++missing;
            if (pop) {
                REQUIRE_FALSE(model.empty());
                REQUIRE(rows[dut.rd_addr_o] == model.front());
                model.pop_front();
                ++read;
            }
            if (push) {
                REQUIRE(model.size() + pop < kDepth + pop);
                rows[dut.wr_addr_o] = ++written;
                model.push_back(written);
            }
            clocks.rise();
        }
    }
};

}  // namespace

TEST_CASE("oio_aggregation_fifo_ctrl: is empty and ready after reset", "[rtl][aggregation]") {
    Bench bench(3, 5, 1);
    bench.clocks.settle();
    CHECK(bench.dut.wr_ready_o == 1);
    CHECK(bench.dut.rd_valid_o == 0);
    CHECK(bench.dut.wr_addr_o == 0);
    CHECK(bench.dut.rd_addr_o == 0);
}

TEST_CASE("oio_aggregation_fifo_ctrl: rows arrive in order for any ratio and phase of the clocks",
          "[rtl][aggregation]") {
    std::mt19937 random(31);
    unsigned full = 0;
    for (unsigned trial = 0; trial < 60; ++trial) {
        const std::uint64_t write_period = 5 + random() % 90;
        const std::uint64_t read_period = 5 + random() % 90;
        Bench bench(write_period, read_period, random() % 50);
        bench.run(400, 4, 4);
        bench.run(300, 8, 2);
        bench.run(300, 2, 8);
        bench.run(400, 8, 8);
        CHECK(bench.read > 40);
        full += bench.was_full;
        bench.run(200, 0, 8);
        CHECK(bench.model.empty());
    }
    CHECK(full > 20);
}

TEST_CASE("oio_aggregation_fifo_ctrl: a full FIFO refuses until a row was read",
          "[rtl][aggregation]") {
    Bench bench(10, 10, 5);
    bench.run(40, 8, 0);
    CHECK(bench.model.size() == kDepth);
    bench.clocks.settle();
    CHECK(bench.dut.wr_ready_o == 0);
    bench.run(40, 0, 8);
    CHECK(bench.model.empty());
    CHECK(bench.written == kDepth);
}

TEST_CASE("oio_aggregation_fifo_ctrl: feeds every read clock of the default link",
          "[rtl][aggregation]") {
    // 500 MHz core, 2.125 Gb/s in words of 8: 2000 and 3765 ps. At 4 Gb/s the core has 1 GHz.
    const std::uint64_t core = GENERATE(2000U, 1000U);
    const std::uint64_t word = core == 2000 ? 3765 : 2000;
    const std::uint64_t phase = GENERATE(0U, 1U, 333U, 1000U, 1500U, 1999U);
    Bench bench(core, word, phase);
    bench.run(30, 8, 0);
    bench.missing = 0;
    bench.run(20000, 8, 8);
    CHECK(bench.missing == 0);
}
