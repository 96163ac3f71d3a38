// SPDX-License-Identifier: Apache-2.0
#include "models/channel/sampled_path.hpp"

#include <stdexcept>
#include <string>

#include "models/channel/received_levels.hpp"
#include "models/channel/sampler_jitter.hpp"

namespace oio {

namespace {

void check_index(const char* field, int value, std::size_t size) {
    if (value >= 0 && static_cast<std::size_t>(value) < size) return;
    throw std::invalid_argument(std::string(field) + ": " + std::to_string(value) +
                                " is outside [0, " + std::to_string(size - 1) + "]");
}

const LaneResponse& checked(const std::vector<LaneResponse>& lanes, int lane, int phase) {
    check_index("sampled_path.lane", lane, lanes.size());
    check_index("sampled_path.phase", phase, PhaseGrid::kPhases);
    lanes[static_cast<std::size_t>(lane)].validate();
    return lanes[static_cast<std::size_t>(lane)];
}

}  // namespace

SampledPath::SampledPath(const std::vector<LaneResponse>& lanes, int lane, int phase)
    : lane_(checked(lanes, lane, phase)), phase_(phase) {
    for (const Aggressor& from : lane_.aggressors) {
        check_index("lane.aggressors.lane", from.lane, lanes.size());
        const LaneResponse& other = lanes[static_cast<std::size_t>(from.lane)];
        other.validate();
        const int at = aggressor_phase(lane_, phase, other);
        std::vector<double> levels;
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
            levels.push_back(from.coupling * other.gain *
                             static_cast<double>(other.grid->level(at, pattern)));
        }
        light_.push_back(std::move(levels));
    }
}

double SampledPath::own_level(unsigned wide, double jitter_ui) const {
    return lane_.gain * level_between(*lane_.grid, phase_ + jitter_ui * PhaseGrid::kPhases, wide);
}

}  // namespace oio
