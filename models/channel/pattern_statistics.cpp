// SPDX-License-Identifier: Apache-2.0
#include "models/channel/pattern_statistics.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "models/channel/received_levels.hpp"
#include "models/channel/sampler_jitter.hpp"

namespace oio {

namespace {

constexpr double kBinsPerSigma = 64.0;
constexpr double kRootHalf = 0.70710678118654752440;

/// Probability that the sum of an own level and the light of others is taken for the wrong bit.
double wrong(const LaneResponse& lane, const LevelDistribution& foreign, double own, bool one,
             double threshold) {
    double sum = 0.0;
    for (std::size_t i = 0; i < foreign.size(); ++i) {
        if (foreign.weight(i) <= 0.0) continue;
        const double level = own + foreign.level(i);
        const double above = (level - threshold) / lane.sigma(level);
        sum += foreign.weight(i) * 0.5 * std::erfc((one ? above : -above) * kRootHalf);
    }
    return sum;
}

}  // namespace

double PatternStatistics::pair_rate(int distance) const {
    if (distance < 1 || distance >= PhaseGrid::kTaps) {
        throw std::invalid_argument("pattern_statistics.distance: " + std::to_string(distance) +
                                    " is outside [1, 8]");
    }
    // A window that holds the patterns of both: the older one `distance` bits up.
    const unsigned windows = PhaseGrid::kPatterns << distance;
    double sum = 0.0;
    for (unsigned window = 0; window < windows; ++window) {
        sum += error_probability[window & (PhaseGrid::kPatterns - 1)] *
               error_probability[window >> distance];
    }
    return sum / windows;
}

PatternStatistics pattern_statistics(const std::vector<LaneResponse>& lanes, int lane, int phase,
                                     double threshold) {
    const LaneResponse& own = lanes.at(static_cast<std::size_t>(lane));
    own.validate();
    const double bin = own.thermal_sigma / kBinsPerSigma;
    const LevelDistribution foreign = crosstalk_levels(lanes, lane, phase, bin);
    const double decision = threshold + own.threshold_offset;
    PatternStatistics result;
    const std::vector<JitterNode> nodes = jitter_nodes(own, 32.0 * bin);
    for (unsigned wide = 0; wide < kWidePatterns; ++wide) {
        const unsigned pattern = (wide >> 1) & (PhaseGrid::kPatterns - 1);
        const bool one = ((pattern >> PhaseGrid::kPre) & 1u) != 0;
        // Without jitter the two extra bits do not matter.
        if (nodes.size() == 1 && (wide & 1u) != 0) continue;
        if (nodes.size() == 1 && wide >= kWidePatterns / 2) continue;
        const double share = nodes.size() == 1 ? 1.0 : 0.25;
        for (const JitterNode& node : nodes) {
            const double level =
                own.gain *
                level_between(*own.grid, phase + node.offset_ui * PhaseGrid::kPhases, wide);
            result.error_probability[pattern] +=
                share * node.weight * wrong(own, foreign, level, one, decision);
        }
    }
    for (const double probability : result.error_probability) result.ber += probability;
    result.ber /= PhaseGrid::kPatterns;
    return result;
}

}  // namespace oio
