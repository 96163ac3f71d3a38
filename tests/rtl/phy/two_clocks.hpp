// SPDX-License-Identifier: Apache-2.0
//
// A Verilated module between receive clock and core clock, out of reset.
#pragma once

#include "tests/support/clocks.hpp"

namespace oio::test {

/// `rx_clock`, `rx_reset`, `core_clock`, `core_reset` are the names of the pins.
template <class Dut>
struct TwoClocks {
    static constexpr unsigned kRx = 1;
    static constexpr unsigned kCore = 2;

    Dut dut;
    Clocks<Dut> clocks{dut};
    std::uint8_t& rx_reset;
    std::uint8_t& core_reset;

    template <class Pins>
    TwoClocks(Pins pins, std::uint64_t rx_period, std::uint64_t core_period, std::uint64_t phase)
        : rx_reset(pins(dut).rx_reset), core_reset(pins(dut).core_reset) {
        clocks.add(pins(dut).rx_clock, rx_period);
        clocks.add(pins(dut).core_clock, core_period, phase);
        rx_reset = core_reset = 1;
        dut.eval();
        rx_reset = core_reset = 0;
        clocks.rise(8);
        rx_reset = core_reset = 1;
        dut.eval();
    }
    ~TwoClocks() { dut.final(); }
};

struct ClockPins {
    std::uint8_t& rx_clock;
    std::uint8_t& rx_reset;
    std::uint8_t& core_clock;
    std::uint8_t& core_reset;
};

}  // namespace oio::test
