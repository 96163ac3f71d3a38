// SPDX-License-Identifier: Apache-2.0
#include "models/channel/received_levels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "models/channel/lane_statistics.hpp"

namespace oio {

namespace {

constexpr double kLn10 = 2.30258509299404568402;
constexpr double kRootHalf = 0.70710678118654752440;
constexpr double kBinsPerSigma = 64.0;
constexpr double kMostBins = 32768.0;

double wrong_probability(double margin) {
    return 0.5 * std::erfc(margin * kRootHalf);
}

}  // namespace

int aggressor_phase(const LaneResponse& victim, int phase, const LaneResponse& aggressor) {
    const double ui = victim.grid->cursor_reference() - aggressor.grid->cursor_reference() +
                      victim.skew_ui - aggressor.skew_ui;
    const auto steps = static_cast<long long>(std::llround(ui * PhaseGrid::kPhases)) + phase;
    const long long inside = steps % PhaseGrid::kPhases;
    return static_cast<int>(inside < 0 ? inside + PhaseGrid::kPhases : inside);
}

LevelDistribution crosstalk_levels(const std::vector<LaneResponse>& lanes, int lane, int phase,
                                   double step) {
    const LaneResponse& own = lanes.at(static_cast<std::size_t>(lane));
    LevelDistribution sum(step);
    sum.add(0.0, 1.0);
    for (const Aggressor& from : own.aggressors) {
        if (from.lane < 0 || static_cast<std::size_t>(from.lane) >= lanes.size()) {
            throw std::invalid_argument("lane.aggressors.lane: " + std::to_string(from.lane) +
                                        " is outside [0, " + std::to_string(lanes.size() - 1) +
                                        "]");
        }
        const LaneResponse& other = lanes[static_cast<std::size_t>(from.lane)];
        other.validate();
        const int at = aggressor_phase(own, phase, other);
        LevelDistribution light(step);
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
            const auto level = static_cast<double>(other.grid->level(at, pattern));
            light.add(from.coupling * other.gain * level, 1.0 / PhaseGrid::kPatterns);
        }
        sum = sum.convolved(light);
    }
    return sum;
}

ReceivedLevels::ReceivedLevels(const std::vector<LaneResponse>& lanes, int lane, int phase,
                               OwnLevelCache* cache)
    : threshold_offset_(0.0) {
    const LaneResponse& own = lanes.at(static_cast<std::size_t>(lane));
    own.validate();
    if (phase < 0 || phase >= PhaseGrid::kPhases) {
        throw std::invalid_argument("received_levels.phase: " + std::to_string(phase) +
                                    " is outside [0, 63]");
    }
    threshold_offset_ = own.threshold_offset;
    if (own.aggressors.empty() && !(own.jitter_rj_ui > 0.0) && !(own.jitter_dj_ui > 0.0)) {
        for (const OwnLevel& at : exact_own_levels(*own.grid, phase)) {
            (at.one ? ones_ : zeros_).atoms.push_back({own.gain * at.level, 0.0, at.weight});
        }
    } else {
        // Without light the bins are those of the noise alone.
        const double gain = own.gain > 0.0 ? own.gain : 1.0;
        const double range = 1.2 * own.gain * own.grid->all_ones(phase) + own.thermal_sigma;
        const double unit_step = OwnLevelCache::rounded_step(
            std::max(own.thermal_sigma / kBinsPerSigma, range / kMostBins) / gain);
        OwnLevelCache of_this_call;
        const OwnLevels& levels = (cache ? *cache : of_this_call).get(own, phase, unit_step);
        const LevelDistribution foreign = crosstalk_levels(lanes, lane, phase, gain * unit_step);
        const double scale = own.gain > 0.0 ? gain : 0.0;
        collect(levels.zeros, scale, foreign, zeros_.atoms);
        collect(levels.ones, scale, foreign, ones_.atoms);
    }
    finish(own, zeros_, 1.0);
    finish(own, ones_, -1.0);
}

// The weights of the own levels at gain 1 are those at any gain, in bins that are wider by it.
void ReceivedLevels::collect(const LevelDistribution& own, double gain,
                             const LevelDistribution& foreign, std::vector<Atom>& atoms) {
    LevelDistribution scaled(foreign.step());
    if (gain > 0.0) {
        scaled = own.with_step(foreign.step());
    } else {
        scaled.add(0.0, 1.0);
    }
    const LevelDistribution sum = scaled.convolved(foreign);
    for (std::size_t i = 0; i < sum.size(); ++i) {
        if (sum.weight(i) > 0.0) atoms.push_back({sum.level(i), 0.0, sum.weight(i)});
    }
}

void ReceivedLevels::finish(const LaneResponse& lane, Side& side, double sign) {
    std::sort(side.atoms.begin(), side.atoms.end(),
              [&](const Atom& a, const Atom& b) { return sign * a.level > sign * b.level; });
    double total = 0.0;
    bool found = false;
    for (Atom& atom : side.atoms) {
        atom.sigma = lane.sigma(atom.level);
        total += atom.weight;
        side.mean += atom.weight * atom.level;
        if (!found && total > 1e-12) {
            side.extreme = atom.level;
            found = true;
        }
    }
    side.mean /= total;
    side.sigma = lane.sigma(side.mean);
}

double ReceivedLevels::log_error(const Side& side, double sign, double threshold) const {
    // Levels come worst first, so what is left soon adds nothing.
    constexpr double kEnough = 1e-10;
    constexpr double kSmallest = 1e-280;
    const double at = threshold + threshold_offset_;
    double sum = 0.0;
    for (const Atom& atom : side.atoms) {
        const double wrong = wrong_probability(sign * (at - atom.level) / atom.sigma);
        sum += atom.weight * wrong;
        if (wrong < sum * kEnough) break;
    }
    if (sum > kSmallest) return std::log(sum);
    double log_sum = -HUGE_VAL;
    for (const Atom& atom : side.atoms) {
        const double tail =
            lane_statistics::log_gaussian_tail(sign * (at - atom.level) / atom.sigma);
        const double term = std::log(atom.weight) + tail;
        const double larger = std::max(log_sum, term);
        log_sum = larger + std::log1p(std::exp(std::min(log_sum, term) - larger));
        if (tail < log_sum - 23.0) break;
    }
    return log_sum;
}

double ReceivedLevels::log_error_of_zero(double threshold) const {
    return log_error(zeros_, 1.0, threshold);
}

double ReceivedLevels::log_error_of_one(double threshold) const {
    return log_error(ones_, -1.0, threshold);
}

double ReceivedLevels::log10_ber(double threshold) const {
    const double zero = log_error_of_zero(threshold);
    const double one = log_error_of_one(threshold);
    const double larger = std::max(zero, one);
    return (larger + std::log1p(std::exp(std::min(zero, one) - larger)) - std::log(2.0)) / kLn10;
}

double ReceivedLevels::best_threshold() const {
    const double open = threshold_of_open_eye();
    return std::isnan(open) ? threshold_by_search() : open;
}

/// Logarithm of the density of a side's samples, but for a constant that both sides have.
double ReceivedLevels::log_density(const Side& side, double sign, double at) {
    constexpr double kEnough = 1e-12;
    // The worst atom comes first: it is the closest one to a threshold inside the eye.
    const Atom& worst = side.atoms.front();
    const double first = std::max(0.0, sign * (at - worst.level) / worst.sigma);
    const double reference = 0.5 * first * first;
    double sum = 0.0;
    for (const Atom& atom : side.atoms) {
        const double x = (at - atom.level) / atom.sigma;
        const double term = std::exp(reference - 0.5 * x * x) / atom.sigma;
        sum += atom.weight * term;
        if (term < sum * kEnough) break;
    }
    return std::log(sum) - reference;
}

double ReceivedLevels::zeros_ahead(double at) const {
    return log_density(zeros_, 1.0, at) - log_density(ones_, -1.0, at);
}

// The error rate is least where the densities of zeros and ones are equal. Between the highest zero
// and the lowest one the former falls and the latter rises, so there is one such threshold at most.
// Rare levels of jitter and crosstalk (below 1e-12) may lie inside that interval: there, points on
// either side must confirm it. NaN where it lies outside, which takes an eye that is all but
// closed, or is not confirmed.
double ReceivedLevels::threshold_of_open_eye() const {
    const double none = std::numeric_limits<double>::quiet_NaN();
    const bool sure = ones_.atoms.front().level > zeros_.atoms.front().level;
    const double lowest = sure ? zeros_.atoms.front().level : zeros_.extreme;
    const double highest = sure ? ones_.atoms.front().level : ones_.extreme;
    double low = lowest;
    double high = highest;
    if (!(high > low)) return none;
    double at_low = zeros_ahead(low);
    double at_high = zeros_ahead(high);
    if (!(at_low > 0.0 && at_high < 0.0)) return none;
    const double enough = 1e-6 * (high - low);
    // Regula falsi; the value at an end that stays is halved (the Illinois variant).
    int stayed = 0;
    double at = 0.5 * (low + high);
    for (int i = 0; i < 60 && high - low > enough; ++i) {
        const double next = (low * at_high - high * at_low) / (at_high - at_low);
        const bool done = std::abs(next - at) < 0.1 * enough;
        at = next;
        if (done) break;
        const double value = zeros_ahead(at);
        if (value > 0.0) {
            low = at;
            at_low = value;
            if (stayed > 0) at_high *= 0.5;
            stayed = 1;
        } else {
            high = at;
            at_high = value;
            if (stayed < 0) at_low *= 0.5;
            stayed = -1;
        }
    }
    for (const double part : {0.25, 0.5, 0.75}) {
        if (sure) break;
        if (!(zeros_ahead(at + part * (lowest - at)) > 0.0)) return none;
        if (!(zeros_ahead(at + part * (highest - at)) < 0.0)) return none;
    }
    return at - threshold_offset_;
}

double ReceivedLevels::threshold_by_search() const {
    const double low = zeros_.mean - threshold_offset_;
    const double high = ones_.mean - threshold_offset_;
    if (!(high > low)) return 0.5 * (low + high);
    // A closed eye may have two valleys: find the deeper one first, from the middle outwards.
    constexpr int kCoarse = 16;
    int best = kCoarse / 2;
    double lowest = HUGE_VAL;
    for (int i = 1; i < kCoarse; ++i) {
        const int from_middle = i % 2 == 0 ? kCoarse / 2 + i / 2 : kCoarse / 2 - i / 2;
        const double value = log10_ber(low + (high - low) * from_middle / kCoarse);
        if (value < lowest - 1e-9) {
            lowest = value;
            best = from_middle;
        }
    }
    // Golden section within it.
    constexpr double kGolden = 0.61803398874989484820;
    double left = low + (high - low) * (best - 1) / kCoarse;
    double right = low + (high - low) * (best + 1) / kCoarse;
    double inner_left = right - kGolden * (right - left);
    double inner_right = left + kGolden * (right - left);
    double value_left = log10_ber(inner_left);
    double value_right = log10_ber(inner_right);
    while (right - left > 1e-5 * (high - low)) {
        if (value_left < value_right) {
            right = inner_right;
            inner_right = inner_left;
            value_right = value_left;
            inner_left = right - kGolden * (right - left);
            value_left = log10_ber(inner_left);
        } else {
            left = inner_left;
            inner_left = inner_right;
            value_left = value_right;
            inner_right = left + kGolden * (right - left);
            value_right = log10_ber(inner_right);
        }
    }
    return 0.5 * (left + right);
}

double ReceivedLevels::density(double level) const {
    constexpr double kReach = 9.0;  // sigma; 3e-18 of the peak lies beyond
    constexpr double kNorm = 0.39894228040143267794;
    double sum = 0.0;
    for (const Side* side : {&zeros_, &ones_}) {
        for (const Atom& atom : side->atoms) {
            const double x = (level - atom.level) / atom.sigma;
            if (std::abs(x) < kReach) {
                sum += 0.5 * atom.weight * kNorm / atom.sigma * std::exp(-0.5 * x * x);
            }
        }
    }
    return sum;
}

}  // namespace oio
