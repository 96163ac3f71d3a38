// SPDX-License-Identifier: Apache-2.0
//
// What the channel models alone cost: both directions of a link's light at the word cut, trained by
// hand to the middle of each eye, fed with random words.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "cosim/sim_config.hpp"
#include "models/channel/word_channel.hpp"

namespace oio {

class ChannelCost {
public:
    explicit ChannelCost(const SimConfig& config);

    /// CPU seconds for so many word clocks of both directions.
    double cpu_seconds(std::uint64_t word_clocks);
    /// Errors of both directions since the lanes were centred.
    std::uint64_t errors();

private:
    struct Direction {
        std::unique_ptr<WordChannel> channel;
        std::vector<std::uint8_t> phase;
        std::vector<std::int8_t> threshold;
    };

    void step();
    void centre();

    std::array<Direction, 2> directions_;
    std::vector<std::vector<std::uint32_t>> words_;  // sent in turn
    std::vector<std::uint32_t> received_;
    std::vector<std::uint8_t> enable_, drive_, los_;
    ClockRatio word_clock_;
    std::uint64_t word_ = 0;
};

}  // namespace oio
