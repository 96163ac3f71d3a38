// SPDX-License-Identifier: Apache-2.0
#include "models/channel/decision_tables.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

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
    zero_.fill({HUGE_VAL, -HUGE_VAL});
    one_ = zero_;
    all_ = zero_[0];
    for (int f = 0; f < kPhases; ++f) {
        for (unsigned window = 0; window < kPatterns; ++window) {
            const float value = grid.level(f, pattern_of(window));
            levels_[index(f) * kPatterns + window] = value;
            const auto level = static_cast<double>(value);
            widen(all_, level);
            mean_[(window >> kCursor) & 1u][index(f)] += level / (kPatterns / 2.0);
            // Seen from the unit interval before, this sample is one of the next, and its cursor
            // is the older neighbour here.
            for (int shift = -1; shift <= 1; ++shift) {
                const bool cursor = ((window >> (kCursor - shift)) & 1u) != 0;
                widen((cursor ? one_ : zero_)[index(f + (shift + 1) * kPhases)], level);
            }
        }
    }
    if (grid.linear()) make_parts(grid);
}

void DecisionTables::make_parts(const PhaseGrid& grid) {
    static_assert(PhaseGrid::kTaps == 9, "three parts of three bits");
    parts_.resize(index(kPhases) * kParts * kPartLevels);
    for (int f = 0; f < kPhases; ++f) {
        float* parts = parts_.data() + index(f) * kParts * kPartLevels;
        const auto none = static_cast<double>(grid.level(f, 0));
        for (unsigned bits = 0; bits < kPartLevels; ++bits) {
            for (int part = 0; part < kParts; ++part) {
                const auto level =
                    static_cast<double>(grid.level(f, pattern_of(bits << (3 * part))));
                parts[part * kPartLevels + static_cast<int>(bits)] =
                    static_cast<float>(part == 0 ? level : level - none);
            }
        }
    }
}

std::shared_ptr<const DecisionTables> TableCache::of(const std::shared_ptr<const PhaseGrid>& grid) {
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const bool unused = entry->second.grid.expired();
        entry = unused ? entries_.erase(entry) : std::next(entry);
    }
    Entry& entry = entries_[grid.get()];
    if (!entry.tables) entry = {grid, std::make_shared<const DecisionTables>(*grid)};
    return entry.tables;
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
