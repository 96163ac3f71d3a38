// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

TEST_CASE("oio_pulse_sync: every pulse arrives once as a pulse of one clock", "[rtl][common]") {
    const auto [period_a, period_b] =
        GENERATE(table<unsigned, unsigned>({{1000, 1000}, {1000, 370}, {400, 1700}, {999, 1000}}));
    CommonBench bench(period_a, period_b, 123);
    unsigned sent = 0;
    unsigned arrived = 0;
    for (unsigned k = 0; k < 10000; ++k) {
        bench.clocks.settle();
        const unsigned mask = bench.clocks.next();
        if ((mask & CommonBench::kA) && bench.dut.pulse_src_i) ++sent;
        if ((mask & CommonBench::kB) && bench.dut.pulse_dst_o) ++arrived;
        bench.clocks.rise();
        if (mask & CommonBench::kA) bench.dut.pulse_src_i = !bench.dut.pulse_busy_o && k % 3 == 0;
        REQUIRE(arrived <= sent);
        REQUIRE(sent <= arrived + 1);
    }
    CHECK(sent > 300);
}
