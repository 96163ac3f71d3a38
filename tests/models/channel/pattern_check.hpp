// SPDX-License-Identifier: Apache-2.0
//
// Holds errors that a sampler made against what the statistical eye says about patterns and pairs.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/channel/pattern_statistics.hpp"

namespace oio::test {

/// Errors by pattern, and pairs of neighbours that failed together.
struct PatternCounts {
    std::vector<double> bits = std::vector<double>(PhaseGrid::kPatterns, 0.0);
    std::vector<double> errors = std::vector<double>(PhaseGrid::kPatterns, 0.0);
    double all_bits = 0.0, all_errors = 0.0;
    double pairs = 0.0;
    bool previous_wrong = false;

    void add(unsigned pattern, bool wrong) {
        bits[pattern] += 1.0;
        all_bits += 1.0;
        if (wrong) {
            errors[pattern] += 1.0;
            all_errors += 1.0;
            pairs += previous_wrong ? 1.0 : 0.0;
        }
        previous_wrong = wrong;
    }
};

/// Chi-square of the errors over classes of patterns of similar error probability, each with at
/// least 20 expected errors, as a deviate of the normal distribution (Wilson and Hilferty). The
/// total is free: it says which patterns fail, not how often.
inline double pattern_deviate(const PatternCounts& counts, const PatternStatistics& eye) {
    std::vector<unsigned> order(PhaseGrid::kPatterns);
    for (unsigned p = 0; p < PhaseGrid::kPatterns; ++p) order[p] = p;
    std::sort(order.begin(), order.end(), [&](unsigned a, unsigned b) {
        return eye.error_probability[a] > eye.error_probability[b];
    });
    double expected_total = 0.0;
    for (const unsigned p : order) expected_total += eye.error_probability[p] * counts.bits[p];
    const double scale = counts.all_errors / expected_total;
    double chi_square = 0.0, expected = 0.0, counted = 0.0;
    int classes = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        expected += scale * eye.error_probability[order[i]] * counts.bits[order[i]];
        counted += counts.errors[order[i]];
        if (expected >= 20.0 || i + 1 == order.size()) {
            // What is left at the end is not worth a class of its own.
            if (expected >= 5.0) {
                chi_square += (counted - expected) * (counted - expected) / expected;
                ++classes;
            }
            expected = counted = 0.0;
        }
    }
    const double freedom = classes - 1;
    if (freedom < 3) return 1e9;  // too few errors to say anything: no pass
    const double c = 2.0 / (9.0 * freedom);
    return (std::cbrt(chi_square / freedom) - (1.0 - c)) / std::sqrt(c);
}

/// Pairs counted against those predicted, in standard deviations of a Poisson count.
inline double pair_deviate(const PatternCounts& counts, double pair_rate) {
    const double expected = pair_rate * counts.all_bits;
    return (counts.pairs - expected) / std::sqrt(expected);
}

}  // namespace oio::test
