// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <deque>
#include <random>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

TEST_CASE("oio_cdc_bus: every word arrives once, whole and in order", "[rtl][common]") {
    const auto [period_a, period_b] =
        GENERATE(table<unsigned, unsigned>({{1000, 1000}, {1000, 370}, {400, 1700}, {999, 1000}}));
    CommonBench bench(period_a, period_b, 77);
    std::mt19937 random(3);
    std::deque<std::uint16_t> in_flight;
    unsigned arrived = 0;
    std::uint16_t last = 0;
    for (unsigned k = 0; k < 10000; ++k) {
        bench.clocks.settle();
        const unsigned mask = bench.clocks.next();
        const bool take =
            (mask & CommonBench::kA) && bench.dut.bus_src_valid_i && bench.dut.bus_src_ready_o;
        if (take) in_flight.push_back(bench.dut.bus_src_data_i);
        if ((mask & CommonBench::kB) && bench.dut.bus_dst_valid_o) {
            REQUIRE(!in_flight.empty());
            REQUIRE(bench.dut.bus_dst_data_o == in_flight.front());
            last = in_flight.front();
            in_flight.pop_front();
            ++arrived;
        } else if ((mask & CommonBench::kB) && arrived > 0) {
            REQUIRE(bench.dut.bus_dst_data_o == last);
        }
        bench.clocks.rise();
        if (take || !bench.dut.bus_src_valid_i) {
            bench.dut.bus_src_valid_i = random() % 2;
            bench.dut.bus_src_data_i = static_cast<std::uint16_t>(random());
        }
    }
    CHECK(arrived > 300);
    CHECK(in_flight.size() <= 1);
}
