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

    /// Of a linear lane: levels are sums over taps. The most open eye, or the middle of one that is
    /// flat over more than half a unit interval, lies at phase 32.
    explicit PhaseGrid(const PulseResponse& response);
    /// Of any lane with a memory of kTaps bits, linear or not: `levels` has kPatterns entries for
    /// each phase in turn. Throws std::invalid_argument unless it has kPhases * kPatterns.
    PhaseGrid(double cursor_reference, std::vector<float> levels);

    /// Index of the middle of an eye whose openings, at times 1/kPhases unit interval apart, are
    /// given: of the largest one. On long unit intervals the eye is flat nearly from end to end
    /// and its largest value may lie anywhere in it: if it is so over more than half of one, the
    /// middle of that. Throws nothing; there must be at least one.
    static std::size_t middle_of_eye(const std::vector<double>& openings);

    /// Phase f samples a bit at cursor_reference() + f/64 unit intervals after its start arrives.
    double cursor_reference() const { return cursor_reference_; }

    /// The same levels of light that arrives later by this much (negative: earlier).
    PhaseGrid later(double ui) const;

    /// Level, without noise and for gain 1, of the sample taken at phase `f` (0 to 63) when the
    /// bits around the cursor are `pattern`: bit k is transmitted bit number (cursor + kPre - k),
    /// so bit kPre is the cursor itself and higher bits are older. 1 = endless ones at length 0.
    float level(int f, unsigned pattern) const {
        return levels_[static_cast<std::size_t>(f) * kPatterns + pattern];
    }
    /// True if each level is the sum of the taps of its ones.
    bool linear() const { return linear_; }
    /// Contribution of pattern bit `k` at phase `f`: of a lane that is not linear, the mean change
    /// of the level that this bit makes over all patterns of the others.
    double tap(int f, int k) const {
        return taps_[static_cast<std::size_t>(f) * kTaps + static_cast<std::size_t>(k)];
    }
    /// Level of endless ones at phase `f`, as far as the taps reach.
    double all_ones(int f) const { return static_cast<double>(level(f, kPatterns - 1)); }
    /// Distance of the lowest `1` from the highest `0` at phase `f`; negative if the eye is closed.
    double eye_opening(int f) const;

private:
    double cursor_reference_;
    bool linear_;
    std::array<double, kPhases * kTaps> taps_{};
    std::vector<float> levels_;
};

}  // namespace oio
