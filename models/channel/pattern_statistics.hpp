// SPDX-License-Identifier: Apache-2.0
//
// What the statistical eye says about which bits fail: the error probability of every pattern of
// own bits, and how often two bits of a lane fail together. A sampler that gets only the mean error
// rate right fails against both.
#pragma once

#include <array>
#include <vector>

#include "models/channel/lane_response.hpp"

namespace oio {

struct PatternStatistics {
    /// Probability that the cursor bit is decided wrongly, by pattern of PhaseGrid; averaged over
    /// jitter and the aggressors' bits.
    std::array<double, PhaseGrid::kPatterns> error_probability{};
    double ber = 0.0;

    /// Probability that of two bits of a lane `distance` (1 to 8) apart both are wrong. Their
    /// patterns overlap; noise, jitter and crosstalk of the two samples are taken as independent,
    /// which is exact but for the bits of aggressors that both samples see.
    double pair_rate(int distance) const;
    /// The share of all errors that each pattern has.
    double share(unsigned pattern) const {
        return error_probability[pattern] / (ber * PhaseGrid::kPatterns);
    }
};

/// Of `lanes[lane]` at a phase and threshold. Throws std::invalid_argument.
PatternStatistics pattern_statistics(const std::vector<LaneResponse>& lanes, int lane, int phase,
                                     double threshold);

}  // namespace oio
