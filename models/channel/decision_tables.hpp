// SPDX-License-Identifier: Apache-2.0
//
// What a decision needs at run time, laid out for speed: received levels by phase and pattern,
// their extremes by phase, and the Gaussian tail as tables.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
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
    /// A linear phase as sums: of window bits 0-2, 3-5 and 6-8, eight levels each.
    static constexpr int kParts = 3;
    static constexpr int kPartLevels = 8;

    explicit DecisionTables(const PhaseGrid& grid);

    /// Levels of a phase, indexed by window with the oldest bit in bit 0 (the reverse of the
    /// pattern of PhaseGrid).
    const float* levels(int fraction) const {
        return levels_.data() + static_cast<std::size_t>(fraction) * kPatterns;
    }
    /// Over all patterns with this cursor, for a sample at a phase of the unit interval before
    /// (-64 to -1), its own, or the next one (64 to 127).
    const LevelRange& sent_zero(int phase) const { return zero_[index(phase + kPhases)]; }
    const LevelRange& sent_one(int phase) const { return one_[index(phase + kPhases)]; }
    /// Over all phases and patterns.
    const LevelRange& levels() const { return all_; }
    /// Mean level of a sent bit.
    double mean(int fraction, bool one) const { return mean_[one ? 1 : 0][index(fraction)]; }

    /// True if levels are sums over taps, so that `parts` says all.
    bool linear() const { return !parts_.empty(); }
    const float* parts(int fraction) const {
        return parts_.data() + index(fraction) * kParts * kPartLevels;
    }

    /// PhaseGrid pattern of a window.
    static unsigned pattern_of(unsigned window);

private:
    static std::size_t index(int fraction) { return static_cast<std::size_t>(fraction); }

    void make_parts(const PhaseGrid& grid);

    std::vector<float> levels_;
    std::vector<float> parts_;
    std::array<LevelRange, 3 * kPhases> zero_, one_;
    std::array<std::array<double, kPhases>, 2> mean_{};
    LevelRange all_;
};

/// Tables of the grids in use; lanes with the same grid share them.
class TableCache {
public:
    std::shared_ptr<const DecisionTables> of(const std::shared_ptr<const PhaseGrid>& grid);

private:
    struct Entry {
        std::weak_ptr<const PhaseGrid> grid;
        std::shared_ptr<const DecisionTables> tables;
    };
    std::map<const PhaseGrid*, Entry> entries_;
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
