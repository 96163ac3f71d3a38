// SPDX-License-Identifier: Apache-2.0
#include "models/channel/sampled_decisions.hpp"

#include <array>
#include <cmath>

#include "models/channel/lane_statistics.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

// Deviates at equal steps of their share, from 0 to 1/2; the lowest kTail cells of the first table
// are the second one, and what is lower than the lowest cells of that is computed.
constexpr int kCells = 1024;
constexpr int kTail = 8;
constexpr double kTailShare = 0.5 * kTail / kCells;

using Quantiles = std::array<double, kCells + 1>;

double quantile(double share) {
    return -lane_statistics::gaussian_tail_inverse(share);
}

Quantiles make_quantiles(double top) {
    Quantiles table{};
    for (int i = 1; i <= kCells; ++i) {
        table[static_cast<std::size_t>(i)] = quantile(top * i / kCells);
    }
    return table;
}

double interpolate(const Quantiles& table, double at) {
    const auto cell = static_cast<std::size_t>(at);
    return table[cell] + (at - static_cast<double>(cell)) * (table[cell + 1] - table[cell]);
}

double lower_half(double share) {
    static const Quantiles all = make_quantiles(0.5);
    static const Quantiles tail = make_quantiles(kTailShare);
    if (share >= kTailShare) return interpolate(all, share * (2.0 * kCells));
    const double at = share * (kCells / kTailShare);
    return at >= kTail ? interpolate(tail, at) : quantile(share);
}

}  // namespace

double normal_deviate(std::uint32_t bits) {
    const double share = (static_cast<double>(bits) + 0.5) * (1.0 / 4294967296.0);
    // The top share of 1 - 2^-33 is the mirror image of the lowest one.
    return share < 0.5 ? lower_half(share) : -lower_half(1.0 - share);
}

SampledDecisions::SampledDecisions(int lanes, int word_ui, std::uint64_t seed,
                                   const std::string& name)
    : word_ui_(word_ui) {
    for (int i = 0; i < lanes; ++i) {
        RandomStream key(seed, name + ".rx[" + std::to_string(i) + "]", "sampled decisions");
        const std::uint32_t low = key.next_u32();
        keys_.push_back({low, key.next_u32()});
    }
}

std::uint32_t SampledDecisions::decide(std::int64_t word, int lane, const LaneSampler& sampler,
                                       const SamplerPoint& point, std::uint64_t wide,
                                       const CrosstalkLight* others,
                                       std::vector<SampledDecision>& wrong) const {
    const Key key = keys_[static_cast<std::size_t>(lane)];
    const LaneResponse& response = sampler.response();
    const bool steady = sampler.steady();
    const auto share_of_ones = [&](double level) {
        const double above = (level - point.threshold) / response.sigma(level);
        const double at = 0.5 + (above + kPhiReach) * kPhiStepsPerSigma;
        return at <= 0.0 ? 0u
                         : phi_table()[at >= kPhiSize - 1 ? kPhiSize - 1 : static_cast<int>(at)];
    };
    // More light means more ones unless the threshold lies far below darkness: then the least and
    // the most of the other lanes' light settle most decisions without a look at it.
    const double thermal = response.thermal_sigma * response.thermal_sigma;
    const bool bounded = thermal + 0.5 * response.shot_variance * point.threshold > 0.0;
    std::uint32_t ones = 0;
    for (int k = 0; k < word_ui_; ++k) {
        const auto drawn =
            philox4x32_10({static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32),
                           static_cast<std::uint32_t>(k), 0},
                          {key.low, key.high});
        const auto around = static_cast<std::uint32_t>(wide >> k) & LaneSampler::kWideMask;
        const bool sent = ((around >> (DecisionTables::kCursor + 1)) & 1u) != 0;
        const double late =
            steady ? 0.0 : sampler.jitter_steps(normal_deviate(drawn[1]), (drawn[2] & 1u) != 0);
        const double own = point.gain * sampler.level(point.fraction + late, around);
        if (others != nullptr && bounded) {
            const double least = own + (sent ? point.crosstalk.low : point.crosstalk.high);
            // The side that could be wrong: a 1 with the least light, a 0 with the most.
            if ((drawn[0] < share_of_ones(least)) == sent) {
                ones |= static_cast<std::uint32_t>(sent) << k;
                continue;
            }
        }
        const double crosstalk = others == nullptr ? 0.0 : others->level(lane, k);
        const bool one = drawn[0] < share_of_ones(own + crosstalk);
        ones |= static_cast<std::uint32_t>(one) << k;
        if (one != sent) {
            wrong.push_back({lane, k, crosstalk, late / PhaseGrid::kPhases});
        }
    }
    return ones;
}

}  // namespace oio
