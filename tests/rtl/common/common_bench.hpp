// SPDX-License-Identifier: Apache-2.0
//
// The Verilated common_bench out of reset, with clock a (first) and clock b.
#pragma once

#include "Vcommon_bench.h"
#include "tests/support/clocks.hpp"

namespace oio::test {

struct CommonBench {
    static constexpr unsigned kA = 1;
    static constexpr unsigned kB = 2;

    Vcommon_bench dut;
    Clocks<Vcommon_bench> clocks{dut};

    /// Both clocks rise together with the default periods.
    explicit CommonBench(std::uint64_t period_a = 1, std::uint64_t period_b = 1,
                         std::uint64_t phase_b = 0) {
        clocks.add(dut.clk_a_i, period_a);
        clocks.add(dut.clk_b_i, period_b, phase_b);
        dut.rst_ni = 1;
        dut.eval();
        dut.rst_ni = 0;
        clocks.rise(4);
        dut.rst_ni = 1;
        clocks.rise(4);
    }
    ~CommonBench() { dut.final(); }
};

}  // namespace oio::test
