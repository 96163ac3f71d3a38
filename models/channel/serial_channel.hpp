// SPDX-License-Identifier: Apache-2.0
//
// All lanes of one direction, one bit per lane per unit interval: the `serial` cut.
//
// Convolves the bits of a lane with the taps of its response, adds a Gaussian sample in every unit
// interval and compares with the threshold. Shares positions, light and faults with the word model,
// but none of its shortcuts: that one is validated against this one.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/lane_channel.hpp"
#include "models/random_stream.hpp"

namespace oio {

class SerialChannel : public LaneChannel {
public:
    /// Throws std::invalid_argument for a bad configuration.
    explicit SerialChannel(const WordChannelConfig& config);

    /// As WordChannel, with one bit (0 or 1) per lane and an edge per unit interval.
    void launch_bit(std::int64_t time_fs, const std::uint8_t* bits, const std::uint8_t* enable,
                    const std::uint8_t* drive);
    void receive_bit(std::int64_t time_fs, const std::uint8_t* phase, const std::int8_t* threshold,
                     std::uint8_t* bits, std::uint8_t* los);

private:
    static constexpr int kTaps = PhaseGrid::kTaps;

    std::uint8_t* bit_row(std::int64_t row);
    void push_bits(const std::uint8_t* bits, const std::uint8_t* enable, const std::uint8_t* drive);
    std::uint32_t sent_around(int position, std::int64_t m);
    double received(int fraction, std::uint32_t sent) const;

    std::vector<double> taps_;        // kTaps of each phase, newest bit first
    std::vector<std::uint8_t> bits_;  // rows of bits in flight
    std::int64_t bit_rows_;
    std::vector<std::uint32_t> sent_;  // by receive position: the bits under the taps
    std::vector<RandomStream> noise_;
};

}  // namespace oio
