// SPDX-License-Identifier: Apache-2.0
//
// Errors that the co-simulation's own channel (word cut) makes on random words at a given phase and
// threshold, without the chiplets.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/channel_config.hpp"
#include "models/channel/lane_response.hpp"

namespace oio {

struct WordCutRequest {
    double rate_gbps = 2.0;
    int phase = 32;
    std::int8_t threshold_code = 0;
    std::uint64_t enough_errors = 200;
    std::uint64_t most_bits = 1'000'000'000;  ///< of all lanes
    std::uint64_t seed = 1;
};

/// Decision level of a threshold code in such a run.
double word_cut_threshold(std::int8_t code);
/// The code whose level is nearest.
std::int8_t word_cut_code(double threshold);

/// Counts over all lanes, which should be alike.
LaneCounters count_word_cut(const std::vector<LaneResponse>& lanes, const WordCutRequest& request);

}  // namespace oio
