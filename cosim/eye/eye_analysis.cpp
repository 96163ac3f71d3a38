// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/eye_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <utility>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

constexpr int kThresholds = 201;
constexpr int kDensityLevels = 160;

using WallClock = std::chrono::steady_clock;

int worst_lane(const std::vector<EyePoint>& points) {
    const auto worst = std::max_element(
        points.begin(), points.end(),
        [](const EyePoint& a, const EyePoint& b) { return a.log10_ber < b.log10_ber; });
    return static_cast<int>(worst - points.begin());
}

// Levels of all phases, with their noise around them.
std::pair<double, double> level_range(const StatisticalEye& eye) {
    double low = 0.0;
    double high = 0.0;
    for (int phase = 0; phase < PhaseGrid::kPhases; ++phase) {
        const ReceivedLevels& levels = eye.at(phase);
        low = std::min(low, levels.lowest_level() - 4.0 * levels.sigma_of_zeros());
        high = std::max(high, levels.highest_level() + 4.0 * levels.sigma_of_ones());
    }
    return {low, high};
}

}  // namespace

EyeAnalysis analyse_lane(const std::vector<LaneResponse>& lanes, int lane, double target_ber) {
    EyeAnalysis result;
    result.lane = lane;
    result.target_ber = target_ber;
    const double target = std::log10(target_ber);
    const StatisticalEye eye(lanes, lane);
    result.optimum = eye.optimum();
    result.opening = eye.opening(target);
    const ReceivedLevels& best = eye.at(result.optimum.phase);
    result.sigma_of_zeros = best.sigma_of_zeros();
    result.sigma_of_ones = best.sigma_of_ones();
    result.worst_case_opening = best.lowest_one() - best.highest_zero();
    std::set<double, std::greater<double>> levels{-3.0, -6.0, -9.0, -12.0, -15.0};
    levels.insert(target);
    for (const double log10_ber : levels) {
        std::vector<ContourPoint> points = eye.contour(log10_ber);
        if (!points.empty()) result.contours.push_back({log10_ber, std::move(points)});
    }
    result.phase_bathtub = eye.phase_bathtub(result.optimum.threshold);
    const auto [low, high] = level_range(eye);
    for (int i = 0; i < kThresholds; ++i) {
        result.thresholds.push_back(low + (high - low) * i / (kThresholds - 1));
    }
    result.threshold_bathtub = eye.threshold_bathtub(result.optimum.phase, result.thresholds);
    result.low_level = low;
    result.level_step = (high - low) / kDensityLevels;
    for (int phase = 0; phase < PhaseGrid::kPhases; ++phase) {
        DensityColumn column;
        for (int i = 0; i < kDensityLevels; ++i) {
            column.push_back(eye.at(phase).density(low + (i + 0.5) * result.level_step));
        }
        result.density.push_back(std::move(column));
    }
    return result;
}

EyeAnalysis analyse_eye(const std::vector<LaneResponse>& lanes, const EyeRequest& request) {
    const int count = static_cast<int>(lanes.size());
    if (request.lane && (*request.lane < 0 || *request.lane >= count)) {
        throw ConfigError(fmt::format("--lane {}: the link has physical lanes 0 to {}",
                                      *request.lane, count - 1));
    }
    const WallClock::time_point start = WallClock::now();
    std::vector<EyePoint> points = best_points(lanes);
    const double wall_s = std::chrono::duration<double>(WallClock::now() - start).count();
    EyeAnalysis result =
        analyse_lane(lanes, request.lane ? *request.lane : worst_lane(points), request.ber);
    result.lanes = std::move(points);
    result.lanes_wall_s = wall_s;
    return result;
}

std::string power_of_ten_text(double log10_value) {
    double exponent = std::floor(log10_value);
    double mantissa = std::pow(10.0, log10_value - exponent);
    if (mantissa >= 9.95) {
        mantissa = 1.0;
        exponent += 1.0;
    }
    return fmt::format("{:.1f}e{:+03.0f}", mantissa, exponent);
}

}  // namespace oio
