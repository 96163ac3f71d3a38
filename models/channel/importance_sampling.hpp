// SPDX-License-Identifier: Apache-2.0
//
// Bit error rate of a lane by biased sampling: for error rates that counting cannot reach, on paths
// whose distribution the statistical eye would have to be told. Draws from the same equation as
// monte_carlo.hpp; every biased draw is weighted by its likelihood ratio, so the estimate is
// unbiased whatever the bias.
//
// Each of the 512 patterns of own bits is a stratum. Within it the bits of aggressors are tilted
// exponentially and the jitter is shifted, both towards the wrong side of the threshold (a part of
// the jitter is drawn from a wider distribution, in case the errors come from elsewhere), and then
// the mean of the noise is moved to the threshold. Strata that matter more get more samples.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/lane_response.hpp"
#include "models/random_stream.hpp"

namespace oio {

struct ImportanceConfig {
    int phase = 32;
    double threshold = 0.5;
    /// Sampling ends when the standard error of the estimate, over the estimate, is below this and
    /// no single sample has more than 1/20 of the sum; or after `most_samples`.
    double relative_error = 0.02;
    std::uint64_t most_samples = 4'000'000;
};

struct ImportanceResult {
    double log10_ber = 0.0;
    double relative_error = 0.0;  ///< standard error over estimate, as the samples show it
    double largest_share = 0.0;   ///< of one sample in the sum
    std::uint64_t samples = 0;
    bool converged = false;  ///< the stop rule was met
};

/// Of `lanes[lane]`. Throws std::invalid_argument.
ImportanceResult run_importance_sampling(const std::vector<LaneResponse>& lanes, int lane,
                                         const ImportanceConfig& config, RandomStream& random);

}  // namespace oio
