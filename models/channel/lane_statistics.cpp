// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace oio::lane_statistics {

namespace {

constexpr double kLn10 = 2.30258509299404568402;

/// Distance of the pattern's level from the wrong side, in sigma.
double margin(const PhaseGrid& grid, int f, unsigned pattern, double gain, double threshold,
              double sigma) {
    const double above = gain * static_cast<double>(grid.level(f, pattern)) - threshold;
    const bool one = ((pattern >> PhaseGrid::kPre) & 1u) != 0;
    return (one ? above : -above) / sigma;
}

/// Best threshold of a phase. Levels are symmetric about half of the endless ones, so that is the
/// best one where the eye is open; a closed eye may have two better ones on either side.
double best_threshold(const PhaseGrid& grid, int f, double gain, double sigma) {
    const double all_ones = gain * grid.all_ones(f);
    double best = 0.5 * all_ones;
    if (grid.eye_opening(f) > 0.0) return best;
    constexpr int kSteps = 32;
    double lowest = log10_ber(grid, f, gain, best, sigma);
    for (int i = 1; i < kSteps; ++i) {
        const double threshold = 0.5 * all_ones * i / kSteps;
        const double value = log10_ber(grid, f, gain, threshold, sigma);
        if (value < lowest - 1e-9) {
            lowest = value;
            best = threshold;
        }
    }
    return best;
}

}  // namespace

double log_gaussian_tail(double x) {
    if (x < 30.0) return std::log(0.5 * std::erfc(x * 0.70710678118654752440));
    // Asymptotic series; the first term left out is below 1e-10 here.
    const double y = 1.0 / (x * x);
    const double series = 1.0 - y * (1.0 - y * (3.0 - y * (15.0 - y * 105.0)));
    return -0.5 * x * x - std::log(x) - 0.91893853320467274178 + std::log(series);
}

double gaussian_tail_inverse(double p) {
    if (!(p >= 1e-300 && p < 1.0)) {
        throw std::invalid_argument("lane_statistics.gaussian_tail_inverse: p = " +
                                    std::to_string(p) + " is outside [1e-300, 1)");
    }
    // The tail falls monotonically; bisection of its logarithm.
    const double target = std::log(p);
    double low = -40.0;
    double high = 40.0;
    for (int i = 0; i < 100; ++i) {
        const double middle = 0.5 * (low + high);
        (log_gaussian_tail(middle) > target ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

double q_of_log10(double log10_p) {
    if (!(log10_p >= -1e4 && log10_p <= 0.0)) {
        throw std::invalid_argument("lane_statistics.q_of_log10: " + std::to_string(log10_p) +
                                    " is outside [-10000, 0]");
    }
    const double target = log10_p * kLn10;
    double low = -40.0;
    double high = 1.0 + std::sqrt(-2.0 * target);  // tail(x) < exp(-x^2/2)
    for (int i = 0; i < 100; ++i) {
        const double middle = 0.5 * (low + high);
        (log_gaussian_tail(middle) > target ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

double error_probability(const PhaseGrid& grid, int f, unsigned pattern, double gain,
                         double threshold, double sigma) {
    return 0.5 *
           std::erfc(margin(grid, f, pattern, gain, threshold, sigma) * 0.70710678118654752440);
}

double ber(const PhaseGrid& grid, int f, double gain, double threshold, double sigma) {
    double sum = 0.0;
    for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
        sum += error_probability(grid, f, pattern, gain, threshold, sigma);
    }
    return sum / PhaseGrid::kPatterns;
}

double log10_ber(const PhaseGrid& grid, int f, double gain, double threshold, double sigma) {
    const double direct = ber(grid, f, gain, threshold, sigma);
    if (direct > 1e-290) return std::log10(direct);
    std::array<double, PhaseGrid::kPatterns> logs;
    for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
        logs[pattern] = log_gaussian_tail(margin(grid, f, pattern, gain, threshold, sigma));
    }
    const double largest = *std::max_element(logs.begin(), logs.end());
    double sum = 0.0;
    for (const double value : logs) sum += std::exp(value - largest);
    return (largest + std::log(sum / PhaseGrid::kPatterns)) / kLn10;
}

Optimum optimum(const PhaseGrid& grid, double gain, double sigma) {
    if (!(gain > 0.0) || !(sigma > 0.0)) {
        throw std::invalid_argument("lane_statistics.optimum: gain " + std::to_string(gain) +
                                    " and sigma " + std::to_string(sigma) + " must be above 0");
    }
    Optimum best;
    best.log10_ber = HUGE_VAL;
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        const double threshold = best_threshold(grid, f, gain, sigma);
        const double value = log10_ber(grid, f, gain, threshold, sigma);
        if (value < best.log10_ber) best = {f, threshold, 0.0, value};
    }
    best.ber = std::pow(10.0, best.log10_ber);
    return best;
}

}  // namespace oio::lane_statistics
