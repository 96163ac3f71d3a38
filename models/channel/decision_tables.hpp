// SPDX-License-Identifier: Apache-2.0
//
// What a decision needs at run time, laid out for speed: received levels by phase and pattern,
// their extremes by phase, and the Gaussian tail as tables.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/channel/phase_grid.hpp"

namespace oio {

/// Largest and smallest received level of a set of patterns.
struct LevelRange {
    double low = 0.0;
    double high = 0.0;
};

class DecisionTables {
public:
    static constexpr int kPhases = PhaseGrid::kPhases;
    static constexpr unsigned kPatterns = PhaseGrid::kPatterns;
    /// Bit of a window (oldest bit in bit 0) that is the cursor.
    static constexpr int kCursor = PhaseGrid::kTaps - 1 - PhaseGrid::kPre;

    explicit DecisionTables(const PhaseGrid& grid);

    /// Levels of a phase, indexed by window with the oldest bit in bit 0 (the reverse of the
    /// pattern of PhaseGrid).
    const float* levels(int fraction) const {
        return levels_.data() + static_cast<std::size_t>(fraction) * kPatterns;
    }
    const LevelRange& sent_zero(int fraction) const { return zero_[index(fraction)]; }
    const LevelRange& sent_one(int fraction) const { return one_[index(fraction)]; }

    /// PhaseGrid pattern of a window.
    static unsigned pattern_of(unsigned window);

private:
    static std::size_t index(int fraction) { return static_cast<std::size_t>(fraction); }

    std::vector<float> levels_;
    std::array<LevelRange, kPhases> zero_;
    std::array<LevelRange, kPhases> one_;
};

/// Probability that a standard normal variable exceeds x.
double gaussian_tail(double x);

/// An upper bound of gaussian_tail (20 % above at 6 sigma, a factor of 3 at 38), and -ln(1 -
/// bound): the rate at which candidates for an error must be proposed. Both 0 from 38 sigma on.
struct TailBound {
    double probability = 0.0;
    double hazard = 0.0;
};
const TailBound& tail_bound(double x);

/// Normal distribution function in 1/2^32 at kPhiStepsPerSigma points per unit, from -kPhiReach on.
constexpr int kPhiStepsPerSigma = 256;
constexpr int kPhiReach = 8;
constexpr int kPhiSize = 2 * kPhiReach * kPhiStepsPerSigma + 1;
const std::uint32_t* phi_table();

}  // namespace oio
