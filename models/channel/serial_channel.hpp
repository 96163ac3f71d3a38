// SPDX-License-Identifier: Apache-2.0
//
// All lanes of one direction, one bit per lane per unit interval: the `serial` cut.
//
// The equation of LaneResponse, term by term: in every unit interval the level of the lane's own
// bits at a time with drawn jitter, the levels of other lanes' bits, a Gaussian sample, and a
// comparison with the threshold. Shares positions, light and faults with the word model, but none
// of its tables or shortcuts: that one is validated against this one.
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
    // Bits kept around a sample: one more on either side for a late or early one.
    static constexpr int kKept = kTaps + 2;

    std::uint8_t* bit_row(std::int64_t row);
    void push_bits(const std::uint8_t* bits, const std::uint8_t* enable, const std::uint8_t* drive);
    std::uint32_t sent_around(int lane, std::int64_t bit);
    double phase_level(const PhaseGrid& grid, int fraction, unsigned pattern) const;
    double level(const PhaseGrid& grid, double steps, std::uint32_t sent) const;
    double jitter_ui(int position, const LaneResponse& response);
    double crosstalk(int position, std::int64_t m, const LaneResponse& response);
    unsigned pattern_at(int position) const;
    InjectedError error_of(int position, std::int64_t time_fs, std::int64_t m, double late_ui,
                           double others) const;

    std::vector<std::uint8_t> bits_;  // rows of bits in flight
    std::int64_t bit_rows_;
    std::vector<std::uint32_t>
        sent_;  // by receive position: the kKept bits around, newest in bit 0
    std::vector<RandomStream> noise_, jitter_;
};

}  // namespace oio
