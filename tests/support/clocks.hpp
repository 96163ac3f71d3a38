// SPDX-License-Identifier: Apache-2.0
//
// Clock edges for Verilated modules with one or several clocks.
#pragma once

#include <cstdint>
#include <vector>

namespace oio::test {

/// Drives the clock pins of one Verilated module. Between two edges a test sets inputs, calls
/// `settle()`, reads combinational outputs and then `rise()`s the clocks that are next.
template <class Dut>
class Clocks {
public:
    explicit Clocks(Dut& dut) : dut_(dut) {}

    /// Adds a clock; times are in arbitrary units, the first rising edge is at `phase`.
    void add(std::uint8_t& pin, std::uint64_t period = 1, std::uint64_t phase = 0) {
        clocks_.push_back({&pin, period, phase});
        pin = 0;
    }

    /// Lets combinational outputs follow the inputs.
    void settle() { dut_.eval(); }

    /// Bit k is set if clock k (in order of `add`) is among those that rise next.
    unsigned next() const {
        unsigned mask = 0;
        for (std::size_t k = 0; k < clocks_.size(); ++k) {
            if (clocks_[k].next == next_time()) mask |= 1U << k;
        }
        return mask;
    }

    /// One rising edge of the clocks that are next, and their falling edge; returns their mask.
    unsigned rise() {
        dut_.eval();
        const unsigned mask = next();
        for (std::size_t k = 0; k < clocks_.size(); ++k) {
            if ((mask >> k & 1) == 0) continue;
            *clocks_[k].pin = 1;
            clocks_[k].next += clocks_[k].period;
        }
        dut_.eval();
        for (const auto& clock : clocks_) *clock.pin = 0;
        dut_.eval();
        return mask;
    }

    void rise(unsigned count) {
        for (unsigned k = 0; k < count; ++k) rise();
    }

private:
    struct Clock {
        std::uint8_t* pin;
        std::uint64_t period;
        std::uint64_t next;
    };

    std::uint64_t next_time() const {
        std::uint64_t time = clocks_.front().next;
        for (const auto& clock : clocks_) time = clock.next < time ? clock.next : time;
        return time;
    }

    Dut& dut_;
    std::vector<Clock> clocks_;
};

}  // namespace oio::test
