// SPDX-License-Identifier: Apache-2.0
//
// Configuration of one direction of the optical channel, shared by the word and the serial model.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/channel/lane_response.hpp"
#include "models/channel/lane_variation.hpp"
#include "models/channel/phase_grid.hpp"

namespace oio {

/// All lanes of one direction. Amplitudes are in units of the nominal all-ones level at length 0.
struct WordChannelConfig {
    /// Physical lanes, 1 to 4096.
    int lanes = 16;
    /// Unit intervals in a lane word: 8, 16 or 32.
    int word_ui = 8;
    /// One unit interval is numerator / denominator femtoseconds (2.125 Gb/s: 8,000,000 / 17).
    std::int64_t ui_numerator_fs = 8'000'000;
    std::int64_t ui_denominator = 17;
    /// Time of flight of the fibre, 0 to 10,000 ns (5.02 ns per metre at 430 nm).
    double flight_ns = 50.2;
    /// Coupling and skew of every transmit lane; empty means gain 1 and no skew. Not with
    /// `responses`, which have their own.
    std::vector<LaneSite> sites;
    /// What the sampler sees of every transmit lane. Empty means lanes that differ in nothing but
    /// `sites`, with the next two for all.
    std::vector<LaneResponse> responses;
    /// Levels of such lanes.
    std::shared_ptr<const PhaseGrid> grid;
    /// Noise at their decision point, 1 / (2 q0) of the lane model.
    double sigma = 0.05;
    /// Decision level of threshold code 0, and how far code +127 lies above it.
    double threshold_mid = 0.5;
    double threshold_full_scale = 0.5;
    /// Amplitude of drive code 255; the codes are linear, so by default code 128 means 1.
    double drive_full_scale = 255.0 / 128.0;
    /// Optical loss on top of coupling and fibre, 0 to 60 dB.
    double extra_loss_db = 0.0;
    /// All-ones level under which the receiver reports loss of signal, and how long the light must
    /// have been gone (or back) before it says so.
    double los_threshold = 0.02;
    double los_delay_ns = 50.0;
    /// False: no noise, decisions follow from intersymbol interference alone.
    bool noise = true;
    std::uint64_t seed = 1;
    /// Hierarchical name; part of the key of every random stream. The SystemC modules fill it in.
    std::string name;
    /// Receive position -> transmit lane; empty means the identity.
    std::vector<int> permutation;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;

    /// Length of a unit interval in femtoseconds.
    double ui_fs() const {
        return static_cast<double>(ui_numerator_fs) / static_cast<double>(ui_denominator);
    }
    /// Decision level of a threshold code.
    double threshold(std::int8_t code) const {
        return threshold_mid + threshold_full_scale * (static_cast<double>(code) / 127.0);
    }
    /// Amplitude of a drive code.
    double drive(std::uint8_t code) const { return drive_full_scale * (code / 255.0); }
    /// Transmit lane that ends at a receive position.
    int source_lane(int position) const {
        return permutation.empty() ? position : permutation[static_cast<std::size_t>(position)];
    }
    /// Response of a transmit lane, before extra loss.
    LaneResponse response(int lane) const;
    /// Share of light that extra loss leaves.
    double transmission() const;
    /// Amplitude at drive code 128 = 1 of a transmit lane: coupling and extra loss.
    double lane_gain(int lane) const;
    /// Skew of a transmit lane in unit intervals.
    double lane_skew_ui(int lane) const;
};

/// Bits sampled while light arrived, and those of them that differ from what was sent.
struct LaneCounters {
    std::uint64_t bits = 0;
    std::uint64_t errors = 0;
};

}  // namespace oio
