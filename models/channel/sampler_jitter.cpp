// SPDX-License-Identifier: Apache-2.0
#include "models/channel/sampler_jitter.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

constexpr double kReachRms = 20.0;
constexpr double kReachUi = 1.0;
// The trapezoidal rule of a Gaussian is exact to 1e-100 at a quarter of the rms; the levels bend
// within a few phases of the grid.
constexpr double kStepRms = 0.25;
constexpr double kStepUi = 0.5 / PhaseGrid::kPhases;
constexpr double kLeastStepUi = 1.0 / 64.0 / PhaseGrid::kPhases;

double level_of_phase(const PhaseGrid& grid, int phase, unsigned wide) {
    const int interval = phase < 0 ? -1 : phase / PhaseGrid::kPhases;
    const unsigned pattern = (wide >> (1 - interval)) & (PhaseGrid::kPatterns - 1);
    return static_cast<double>(grid.level(phase - interval * PhaseGrid::kPhases, pattern));
}

/// Largest change of a level from one phase to the next, of any bits.
double steepest(const PhaseGrid& grid) {
    double most = 1e-9;
    for (int phase = 0; phase < PhaseGrid::kPhases; ++phase) {
        for (unsigned wide = 0; wide < kWidePatterns; wide += 2) {
            most = std::max(most, std::abs(level_of_phase(grid, phase + 1, wide) -
                                           level_of_phase(grid, phase, wide)));
        }
    }
    return most;
}

}  // namespace

double level_between(const PhaseGrid& grid, double steps, unsigned wide) {
    const double inside = std::max(-64.0, std::min(127.0, steps));
    const double below = std::min(std::floor(inside), 126.0);
    const double part = inside - below;
    const int phase = static_cast<int>(below);
    const double low = level_of_phase(grid, phase, wide);
    return part == 0.0 ? low : low + part * (level_of_phase(grid, phase + 1, wide) - low);
}

std::vector<JitterNode> jitter_nodes(const LaneResponse& lane, double level_step) {
    std::vector<JitterNode> random{{0.0, 1.0}};
    const double rms = lane.jitter_rj_ui;
    if (rms > 0.0) {
        random.clear();
        const double wanted = level_step / steepest(*lane.grid) / PhaseGrid::kPhases;
        const double step = std::min({kStepRms * rms, kStepUi, std::max(wanted, kLeastStepUi)});
        const int reach = static_cast<int>(std::min(kReachRms * rms, kReachUi) / step);
        double total = 0.0;
        for (int i = -reach; i <= reach; ++i) {
            const double x = i * step / rms;
            random.push_back({i * step, std::exp(-0.5 * x * x)});
            total += random.back().weight;
        }
        for (JitterNode& node : random) node.weight /= total;
    }
    if (!(lane.jitter_dj_ui > 0.0)) return random;
    std::vector<JitterNode> nodes;
    for (const JitterNode& node : random) {
        for (const double side : {-0.5, 0.5}) {
            nodes.push_back({node.offset_ui + side * lane.jitter_dj_ui, 0.5 * node.weight});
        }
    }
    return nodes;
}

}  // namespace oio
