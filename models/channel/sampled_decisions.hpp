// SPDX-License-Identifier: Apache-2.0
//
// Decisions of lanes where errors are frequent and DenseDecisions does not reach: noise that
// depends on the level, levels that are no sums, jitter, light of other lanes. Every bit draws its
// jitter and its noise.
//
// As there, a decision depends on nothing but seed, lane, word and operating point.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/channel/crosstalk_light.hpp"
#include "models/channel/lane_sampler.hpp"

namespace oio {

/// What a decision was made from, beyond the operating point.
struct SampledDecision {
    int lane = 0;  ///< receive position
    int bit = 0;   ///< of its word
    double crosstalk = 0.0;
    double jitter_ui = 0.0;
};

class SampledDecisions {
public:
    SampledDecisions(int lanes, int word_ui, std::uint64_t seed, const std::string& name);

    /// All bits of word number `word` of a lane. `others` has loaded the word, or is null. Appends
    /// every decision that differs from the sent bit to `wrong`.
    std::uint32_t decide(std::int64_t word, int lane, const LaneSampler& sampler,
                         const SamplerPoint& point, std::uint64_t wide,
                         const CrosstalkLight* others, std::vector<SampledDecision>& wrong) const;

private:
    struct Key {
        std::uint32_t low, high;
    };
    const int word_ui_;
    std::vector<Key> keys_;
};

/// The normal deviate with a share of (bits + 1/2) / 2^32 of all deviates below it.
double normal_deviate(std::uint32_t bits);

}  // namespace oio
