// SPDX-License-Identifier: Apache-2.0
//
// Received levels of a lane at every sampler phase and for every pattern of interfering bits.
// One grid is shared by all lanes of a link.
#pragma once

#include <array>
#include <vector>

#include "models/channel/pulse_response.hpp"

namespace oio {

class PhaseGrid {
public:
    /// Sampler positions in one unit interval.
    static constexpr int kPhases = 64;
    /// Consecutive bits that make up a level: the cursor, kPre newer and the rest older ones.
    static constexpr int kTaps = 9;
    static constexpr int kPre = 3;
    static constexpr unsigned kPatterns = 1u << kTaps;

    explicit PhaseGrid(const PulseResponse& response);

    /// Phase f samples a bit at cursor_reference() + f/64 unit intervals after its start arrives.
    /// Chosen so that the most open eye lies in the middle, at f = 32.
    double cursor_reference() const { return cursor_reference_; }

    /// Level, without noise and for gain 1, of the sample taken at phase `f` (0 to 63) when the
    /// bits around the cursor are `pattern`: bit k is transmitted bit number (cursor + kPre - k),
    /// so bit kPre is the cursor itself and higher bits are older. 1 = endless ones at length 0.
    float level(int f, unsigned pattern) const {
        return levels_[static_cast<std::size_t>(f) * kPatterns + pattern];
    }
    /// Contribution of pattern bit `k` at phase `f`; a level is the sum over its ones.
    double tap(int f, int k) const {
        return taps_[static_cast<std::size_t>(f) * kTaps + static_cast<std::size_t>(k)];
    }
    /// Level of endless ones at phase `f`, as far as the taps reach.
    double all_ones(int f) const { return static_cast<double>(level(f, kPatterns - 1)); }
    /// Distance of the lowest `1` from the highest `0` at phase `f`; negative if the eye is closed.
    double eye_opening(int f) const;

private:
    double cursor_reference_;
    std::array<double, kPhases * kTaps> taps_{};
    std::vector<float> levels_;
};

}  // namespace oio
