// SPDX-License-Identifier: Apache-2.0
//
// A Verilated module with the ports clk_i and rst_ni, out of reset.
#pragma once

#include "tests/support/clocks.hpp"

namespace oio::test {

template <class Dut>
struct SingleClock {
    Dut dut;
    Clocks<Dut> clocks{dut};

    SingleClock() {
        clocks.add(dut.clk_i);
        reset();
    }
    ~SingleClock() { dut.final(); }
    SingleClock(const SingleClock&) = delete;
    SingleClock& operator=(const SingleClock&) = delete;

    void reset() {
        dut.rst_ni = 1;
        dut.eval();
        dut.rst_ni = 0;
        clocks.rise(3);
        dut.rst_ni = 1;
        dut.eval();
    }
    void clock(unsigned count = 1) { clocks.rise(count); }
    void settle() { clocks.settle(); }
};

}  // namespace oio::test
