// SPDX-License-Identifier: Apache-2.0
#include "models/channel/monte_carlo.hpp"

#include "models/channel/sampled_path.hpp"
#include "models/channel/sampler_jitter.hpp"

namespace oio {

namespace {

constexpr std::uint64_t kBatch = 65536;
constexpr unsigned kPatternMask = PhaseGrid::kPatterns - 1;

double draw_jitter(const LaneResponse& lane, RandomStream& random) {
    double jitter = 0.0;
    if (lane.jitter_rj_ui > 0.0) jitter += lane.jitter_rj_ui * random.normal();
    if (lane.jitter_dj_ui > 0.0) {
        jitter +=
            (random.next_u32() & 1u) != 0 ? 0.5 * lane.jitter_dj_ui : -0.5 * lane.jitter_dj_ui;
    }
    return jitter;
}

/// One sample; true if the bit was decided wrongly. Patterns of bits are independent from sample to
/// sample, so that the errors are too, as the interval assumes.
bool wrong_sample(const SampledPath& path, double threshold, RandomStream& random) {
    const unsigned wide = random.next_u32() & (kWidePatterns - 1);
    double level = path.own_level(wide, path.jitters() ? draw_jitter(path.lane(), random) : 0.0);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < path.aggressors(); ++i) {
        bits = i % 3 == 0 ? random.next_u32() : bits >> PhaseGrid::kTaps;
        level += path.light(i)[bits & kPatternMask];
    }
    const bool one = ((wide >> (PhaseGrid::kPre + 1)) & 1u) != 0;
    return (path.sample(level, random.normal(), threshold) > 0.0) != one;
}

}  // namespace

MonteCarloResult run_monte_carlo(const std::vector<LaneResponse>& lanes, int lane,
                                 const MonteCarloConfig& config, RandomStream& random) {
    const SampledPath path(lanes, lane, config.phase);
    MonteCarloResult result;
    while (result.errors < config.enough_errors && result.samples < config.most_samples) {
        for (std::uint64_t i = 0; i < kBatch; ++i) {
            if (wrong_sample(path, config.threshold, random)) ++result.errors;
        }
        result.samples += kBatch;
    }
    if (result.samples > 0) {
        result.ber = static_cast<double>(result.errors) / static_cast<double>(result.samples);
    }
    result.interval = clopper_pearson(result.errors, result.samples, 0.95);
    return result;
}

}  // namespace oio
