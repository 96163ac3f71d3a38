// SPDX-License-Identifier: Apache-2.0
//
// Lanes whose eye has a closed form, made from levels that a test writes down.
#pragma once

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "models/channel/lane_response.hpp"

namespace oio::test {

/// Grid of level(phase 0 to 63, pattern); bit kPre of a pattern is the cursor, higher bits older.
inline std::shared_ptr<const PhaseGrid> grid_of(
    const std::function<double(int phase, unsigned pattern)>& level) {
    std::vector<float> levels;
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        for (unsigned p = 0; p < PhaseGrid::kPatterns; ++p) {
            levels.push_back(static_cast<float>(level(f, p)));
        }
    }
    return std::make_shared<const PhaseGrid>(0.0, std::move(levels));
}

inline bool cursor(unsigned pattern) {
    return ((pattern >> PhaseGrid::kPre) & 1u) != 0;
}

/// Levels 0 and 1 at every phase: no interference at all.
inline std::shared_ptr<const PhaseGrid> square_grid() {
    return grid_of([](int, unsigned pattern) { return cursor(pattern) ? 1.0 : 0.0; });
}

/// Ones rise by `slope` per unit interval through 1 at phase 32, zeros stay at 0.
inline std::shared_ptr<const PhaseGrid> ramp_grid(double slope) {
    return grid_of([slope](int f, unsigned pattern) {
        return cursor(pattern) ? 1.0 + slope * (f - 32) / 64.0 : 0.0;
    });
}

inline LaneResponse lane_of(std::shared_ptr<const PhaseGrid> grid, double sigma) {
    LaneResponse lane;
    lane.grid = std::move(grid);
    lane.thermal_sigma = sigma;
    return lane;
}

/// The Gaussian tail, as in a book.
inline double tail(double x) {
    return 0.5 * std::erfc(x / std::sqrt(2.0));
}

}  // namespace oio::test
