// SPDX-License-Identifier: Apache-2.0
#include "models/channel/statistical_eye.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

namespace oio {

namespace {

constexpr int kPhases = PhaseGrid::kPhases;

EyePoint point_at(const ReceivedLevels& levels, int phase) {
    const double threshold = levels.best_threshold();
    return {phase, threshold, levels.log10_ber(threshold)};
}

/// The best of all phases, `point(phase)` being the best of one: downhill in steps of 8, 4, 2 and 1
/// from a hint, or from the most open worst-case eye.
template <typename Point>
EyePoint search(const PhaseGrid& grid, int hint, Point point) {
    int centre = hint;
    if (centre < 0) {
        centre = 0;
        for (int f = 1; f < kPhases; ++f) {
            if (grid.eye_opening(f) > grid.eye_opening(centre)) centre = f;
        }
    }
    std::array<bool, kPhases> known{};
    std::array<EyePoint, kPhases> points;
    const auto get = [&](int phase) -> const EyePoint& {
        const auto i = static_cast<std::size_t>(phase);
        if (!known[i]) {
            known[i] = true;
            points[i] = point(phase);
        }
        return points[i];
    };
    for (int step = hint < 0 ? 8 : 2; step >= 1; step /= 2) {
        for (bool moved = true; moved;) {
            moved = false;
            for (const int next : {centre - step, centre + step}) {
                if (next < 0 || next >= kPhases) continue;
                if (get(next).log10_ber < get(centre).log10_ber) {
                    centre = next;
                    moved = true;
                    break;
                }
            }
        }
    }
    return get(centre);
}

/// Only the lanes that decide what one of them sees; it comes first.
std::vector<LaneResponse> with_aggressors(const std::vector<LaneResponse>& lanes, int lane) {
    std::vector<LaneResponse> some{lanes.at(static_cast<std::size_t>(lane))};
    for (Aggressor& from : some.front().aggressors) {
        if (from.lane < 0 || static_cast<std::size_t>(from.lane) >= lanes.size()) {
            throw std::invalid_argument("lane.aggressors.lane: " + std::to_string(from.lane) +
                                        " is outside [0, " + std::to_string(lanes.size() - 1) +
                                        "]");
        }
        const LaneResponse& other = lanes[static_cast<std::size_t>(from.lane)];
        from.lane = static_cast<int>(some.size());
        some.push_back(other);
        some.back().aggressors.clear();
    }
    return some;
}

/// Where log10_ber crosses `target` between a threshold that reaches it and one that does not.
double crossing(const ReceivedLevels& levels, double inside, double outside, double target) {
    for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (inside + outside);
        (levels.log10_ber(middle) <= target ? inside : outside) = middle;
    }
    return 0.5 * (inside + outside);
}

/// The lanes' best error rates are in the order of their gains: nothing else that matters differs.
bool differ_in_gain_alone(const std::vector<LaneResponse>& lanes) {
    const LaneResponse& first = lanes.front();
    return std::all_of(lanes.begin(), lanes.end(), [&](const LaneResponse& lane) {
        return lane.grid == first.grid && lane.aggressors.empty() &&
               lane.thermal_sigma == first.thermal_sigma &&
               lane.shot_variance == first.shot_variance &&
               lane.jitter_rj_ui == first.jitter_rj_ui && lane.jitter_dj_ui == first.jitter_dj_ui;
    });
}

}  // namespace

StatisticalEye::StatisticalEye(const std::vector<LaneResponse>& lanes, int lane)
    : lanes_(with_aggressors(lanes, lane)), lane_(0), levels_(kPhases) {
    lanes_.front().validate();
    optimum_ =
        search(*lanes_.front().grid, -1, [this](int phase) { return point_at(at(phase), phase); });
}

const ReceivedLevels& StatisticalEye::at(int phase) const {
    std::unique_ptr<ReceivedLevels>& levels = levels_.at(static_cast<std::size_t>(phase));
    if (!levels) levels = std::make_unique<ReceivedLevels>(lanes_, lane_, phase);
    return *levels;
}

ContourPoint StatisticalEye::crossings(int phase, double best, double log10_ber) const {
    const ReceivedLevels& levels = at(phase);
    // Beyond the means by this much every sample of one side is wrong.
    const double reach = 50.0 * (levels.sigma_of_zeros() + levels.sigma_of_ones());
    return {phase, crossing(levels, best, levels.mean_of_zeros() - reach, log10_ber),
            crossing(levels, best, levels.mean_of_ones() + reach, log10_ber)};
}

std::vector<ContourPoint> StatisticalEye::contour(double log10_ber) const {
    std::vector<ContourPoint> points;
    for (int phase = 0; phase < kPhases; ++phase) {
        const EyePoint best = point_at(at(phase), phase);
        if (best.log10_ber > log10_ber) continue;
        points.push_back(crossings(phase, best.threshold, log10_ber));
    }
    return points;
}

EyeOpening StatisticalEye::opening(double log10_ber) const {
    EyeOpening opening;
    if (optimum_.log10_ber > log10_ber) return opening;
    const ContourPoint edge = crossings(optimum_.phase, optimum_.threshold, log10_ber);
    opening.height_level = edge.high - edge.low;
    const ReceivedLevels& best = at(optimum_.phase);
    opening.height_sigma =
        opening.height_level / (0.5 * (best.sigma_of_zeros() + best.sigma_of_ones()));
    // The phases on either side, the last step in proportion to the logarithm.
    double width = 0.0;
    for (const int direction : {-1, 1}) {
        double here = optimum_.log10_ber;
        for (int phase = optimum_.phase + direction; phase >= 0 && phase < kPhases;
             phase += direction) {
            const double there = this->log10_ber(phase, optimum_.threshold);
            if (there > log10_ber) {
                width += (log10_ber - here) / (there - here);
                break;
            }
            width += 1.0;
            here = there;
        }
    }
    opening.width_ui = width / kPhases;
    return opening;
}

std::vector<double> StatisticalEye::phase_bathtub(double threshold) const {
    std::vector<double> values;
    for (int phase = 0; phase < kPhases; ++phase) values.push_back(log10_ber(phase, threshold));
    return values;
}

std::vector<double> StatisticalEye::threshold_bathtub(int phase,
                                                      const std::vector<double>& thresholds) const {
    std::vector<double> values;
    for (const double threshold : thresholds) values.push_back(log10_ber(phase, threshold));
    return values;
}

EyePoint best_point(const std::vector<LaneResponse>& lanes, int lane, int hint,
                    OwnLevelCache* cache) {
    const LaneResponse& own = lanes.at(static_cast<std::size_t>(lane));
    own.validate();
    return search(*own.grid, hint, [&](int phase) {
        return point_at(ReceivedLevels(lanes, lane, phase, cache), phase);
    });
}

std::vector<EyePoint> best_points(const std::vector<LaneResponse>& lanes) {
    std::vector<EyePoint> points;
    OwnLevelCache cache;
    std::map<const PhaseGrid*, int> latest;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const auto found = latest.find(lanes[i].grid.get());
        const int hint = found == latest.end() ? -1 : found->second;
        points.push_back(best_point(lanes, static_cast<int>(i), hint, &cache));
        latest[lanes[i].grid.get()] = points.back().phase;
    }
    return points;
}

LaneExtremes lane_extremes(const std::vector<LaneResponse>& lanes) {
    if (lanes.empty()) throw std::invalid_argument("lane_extremes: no lanes");
    const bool by_gain = differ_in_gain_alone(lanes);
    std::vector<EyePoint> points;
    if (!by_gain) points = best_points(lanes);
    std::vector<int> order(lanes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        const auto i = static_cast<std::size_t>(a);
        const auto k = static_cast<std::size_t>(b);
        return by_gain ? lanes[i].gain > lanes[k].gain : points[i].log10_ber < points[k].log10_ber;
    });
    const auto point_of = [&](int lane) {
        return by_gain ? best_point(lanes, lane) : points[static_cast<std::size_t>(lane)];
    };
    LaneExtremes found;
    found.worst = order.back();
    found.median = order[order.size() / 2];
    found.worst_point = point_of(found.worst);
    found.median_point = point_of(found.median);
    return found;
}

}  // namespace oio
