// SPDX-License-Identifier: Apache-2.0
//
// Two Verilated chiplets in a plain C++ loop: no SystemC, no noise, fibre of a few words. The
// yardstick of `oio bench`.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "cosim/rtl_library.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

class BarePair {
public:
    BarePair(const SimConfig& config, RtlLibrary& library);

    /// Runs until both sides are ACTIVE. Throws std::runtime_error if they are not in time.
    void train();
    /// Runs for so many word clocks with both dies sending all the time. Throws std::runtime_error
    /// when no flit arrived or one was not what was sent.
    void run(std::uint64_t word_clocks);

private:
    // Words between launch and sampling.
    static constexpr std::uint64_t kFlightWords = 4;
    static constexpr std::uint64_t kRing = 8;

    struct Side {
        std::unique_ptr<RtlChiplet> rtl;
        std::uint64_t core_k = 0, tx_k = 0, rx_k = 0;
        std::uint64_t core_offset = 0, tx_offset = 0, rx_offset = 0;
        std::vector<std::vector<std::uint32_t>> sent;  // ring of launched words
        std::vector<std::uint8_t> dark;
        unsigned credits = 0;
        std::uint64_t flits_sent = 0, flits_received = 0;
    };

    void step(bool saturate);
    void core_edge(int side, bool saturate);
    bool active() const;

    const ClockRatio core_, word_;
    std::array<Side, 2> sides_;
    std::vector<std::array<std::uint8_t, kFlitBytes>> flits_;
    std::uint64_t wrong_ = 0;
};

}  // namespace oio
