// SPDX-License-Identifier: Apache-2.0
//
// An oio_serdes_rx fed with a bit stream per lane.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

namespace oio::test {

/// What oio_serdes_rx reports about a lane.
struct SerdesResult {
    bool locked;
    bool captured;
    bool checking;
    unsigned slip;
    unsigned time;
    std::uint32_t identity;
    std::uint32_t words;
    std::uint32_t count;

    template <class Port>
    static SerdesResult from_port(const Port& port) {
        return {get_bit(port, 95),
                get_bit(port, 94),
                get_bit(port, 93),
                static_cast<unsigned>(get_bits(port, 88, 5)),
                static_cast<unsigned>(get_bits(port, 80, 8)),
                static_cast<std::uint32_t>(get_bits(port, 56, 24)),
                static_cast<std::uint32_t>(get_bits(port, 24, 32)),
                static_cast<std::uint32_t>(get_bits(port, 0, 24))};
    }
};

template <class Dut>
struct SerdesRxBench : SingleClock<Dut> {
    static constexpr unsigned kWord = sizeof(Dut::words_i) / 2;
    static constexpr unsigned kMarker = 64 / kWord;

    /// The next bit of a lane; zeros at first.
    std::function<bool(unsigned lane, std::uint64_t time)> bit = [](unsigned, std::uint64_t) {
        return false;
    };
    std::uint64_t time = 0;

    void word() {
        for (unsigned lane = 0; lane < 16; ++lane) {
            std::uint64_t value = 0;
            for (unsigned k = 0; k < kWord; ++k) {
                value |= std::uint64_t{bit(lane, time + k)} << k;
            }
            set_lane_field(this->dut.words_i, lane, kWord, value);
        }
        time += kWord;
        this->clock();
    }
    void words(unsigned count) {
        for (unsigned k = 0; k < count; ++k) word();
    }

    SerdesResult result(unsigned lane) {
        this->dut.read_i = 1;
        this->dut.read_lane_i = static_cast<std::uint8_t>(lane);
        this->clock();
        this->dut.read_i = 0;
        return SerdesResult::from_port(this->dut.result_o);
    }

    void clear_count() {
        this->dut.count_clear_i = 1;
        word();
        this->dut.count_clear_i = 0;
    }

    /// Hunts for `count` words with a slip each 16 words, as the training does.
    void hunt(unsigned count) {
        this->dut.hunt_i = 1;
        for (unsigned k = 0; k < count; ++k) {
            this->dut.slip_step_i = k % 16 == 15;
            word();
        }
        this->dut.slip_step_i = 0;
        this->dut.hunt_i = 0;
    }
};

}  // namespace oio::test
