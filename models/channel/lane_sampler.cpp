// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace oio {

namespace {

constexpr double kReach = 9.0;   // sigma of the random jitter
constexpr double kStride = 0.5;  // sigma between two nodes
// Steps that one unit interval more on either side can serve.
constexpr double kEarliest = -static_cast<double>(PhaseGrid::kPhases);
constexpr double kLatest = 2.0 * PhaseGrid::kPhases - 1.001;

double clamp_steps(double steps) {
    return std::min(std::max(steps, kEarliest), kLatest);
}

LevelRange between(const LevelRange& a, const LevelRange& b, double part) {
    return {a.low + part * (b.low - a.low), a.high + part * (b.high - a.high)};
}

}  // namespace

LaneSampler::LaneSampler(LaneResponse response, std::shared_ptr<const DecisionTables> tables)
    : response_(std::move(response)),
      tables_(std::move(tables)),
      plain_(tables_->linear() && response_.shot_variance == 0.0 && response_.jitter_rj_ui == 0.0 &&
             response_.jitter_dj_ui == 0.0) {
    const bool random = response_.jitter_rj_ui > 0.0;
    const bool dirac = response_.jitter_dj_ui > 0.0;
    if (!random && !dirac) return;
    const int last = random ? static_cast<int>(kReach / kStride) : 0;
    double sum = 0.0;
    for (int i = -last; i <= last; ++i) {
        const double normal = kStride * i;
        const double weight = std::exp(-0.5 * normal * normal);
        for (int late = 0; late < (dirac ? 2 : 1); ++late) {
            nodes_.push_back({jitter_steps(normal, late != 0), weight});
            sum += weight;
        }
    }
    for (Node& node : nodes_) node.weight /= sum;
}

double LaneSampler::level(double steps, std::uint32_t wide) const {
    const double at = clamp_steps(steps);
    const double below = std::floor(at);
    const auto phase = static_cast<int>(below);
    const double low = level_at(phase, wide);
    const double part = at - below;
    return part == 0.0 ? low : low + part * (level_at(phase + 1, wide) - low);
}

double LaneSampler::tail(const SamplerPoint& point, double own, double crosstalk, bool one) const {
    const double level = point.gain * own + crosstalk;
    const double above = (level - point.threshold) / response_.sigma(level);
    return gaussian_tail(one ? -above : above);
}

double LaneSampler::probability(const SamplerPoint& point, std::uint32_t wide, double crosstalk,
                                bool one) const {
    if (steady()) return tail(point, level_at(point.fraction, wide), crosstalk, one);
    double sum = 0.0;
    for (const Node& node : nodes_) {
        sum += node.weight * tail(point, level(point.fraction + node.steps, wide), crosstalk, one);
    }
    return sum;
}

double LaneSampler::draw_jitter(const SamplerPoint& point, std::uint32_t wide, double crosstalk,
                                bool one, double uniform) const {
    double left = uniform * probability(point, wide, crosstalk, one);
    for (const Node& node : nodes_) {
        left -= node.weight * tail(point, level(point.fraction + node.steps, wide), crosstalk, one);
        if (left <= 0.0) return node.steps;
    }
    return 0.0;
}

double LaneSampler::distance(const SamplerPoint& point, const LevelRange& range, bool below) const {
    const double low = point.gain * range.low + point.crosstalk.low;
    const double high = point.gain * range.high + point.crosstalk.high;
    const double least = below ? point.threshold - high : low - point.threshold;
    if (response_.shot_variance == 0.0) return least / response_.thermal_sigma;
    // (level - threshold) / sigma(level) rises with the level unless the threshold is far below
    // no light; then the largest sigma is a bound, and the smallest one where they overlap.
    const double thermal = response_.thermal_sigma * response_.thermal_sigma;
    const double lowest = std::max(low, 0.0);
    if (thermal + 0.5 * response_.shot_variance * (lowest + point.threshold) > 0.0) {
        return least / response_.sigma(below ? high : low);
    }
    return least / response_.sigma(least > 0.0 ? high : low);
}

double LaneSampler::bound(const SamplerPoint& point, bool zero_as_one, bool one_as_one) const {
    const auto worst = [&](const LevelRange& zero, const LevelRange& one) {
        const double margin =
            std::min(distance(point, zero, !zero_as_one), distance(point, one, !one_as_one));
        return margin > 0.0 ? tail_bound(margin).probability : 1.0;
    };
    if (steady()) {
        return worst(tables_->sent_zero(point.fraction), tables_->sent_one(point.fraction));
    }
    double sum = 0.0;
    for (const Node& node : nodes_) {
        const double at = clamp_steps(point.fraction + node.steps);
        const auto phase = static_cast<int>(std::floor(at));
        const double part = at - phase;
        sum += node.weight *
               worst(between(tables_->sent_zero(phase), tables_->sent_zero(phase + 1), part),
                     between(tables_->sent_one(phase), tables_->sent_one(phase + 1), part));
    }
    return sum;
}

}  // namespace oio
