// SPDX-License-Identifier: Apache-2.0
//
// Drives the channel models with random bits on mesochronous clocks, and says what they should
// deliver, computed from the times alone.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/serial_channel.hpp"
#include "models/channel/word_channel.hpp"
#include "models/phy/lane_model.hpp"
#include "models/random_stream.hpp"

namespace oio::test {

inline std::shared_ptr<const PhaseGrid> set_m_grid(double rate_gbps, double length_m) {
    return std::make_shared<const PhaseGrid>(PulseResponse(
        LaneModelConfig::set_m(), BitRate::from_gbps(rate_gbps), Length::from_m(length_m)));
}

/// Lanes that are all alike.
inline std::vector<LaneResponse> same_lanes(int lanes, std::shared_ptr<const PhaseGrid> grid,
                                            double sigma) {
    LaneResponse response;
    response.grid = std::move(grid);
    response.thermal_sigma = sigma;
    return std::vector<LaneResponse>(static_cast<std::size_t>(lanes), response);
}

/// Set M at 2.125 Gb/s.
inline WordChannelConfig set_m_config(int lanes, int word_ui, double length_m) {
    WordChannelConfig config;
    config.lanes = lanes;
    config.word_ui = word_ui;
    config.flight_ns = 5.019 * length_m;
    config.grid = set_m_grid(2.125, length_m);
    config.sigma = LaneModelConfig::set_m().sigma();
    config.name = "test.channel";
    return config;
}

/// Lane and unit interval of each.
using WrongBits = std::set<std::pair<int, std::int64_t>>;

/// Codes and light of all lanes, and the bits that were sent and received. Edge k of the transmit
/// clock is at k words, of the receive clock `receive_offset_fs` later.
class ChannelBench {
public:
    ChannelBench(const WordChannelConfig& c, std::int64_t receive_offset_fs)
        : config(c), offset_fs(receive_offset_fs) {
        const auto n = static_cast<std::size_t>(c.lanes);
        enable.assign(n, 1);
        drive.assign(n, 128);
        phase.assign(n, 0);
        unwrapped.assign(n, 0);
        threshold.assign(n, 0);
        los.assign(n, 0);
        sent.resize(n);
        received.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            source_.emplace_back(99, "lane " + std::to_string(i), "sent bits");
        }
    }

    /// Moves a phase code by -31 to 31 steps.
    void move_phase(int lane, int steps) {
        const auto i = static_cast<std::size_t>(lane);
        unwrapped[i] += steps;
        phase[i] = static_cast<std::uint8_t>(unwrapped[i] & 63);
    }
    void set_thresholds(double level) {
        for (auto& code : threshold) code = threshold_code(level);
    }
    std::int8_t threshold_code(double level) const {
        return static_cast<std::int8_t>(
            std::lround((level - config.threshold_mid) / config.threshold_full_scale * 127.0));
    }

    /// Time of the edge that starts transmit unit interval `ui`, and that ends the receiver's.
    std::int64_t transmit_fs(std::int64_t ui) const { return edge_fs(ui); }
    std::int64_t receive_fs(std::int64_t ui) const { return edge_fs(ui) + offset_fs; }

    /// One word through the word model.
    void step(WordChannel& channel) {
        const auto n = sent.size();
        const int w = config.word_ui;
        words.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            words[i] = source_[i].next_u32() & (w == 32 ? 0xffffffffu : (1u << w) - 1u);
            for (int k = 0; k < w; ++k) sent[i].push_back((words[i] >> k) & 1u);
        }
        channel.launch(transmit_fs(word * w), words.data(), enable.data(), drive.data());
        channel.receive(receive_fs(word * w), phase.data(), threshold.data(), words.data(),
                        los.data());
        for (std::size_t i = 0; i < n; ++i) {
            for (int k = 0; k < w; ++k) received[i].push_back((words[i] >> k) & 1u);
        }
        ++word;
    }

    /// The same word through the serial model, in its unit intervals; `receive_offset_fs` must be
    /// shorter than one. The word that the word model returns at an edge ends with the bit that
    /// this one returns at the same edge.
    void step(SerialChannel& channel) {
        const auto n = sent.size();
        std::vector<std::uint8_t> bits(n);
        for (int k = 0; k < config.word_ui; ++k) {
            const std::int64_t ui = word * config.word_ui + k;
            for (std::size_t i = 0; i < n; ++i) {
                if (k == 0) {
                    const std::uint32_t w = source_[i].next_u32();
                    for (int j = 0; j < config.word_ui; ++j) sent[i].push_back((w >> j) & 1u);
                }
                bits[i] = sent[i][static_cast<std::size_t>(ui)];
            }
            channel.launch_bit(transmit_fs(ui), bits.data(), enable.data(), drive.data());
            channel.receive_bit(receive_fs(ui), phase.data(), threshold.data(), bits.data(),
                                los.data());
            for (std::size_t i = 0; i < n; ++i) received[i].push_back(bits[i]);
        }
        ++word;
    }

    /// The bits received from place `first` on that are not what was sent, by the place that each
    /// lane is sampled at now.
    template <typename Channel>
    WrongBits wrong_bits(const Channel& channel, std::size_t first) const {
        WrongBits wrong;
        for (int i = 0; i < config.lanes; ++i) {
            const std::vector<std::uint8_t>& got = received[static_cast<std::size_t>(i)];
            const int lane = config.source_lane(i);
            for (std::size_t j = first; j < got.size(); ++j) {
                const std::int64_t at =
                    static_cast<std::int64_t>(j) + channel.point(i).where.bit_offset;
                const auto& bits = sent[static_cast<std::size_t>(lane)];
                if (got[j] != bits[static_cast<std::size_t>(at)]) wrong.emplace(lane, at);
            }
        }
        return wrong;
    }

    /// Where receive position `lane` samples bit k of period m (of `group` unit intervals).
    struct Sample {
        std::int64_t bit;
        int fraction;
    };
    Sample sample(int lane, std::int64_t m, int k, int group, double drift_ui = 0.0) const {
        return sample_of(lane, config.source_lane(lane), m, k, group, drift_ui);
    }
    /// The same instant in the light of transmit lane `from`.
    Sample sample_of(int lane, int from, std::int64_t m, int k, int group,
                     double drift_ui = 0.0) const {
        const double ui = config.ui_fs();
        const double taken = static_cast<double>(offset_fs) / ui + static_cast<double>(m * group) -
                             group + k + unwrapped[static_cast<std::size_t>(lane)] / 64.0;
        const double position = taken - config.flight_ns * 1e6 / ui - config.lane_skew_ui(from) -
                                drift_ui - config.response(from).grid->cursor_reference();
        const auto steps = static_cast<std::int64_t>(std::llround(position * 64.0));
        const auto bit = static_cast<std::int64_t>(std::floor(static_cast<double>(steps) / 64.0));
        return {bit, static_cast<int>(steps - bit * 64)};
    }
    /// Pattern of PhaseGrid around a bit that `lane` sent; bits that do not exist are 0.
    unsigned pattern(int lane, std::int64_t bit) const {
        return transmitted(config.source_lane(lane), bit);
    }
    /// The same for a transmit lane.
    unsigned transmitted(int from, std::int64_t bit) const {
        const auto& bits = sent[static_cast<std::size_t>(from)];
        unsigned result = 0;
        for (int k = 0; k < PhaseGrid::kTaps; ++k) {
            const std::int64_t at = bit + PhaseGrid::kPre - k;
            if (at < 0 || at >= static_cast<std::int64_t>(bits.size())) continue;
            result |= static_cast<unsigned>(bits[static_cast<std::size_t>(at)]) << k;
        }
        return result;
    }
    /// Decision without noise.
    bool decided(int lane, const Sample& at, double gain) const {
        return gain * config.grid->level(at.fraction, pattern(lane, at.bit)) >
               config.threshold(threshold[static_cast<std::size_t>(lane)]);
    }

    WordChannelConfig config;
    std::int64_t offset_fs;
    std::vector<std::uint8_t> enable, drive, phase, los;
    std::vector<std::int8_t> threshold;
    std::vector<int> unwrapped;
    std::vector<std::vector<std::uint8_t>> sent, received;
    std::vector<std::uint32_t> words;
    std::int64_t word = 0;

private:
    std::int64_t edge_fs(std::int64_t ui) const {
        return std::llround(static_cast<long double>(ui) * config.ui_numerator_fs /
                            config.ui_denominator);
    }

    std::vector<RandomStream> source_;
};

/// True if a count agrees with its expectation within 99.9 % (normal, for at least 100).
inline bool agrees(double count, double expected) {
    return std::abs(count - expected) <= 3.2905 * std::sqrt(expected);
}

/// Brings every lane to phase `f` of the grid, by code steps of at most 31.
template <typename Channel>
void align_phases(ChannelBench& bench, Channel& channel, int f) {
    for (int round = 0; round < 3; ++round) {
        bench.step(channel);
        for (int i = 0; i < bench.config.lanes; ++i) {
            const int off = f - channel.point(i).where.fraction;
            bench.move_phase(i, std::max(-31, std::min(31, off)));
        }
    }
    bench.step(channel);
}

}  // namespace oio::test
