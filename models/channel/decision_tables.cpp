// SPDX-License-Identifier: Apache-2.0
#include "models/channel/decision_tables.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

constexpr int kBoundStepsPerSigma = 32;
// Beyond this many sigma no bit of any simulation is ever hit: the tail is 7e-316 there.
constexpr int kBoundReach = 38;

void widen(LevelRange& range, double level) {
    range.low = std::min(range.low, level);
    range.high = std::max(range.high, level);
}

std::vector<TailBound> make_bounds() {
    std::vector<TailBound> bounds(kBoundReach * kBoundStepsPerSigma);
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const double p = gaussian_tail(static_cast<double>(i) / kBoundStepsPerSigma);
        bounds[i] = {p, -std::log1p(-p)};
    }
    return bounds;
}

std::vector<std::uint32_t> make_phi() {
    std::vector<std::uint32_t> table(kPhiSize);
    for (int i = 0; i < kPhiSize; ++i) {
        const double x = static_cast<double>(i) / kPhiStepsPerSigma - kPhiReach;
        const double p = gaussian_tail(-x) * 4294967296.0;
        table[static_cast<std::size_t>(i)] =
            static_cast<std::uint32_t>(std::min(std::floor(p + 0.5), 4294967295.0));
    }
    return table;
}

}  // namespace

DecisionTables::DecisionTables(const PhaseGrid& grid) : levels_(kPhases * kPatterns) {
    for (int f = 0; f < kPhases; ++f) {
        LevelRange& zero = zero_[index(f)];
        LevelRange& one = one_[index(f)];
        zero = one = {HUGE_VAL, -HUGE_VAL};
        for (unsigned window = 0; window < kPatterns; ++window) {
            const float level = grid.level(f, pattern_of(window));
            levels_[index(f) * kPatterns + window] = level;
            widen((window >> kCursor) & 1u ? one : zero, static_cast<double>(level));
        }
    }
}

unsigned DecisionTables::pattern_of(unsigned window) {
    unsigned pattern = 0;
    for (int k = 0; k < PhaseGrid::kTaps; ++k) {
        pattern |= ((window >> k) & 1u) << (PhaseGrid::kTaps - 1 - k);
    }
    return pattern;
}

double gaussian_tail(double x) {
    return 0.5 * std::erfc(x * 0.70710678118654752440);
}

const TailBound& tail_bound(double x) {
    static const std::vector<TailBound> bounds = make_bounds();
    static const TailBound never;
    if (!(x < kBoundReach)) return never;
    return bounds[static_cast<std::size_t>(std::max(x, 0.0) * kBoundStepsPerSigma)];
}

const std::uint32_t* phi_table() {
    static const std::vector<std::uint32_t> table = make_phi();
    return table.data();
}

}  // namespace oio
