// SPDX-License-Identifier: Apache-2.0
//
// One side of the ucie stage in the small size, driven by hand, one clock at a time.
#pragma once

#include <optional>
#include <vector>

#include "Voio_ucie_small.h"
#include "tests/rtl/ucie/flit.hpp"
#include "tests/support/clocks.hpp"

namespace oio::test {

struct UcieBench {
    static constexpr unsigned kIngressDepth = 5;
    static constexpr unsigned kReplayDepth = 32;
    static constexpr unsigned kAckEvery = 8;
    static constexpr unsigned kReplayTimeout = 256;
    static constexpr unsigned kNakTimeout = 64;
    static constexpr unsigned kQuiet = 2 * kAckEvery;  ///< flits in which a far side acks

    Voio_ucie_small dut;
    Clocks<Voio_ucie_small> clocks{dut};
    unsigned credits = 0;
    std::vector<Flit> sent;       ///< taken by the rows
    std::vector<Flit> delivered;  ///< given to the die

    /// Out of reset with the link down.
    UcieBench() {
        clocks.add(dut.clk_i);
        dut.rst_ni = 1;
        dut.eval();
        dut.rst_ni = 0;
        clocks.rise(3);
        dut.rst_ni = 1;
        dut.eval();
    }
    ~UcieBench() { dut.final(); }

    /// One clock. Inputs of one clock (valid, ready) fall back to 0 afterwards.
    void clock() {
        clocks.settle();
        credits += dut.die_tx_credit_o;
        if (dut.tx_valid_o && dut.tx_ready_i) sent.push_back(Flit::from_port(dut.tx_flit_o));
        if (dut.die_rx_valid_o) delivered.push_back(Flit::from_port(dut.die_rx_flit_o));
        clocks.rise();
        dut.die_tx_valid_i = 0;
        dut.rx_valid_i = 0;
        dut.tx_ready_i = 0;
        dut.inject_load_i = 0;
        dut.restart_i = 0;
    }
    void clock(unsigned count) {
        for (unsigned k = 0; k < count; ++k) clock();
    }

    void link(bool up) { dut.link_up_i = dut.in_service_i = up; }

    /// The die sends a flit in this clock.
    void die(const Flit& flit) {
        dut.die_tx_valid_i = 1;
        flit.to_port(dut.die_tx_flit_i);
        --credits;
        clock();
    }

    /// A flit arrives from the rows in this clock.
    void arrive(const Flit& flit) {
        dut.rx_valid_i = 1;
        flit.to_port(dut.rx_flit_i);
        clock();
    }

    /// The rows take one flit in this clock.
    Flit take() {
        dut.tx_ready_i = 1;
        clock();
        return sent.back();
    }

    /// Takes until a data flit comes, at most `limit` flits; empty if none came.
    std::optional<Flit> take_data(unsigned limit = 8) {
        for (unsigned k = 0; k < limit; ++k) {
            const Flit flit = take();
            if (flit.is_data()) return flit;
        }
        return std::nullopt;
    }
};

}  // namespace oio::test
