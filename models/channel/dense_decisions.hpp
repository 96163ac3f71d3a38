// SPDX-License-Identifier: Apache-2.0
//
// Decisions of plain lanes (LaneSampler::plain, no light of others) where errors are frequent:
// every bit is compared with a random number, eight bits of a lane at a time.
//
// A bit is 1 with the probability that level plus noise is above the threshold. Sixteen random bits
// decide; when they equal the upper half of the probability, sixteen more do. Random bits are
// Philox4x32-10 blocks with a key of the lane and the number of the word as counter, so a decision
// depends on nothing but seed, lane, word and operating point.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/channel/lane_sampler.hpp"

namespace oio {

class DenseDecisions {
public:
    DenseDecisions(int lanes, int word_ui, std::uint64_t seed, const std::string& name);

    /// Operating point of a lane; does nothing for one that is not plain. The sampler's tables must
    /// outlive the point.
    void set_point(int lane, const LaneSampler& sampler, const SamplerPoint& point);

    /// Word number `word` of each of `count` lanes: windows as of WordHistory::window; the
    /// results go to words[lane].
    void decide(std::int64_t word, int count, const int* lanes, const std::uint64_t* windows,
                std::uint32_t* words);

private:
    bool decide_tie(int lane, std::int64_t word, int k, std::uint64_t window) const;

    const int word_ui_;
    const std::int32_t* const upper_;  // distribution in 1/2^16
    // By lane; distribution index = level * scale + origin.
    std::vector<const float*> parts_;  // looked up three bits at a time: a vector register each
    std::vector<float> scale_, origin_;
    std::vector<std::uint32_t> key_low_, key_high_;
    // Scratch of `decide`, in the order of its lanes.
    std::vector<const float*> parts_of_;
    std::vector<float> scale_of_, origin_of_;
    std::vector<std::uint32_t> key_low_of_, key_high_of_, window_, drawn_, ones_, ties_;
};

}  // namespace oio
