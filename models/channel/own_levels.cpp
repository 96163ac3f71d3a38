// SPDX-License-Identifier: Apache-2.0
#include "models/channel/own_levels.hpp"

#include <cmath>

#include "models/channel/sampler_jitter.hpp"

namespace oio {

namespace {

constexpr unsigned kCursor = 1u << PhaseGrid::kPre;
// Bins from one jitter node to the next: half of the noise where a bin is 1/64 of it.
constexpr double kNodeSteps = 32.0;

}  // namespace

std::vector<OwnLevel> exact_own_levels(const PhaseGrid& grid, int phase) {
    std::vector<OwnLevel> levels;
    for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
        levels.push_back({(pattern & kCursor) != 0, static_cast<double>(grid.level(phase, pattern)),
                          2.0 / PhaseGrid::kPatterns});
    }
    return levels;
}

OwnLevels binned_own_levels(const LaneResponse& lane, int phase, double step) {
    OwnLevels levels{LevelDistribution(step), LevelDistribution(step)};
    for (const JitterNode& node : jitter_nodes(lane, kNodeSteps * step)) {
        const double steps = phase + node.offset_ui * PhaseGrid::kPhases;
        // Inside its own unit interval the two extra bits do not matter.
        const bool inside = steps >= 0.0 && steps <= PhaseGrid::kPhases - 1;
        const unsigned count = inside ? PhaseGrid::kPatterns : kWidePatterns;
        const double weight = node.weight * 2.0 / count;
        for (unsigned i = 0; i < count; ++i) {
            const unsigned wide = inside ? i << 1 : i;
            const bool one = ((wide >> 1) & kCursor) != 0;
            (one ? levels.ones : levels.zeros).add(level_between(*lane.grid, steps, wide), weight);
        }
    }
    return levels;
}

double OwnLevelCache::rounded_step(double step) {
    return std::exp2(std::floor(std::log2(step) * 4.0) / 4.0);
}

const OwnLevels& OwnLevelCache::get(const LaneResponse& lane, int phase, double step) {
    const Key key{lane.grid.get(), phase, lane.jitter_rj_ui, lane.jitter_dj_ui, step};
    std::unique_ptr<OwnLevels>& levels = known_[key];
    if (!levels) levels = std::make_unique<OwnLevels>(binned_own_levels(lane, phase, step));
    return *levels;
}

}  // namespace oio
