// SPDX-License-Identifier: Apache-2.0
//
// Bit error rate of a lane by counting: random bits, jitter and noise through the sampling
// equation, with no shortcut. The reference for everything faster, down to about 1e-7.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/lane_response.hpp"
#include "models/confidence.hpp"
#include "models/random_stream.hpp"

namespace oio {

struct MonteCarloConfig {
    int phase = 32;
    double threshold = 0.5;
    /// Counting ends with the batch of 65,536 samples that reaches either.
    std::uint64_t enough_errors = 200;
    std::uint64_t most_samples = 100'000'000;
};

struct MonteCarloResult {
    std::uint64_t samples = 0;
    std::uint64_t errors = 0;
    double ber = 0.0;   ///< errors / samples
    Interval interval;  ///< Clopper-Pearson, 95 %
};

/// Of `lanes[lane]`. Throws std::invalid_argument.
MonteCarloResult run_monte_carlo(const std::vector<LaneResponse>& lanes, int lane,
                                 const MonteCarloConfig& config, RandomStream& random);

}  // namespace oio
