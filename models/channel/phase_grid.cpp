// SPDX-License-Identifier: Apache-2.0
#include "models/channel/phase_grid.hpp"

#include <cmath>

namespace oio {

namespace {

/// Time after a bit's start, in steps of 1/64 unit interval, at which the worst-case eye is most
/// open.
int best_step(const PulseResponse& response) {
    constexpr int kPhases = PhaseGrid::kPhases;
    // The response is over by then: the slowest pole and the spread, with their tails.
    const int neighbours = 8 + static_cast<int>(std::ceil(6.0 * response.spread_ui()));
    const int last = kPhases * (4 + static_cast<int>(std::ceil(response.spread_ui())));
    std::vector<double> sampled;
    for (int i = -neighbours * kPhases; i <= last + neighbours * kPhases; ++i) {
        sampled.push_back(response.at(static_cast<double>(i) / kPhases));
    }
    int best = 0;
    double best_opening = -1e300;
    for (int step = 0; step <= last; ++step) {
        const int at = step + neighbours * kPhases;
        double opening = sampled[static_cast<std::size_t>(at)];
        for (int k = 1; k <= neighbours; ++k) {
            opening -= std::abs(sampled[static_cast<std::size_t>(at - k * kPhases)]) +
                       std::abs(sampled[static_cast<std::size_t>(at + k * kPhases)]);
        }
        if (opening > best_opening) {
            best_opening = opening;
            best = step;
        }
    }
    return best;
}

}  // namespace

PhaseGrid::PhaseGrid(const PulseResponse& response)
    : cursor_reference_(static_cast<double>(best_step(response) - kPhases / 2) / kPhases),
      levels_(static_cast<std::size_t>(kPhases) * kPatterns) {
    for (int f = 0; f < kPhases; ++f) {
        const double t = cursor_reference_ + static_cast<double>(f) / kPhases;
        double* taps = &taps_[static_cast<std::size_t>(f) * kTaps];
        for (int k = 0; k < kTaps; ++k) taps[k] = response.at(t + k - kPre);
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

double PhaseGrid::eye_opening(int f) const {
    double opening = tap(f, kPre);
    for (int k = 0; k < kTaps; ++k) {
        if (k != kPre) opening -= std::abs(tap(f, k));
    }
    return opening;
}

}  // namespace oio
