// SPDX-License-Identifier: Apache-2.0
#include "models/channel/phase_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace oio {

namespace {

constexpr double kFlat = 0.9;  // of the largest opening

/// Time after a bit's start, in steps of 1/64 unit interval, around which the worst-case eye is
/// open.
int best_step(const PulseResponse& response) {
    constexpr int kPhases = PhaseGrid::kPhases;
    // The response is over by then: the slowest pole and the spread, with their tails.
    const int neighbours = 8 + static_cast<int>(std::ceil(6.0 * response.spread_ui()));
    const int last = kPhases * (4 + static_cast<int>(std::ceil(response.spread_ui())));
    const std::vector<double> sampled =
        response.sampled(-neighbours * kPhases, last + 2 * neighbours * kPhases + 1, kPhases);
    std::vector<double> openings;
    for (int step = 0; step <= last; ++step) {
        const int at = step + neighbours * kPhases;
        double opening = sampled[static_cast<std::size_t>(at)];
        for (int k = 1; k <= neighbours; ++k) {
            const int before = at - k * kPhases, after = at + k * kPhases;
            opening -= std::abs(sampled[static_cast<std::size_t>(before)]) +
                       std::abs(sampled[static_cast<std::size_t>(after)]);
        }
        openings.push_back(opening);
    }
    return static_cast<int>(PhaseGrid::middle_of_eye(openings));
}

}  // namespace

std::size_t PhaseGrid::middle_of_eye(const std::vector<double>& openings) {
    const auto most = std::max_element(openings.begin(), openings.end());
    const auto best = static_cast<std::size_t>(most - openings.begin());
    std::size_t from = best, to = best;
    while (from > 0 && openings[from - 1] > kFlat * *most) --from;
    while (to + 1 < openings.size() && openings[to + 1] > kFlat * *most) ++to;
    return to - from > kPhases / 2 ? (from + to) / 2 : best;
}

PhaseGrid::PhaseGrid(const PulseResponse& response)
    : linear_(true), levels_(static_cast<std::size_t>(kPhases) * kPatterns) {
    const int phase_0 = best_step(response) - kPhases / 2;
    cursor_reference_ = static_cast<double>(phase_0) / kPhases;
    const int first = phase_0 - kPre * kPhases;
    const std::vector<double> sampled = response.sampled(first, kTaps * kPhases, kPhases);
    for (int f = 0; f < kPhases; ++f) {
        double* taps = &taps_[static_cast<std::size_t>(f) * kTaps];
        for (int k = 0; k < kTaps; ++k) {
            const int at = k * kPhases + f;
            taps[k] = sampled[static_cast<std::size_t>(at)];
        }
        float* levels = &levels_[static_cast<std::size_t>(f) * kPatterns];
        for (unsigned pattern = 0; pattern < kPatterns; ++pattern) {
            double level = 0.0;
            for (int k = 0; k < kTaps; ++k) {
                if (((pattern >> k) & 1u) != 0) level += taps[k];
            }
            levels[pattern] = static_cast<float>(level);
        }
    }
}

PhaseGrid::PhaseGrid(double cursor_reference, std::vector<float> levels)
    : cursor_reference_(cursor_reference), linear_(false), levels_(std::move(levels)) {
    const std::size_t wanted = static_cast<std::size_t>(kPhases) * kPatterns;
    if (levels_.size() != wanted) {
        throw std::invalid_argument("phase grid: " + std::to_string(levels_.size()) +
                                    " levels, must be " + std::to_string(wanted));
    }
    for (int f = 0; f < kPhases; ++f) {
        double* taps = &taps_[static_cast<std::size_t>(f) * kTaps];
        for (unsigned pattern = 0; pattern < kPatterns; ++pattern) {
            const double share = static_cast<double>(level(f, pattern)) / (kPatterns / 2.0);
            for (int k = 0; k < kTaps; ++k) taps[k] += ((pattern >> k) & 1u) != 0 ? share : -share;
        }
    }
}

PhaseGrid PhaseGrid::later(double ui) const {
    PhaseGrid grid = *this;
    grid.cursor_reference_ += ui;
    return grid;
}

double PhaseGrid::eye_opening(int f) const {
    double lowest_one = std::numeric_limits<double>::infinity();
    double highest_zero = -lowest_one;
    for (unsigned pattern = 0; pattern < kPatterns; ++pattern) {
        const double at = static_cast<double>(level(f, pattern));
        if (((pattern >> kPre) & 1u) != 0) {
            lowest_one = std::min(lowest_one, at);
        } else {
            highest_zero = std::max(highest_zero, at);
        }
    }
    return lowest_one - highest_zero;
}

}  // namespace oio
