// SPDX-License-Identifier: Apache-2.0
#include "models/channel/tilted_path.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/channel/sampler_jitter.hpp"

namespace oio {

namespace {

constexpr std::size_t kReducedLevels = 16;
// The part of the random jitter that is drawn from a wider distribution, and how much wider.
constexpr double kWidePart = 0.3;
constexpr double kWideRms = 2.5;

// Keeps every part of a mixture alive.
double bounded(double probability) {
    return std::min(0.95, std::max(0.05, probability));
}

// Of the sum of two exponentials of logarithms.
double log_add(double a, double b) {
    const double larger = std::max(a, b);
    if (larger == -HUGE_VAL) return larger;
    return larger + std::log1p(std::exp(std::min(a, b) - larger));
}

}  // namespace

struct TiltedPath::Reduced {
    std::array<double, kReducedLevels> level{};
    std::array<double, kReducedLevels> weight{};

    Reduced(const std::vector<double>& light, double sign) {
        const auto [low, high] = std::minmax_element(light.begin(), light.end());
        const double span = *high - *low;
        for (const double value : light) {
            const double place = span > 0.0 ? (value - *low) / span : 0.0;
            const auto bin =
                std::min(static_cast<std::size_t>(place * kReducedLevels), kReducedLevels - 1);
            level[bin] += sign * value;
            weight[bin] += 1.0;
        }
        for (std::size_t i = 0; i < kReducedLevels; ++i) {
            if (weight[i] > 0.0) level[i] /= weight[i];
            weight[i] /= static_cast<double>(light.size());
        }
    }
    // ln of the mean of exp(tilt * level), and its derivative: the tilted mean.
    std::pair<double, double> cumulant(double tilt) const {
        double largest = -HUGE_VAL;
        for (std::size_t i = 0; i < kReducedLevels; ++i) {
            if (weight[i] > 0.0) largest = std::max(largest, tilt * level[i]);
        }
        double sum = 0.0, moment = 0.0;
        for (std::size_t i = 0; i < kReducedLevels; ++i) {
            if (weight[i] <= 0.0) continue;
            const double w = weight[i] * std::exp(tilt * level[i] - largest);
            sum += w;
            moment += w * level[i];
        }
        return {largest + std::log(sum), moment / sum};
    }
};

double TiltedPath::cumulant_slope(double tilt, const std::vector<Reduced>& foreign) const {
    const double late = 1.0 / (1.0 + std::exp(tilt * (early_ - late_)));
    double sum = late * late_ + (1.0 - late) * early_ +
                 tilt * (jitter_slope_ * jitter_slope_ + sigma_ * sigma_);
    for (const Reduced& light : foreign) sum += light.cumulant(tilt).second;
    return sum;
}

TiltedPath::TiltedPath(const SampledPath& path, unsigned pattern, double threshold)
    : path_(path),
      pattern_(pattern),
      threshold_(threshold),
      sign_(((pattern >> PhaseGrid::kPre) & 1u) != 0 ? -1.0 : 1.0) {
    const LaneResponse& lane = path.lane();
    const unsigned wide = pattern << 1;
    const double half = 0.5 * lane.jitter_dj_ui;
    early_ = sign_ * path.own_level(wide, -half);
    late_ = sign_ * path.own_level(wide, half);
    const double rms = lane.jitter_rj_ui;
    if (rms > 0.0) {
        jitter_slope_ = 0.5 * sign_ * (path.own_level(wide, rms) - path.own_level(wide, -rms));
    }
    sigma_ = lane.sigma(path.own_level(wide, 0.0));
    std::vector<Reduced> foreign;
    for (std::size_t i = 0; i < path.aggressors(); ++i) foreign.emplace_back(path.light(i), sign_);

    // The tilt that moves the mean to the threshold; none if it is beyond already.
    const double target = sign_ * (threshold + lane.threshold_offset);
    double low = 0.0;
    double high = 1.0 / sigma_;
    if (cumulant_slope(0.0, foreign) < target) {
        while (cumulant_slope(high, foreign) < target) high *= 2.0;
        for (int i = 0; i < 30; ++i) {
            const double middle = 0.5 * (low + high);
            (cumulant_slope(middle, foreign) < target ? low : high) = middle;
        }
        tilt_ = 0.5 * (low + high);
    }
    // What the tilted aggressors add, and how unlikely that is.
    double added = 0.0, cost = 0.0;
    for (const Reduced& light : foreign) {
        const auto [log_mean, mean] = light.cumulant(tilt_);
        added += mean;
        cost += log_mean - tilt_ * mean;
    }
    seek_jitter(target - added);
    log_importance_ = cost + log_add(early_jitter_.log_likelihood, late_jitter_.log_likelihood);
    const double odds = early_jitter_.log_likelihood - late_jitter_.log_likelihood;
    late_probability_ = bounded(1.0 / (1.0 + std::exp(odds)));
}

// The random jitter that errors most likely come with, for either deterministic jitter. Levels
// bend, so it is searched for: an open eye is flat in the middle and closes on both sides.
void TiltedPath::seek_jitter(double target) {
    constexpr double kReach = 10.0;
    constexpr double kStep = 0.25;
    const LaneResponse& lane = path_.lane();
    const unsigned wide = pattern_ << 1;
    for (JitterCentre* centre : {&early_jitter_, &late_jitter_}) {
        const double fixed = (centre == &late_jitter_ ? 0.5 : -0.5) * lane.jitter_dj_ui;
        const double reach = lane.jitter_rj_ui > 0.0 ? kReach : 0.0;
        double early = -HUGE_VAL, late = -HUGE_VAL;
        centre->log_likelihood = -HUGE_VAL;
        for (double x = -reach; x <= reach; x += kStep) {
            const double level = sign_ * path_.own_level(wide, fixed + x * lane.jitter_rj_ui);
            const double margin = std::max(0.0, target - level) / sigma_;
            const double log_likelihood = -0.5 * (x * x + margin * margin);
            centre->log_likelihood = log_add(centre->log_likelihood, log_likelihood);
            if (x <= 0.0 && log_likelihood > early) {
                early = log_likelihood;
                centre->early_shift = x;
            }
            if (x >= 0.0 && log_likelihood > late) {
                late = log_likelihood;
                centre->late_shift = x;
            }
        }
        centre->late_part = bounded(1.0 / (1.0 + std::exp(early - late)));
    }
}

void TiltedPath::prepare() {
    tables_.clear();
    for (std::size_t i = 0; i < path_.aggressors(); ++i) {
        Table table;
        double sum = 0.0;
        for (const double level : path_.light(i)) {
            sum += std::exp(tilt_ * sign_ * level);
            table.cumulative.push_back(sum);
        }
        for (double& value : table.cumulative) value /= sum;
        table.log_norm = std::log(sum / PhaseGrid::kPatterns);
        tables_.push_back(std::move(table));
    }
}

double TiltedPath::draw_jitter(RandomStream& random, double& log_ratio) const {
    const LaneResponse& lane = path_.lane();
    double jitter = 0.0;
    bool late = false;
    if (lane.jitter_dj_ui > 0.0) {
        late = random.uniform() < late_probability_;
        log_ratio += std::log(0.5 / (late ? late_probability_ : 1.0 - late_probability_));
        jitter += late ? 0.5 * lane.jitter_dj_ui : -0.5 * lane.jitter_dj_ui;
    }
    if (lane.jitter_rj_ui > 0.0) {
        const JitterCentre& centre = late ? late_jitter_ : early_jitter_;
        const bool is_late = random.uniform() < centre.late_part;
        const bool wide = random.uniform() < kWidePart;
        const double shift = is_late ? centre.late_shift : centre.early_shift;
        const double x = wide ? kWideRms * random.normal() : shift + random.normal();
        // Density of the mixture that it was drawn from, whichever part it was.
        const double from_early = x - centre.early_shift;
        const double from_late = x - centre.late_shift;
        const double early_log = std::log1p(-centre.late_part) - 0.5 * from_early * from_early;
        const double late_log = std::log(centre.late_part) - 0.5 * from_late * from_late;
        const double wide_log =
            std::log(kWidePart / kWideRms) - 0.5 * x * x / (kWideRms * kWideRms);
        const double narrow_log = std::log(1.0 - kWidePart) + log_add(early_log, late_log);
        log_ratio += -0.5 * x * x - log_add(narrow_log, wide_log);
        jitter += lane.jitter_rj_ui * x;
    }
    return jitter;
}

double TiltedPath::draw(RandomStream& random) const {
    const std::uint32_t extra = random.next_u32();
    const unsigned wide = (extra & 1u) | pattern_ << 1 | (extra & 2u) << (PhaseGrid::kTaps);
    double log_ratio = 0.0;
    double level = path_.own_level(wide, path_.jitters() ? draw_jitter(random, log_ratio) : 0.0);
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        const std::vector<double>& cumulative = tables_[i].cumulative;
        const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), random.uniform());
        const auto chosen =
            std::min(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
        const double light = path_.light(i)[chosen];
        level += light;
        log_ratio += tables_[i].log_norm - tilt_ * sign_ * light;
    }
    // The mean of the noise is moved to where this sample's light meets the threshold.
    const double margin = -sign_ * path_.sample(level, 0.0, threshold_) / path_.lane().sigma(level);
    const double shift = sign_ * std::max(0.0, margin);
    const double noise = shift + random.normal();
    log_ratio += 0.5 * shift * shift - shift * noise;
    const bool one = path_.sample(level, noise, threshold_) > 0.0;
    return one == (sign_ > 0.0) ? log_ratio : -HUGE_VAL;
}

}  // namespace oio
