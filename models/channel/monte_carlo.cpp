// SPDX-License-Identifier: Apache-2.0
#include "models/channel/monte_carlo.hpp"

#include <cmath>

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

/// True if a standard normal deviate exceeds `margin`. Box and Muller's method, of which only as
/// much is worked out as decides: a radius below the margin settles it whatever the angle.
bool exceeds(double margin, RandomStream& random) {
    constexpr double kTwoPi = 6.28318530717958647693;
    const double u = random.uniform();
    const double v = random.uniform();
    if (margin > 0.0 && u > std::exp(-0.5 * margin * margin)) return false;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(kTwoPi * v) > margin;
}

/// Draws samples of one path. Patterns of bits are independent from sample to sample, so that the
/// errors are too, as the interval assumes.
class Sampler {
public:
    Sampler(const SampledPath& path, double threshold)
        : path_(path), threshold_(threshold), jitters_(path.jitters()) {
        for (unsigned wide = 0; wide < kWidePatterns; ++wide) {
            level_.push_back(path.own_level(wide, 0.0));
        }
    }

    /// One sample; true if its bit was decided wrongly.
    bool wrong(RandomStream& random) const {
        const unsigned wide = random.next_u32() & (kWidePatterns - 1);
        double level =
            jitters_ ? path_.own_level(wide, draw_jitter(path_.lane(), random)) : level_[wide];
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < path_.aggressors(); ++i) {
            bits = i % 3 == 0 ? random.next_u32() : bits >> PhaseGrid::kTaps;
            level += path_.light(i)[bits & kPatternMask];
        }
        const bool one = ((wide >> (PhaseGrid::kPre + 1)) & 1u) != 0;
        const double above = path_.sample(level, 0.0, threshold_) / path_.lane().sigma(level);
        return exceeds(one ? above : -above, random);
    }

private:
    const SampledPath& path_;
    const double threshold_;
    const bool jitters_;
    std::vector<double> level_;  // without jitter, by wide pattern
};

}  // namespace

MonteCarloResult run_monte_carlo(const std::vector<LaneResponse>& lanes, int lane,
                                 const MonteCarloConfig& config, RandomStream& random) {
    const SampledPath path(lanes, lane, config.phase);
    const Sampler sampler(path, config.threshold);
    MonteCarloResult result;
    while (result.errors < config.enough_errors && result.samples < config.most_samples) {
        for (std::uint64_t i = 0; i < kBatch; ++i) {
            if (sampler.wrong(random)) ++result.errors;
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
