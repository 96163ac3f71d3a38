// SPDX-License-Identifier: Apache-2.0
#include "models/channel/importance_sampling.hpp"

#include <algorithm>
#include <cmath>

#include "models/channel/tilted_path.hpp"

namespace oio {

namespace {

constexpr double kLn10 = 2.30258509299404568402;
constexpr unsigned kStrata = PhaseGrid::kPatterns;
constexpr double kRound = 65536.0;   // samples shared out by importance in each round
constexpr std::uint64_t kLeast = 8;  // of every stratum in each round
constexpr double kLargestShare = 0.05;

struct Stratum {
    std::uint64_t count = 0;
    double sum = 0.0;
    double square = 0.0;
    double share = 0.0;

    double mean() const { return sum / static_cast<double>(count); }
    /// Variance of the mean.
    double variance() const {
        const auto n = static_cast<double>(count);
        return std::max(0.0, square / n - mean() * mean()) / (n - 1.0);
    }
};

}  // namespace

ImportanceResult run_importance_sampling(const std::vector<LaneResponse>& lanes, int lane,
                                         const ImportanceConfig& config, RandomStream& random) {
    const SampledPath path(lanes, lane, config.phase);
    std::vector<TiltedPath> tilted;
    std::vector<Stratum> strata(kStrata);
    double reference = -HUGE_VAL;
    for (unsigned pattern = 0; pattern < kStrata; ++pattern) {
        tilted.emplace_back(path, pattern, config.threshold);
        reference = std::max(reference, tilted.back().log_importance());
    }
    double total = 0.0;
    for (unsigned pattern = 0; pattern < kStrata; ++pattern) {
        strata[pattern].share = std::exp(tilted[pattern].log_importance() - reference);
        total += strata[pattern].share;
    }

    ImportanceResult result;
    double largest = 0.0;
    while (!result.converged && result.samples < config.most_samples) {
        for (unsigned pattern = 0; pattern < kStrata; ++pattern) {
            TiltedPath& biased = tilted[pattern];
            Stratum& stratum = strata[pattern];
            if (stratum.count == 0) biased.prepare();
            const auto wanted = static_cast<std::uint64_t>(kRound * stratum.share / total);
            for (std::uint64_t i = 0; i < wanted + kLeast; ++i) {
                // In units of the most important stratum's estimate: no underflow.
                const double weight = std::exp(biased.draw(random) - reference);
                stratum.sum += weight;
                stratum.square += weight * weight;
                // What one sample adds to the estimate depends on how many share its stratum.
                largest = std::max(largest, weight / (kRound * stratum.share / total + kLeast));
            }
            stratum.count += wanted + kLeast;
            result.samples += wanted + kLeast;
        }
        double sum = 0.0, variance = 0.0;
        for (const Stratum& stratum : strata) {
            sum += stratum.mean();
            variance += stratum.variance();
        }
        const double rounds = static_cast<double>(strata.front().count) /
                              (std::floor(kRound * strata.front().share / total) + kLeast);
        result.relative_error = sum > 0.0 ? std::sqrt(variance) / sum : HUGE_VAL;
        result.largest_share = sum > 0.0 ? largest / rounds / sum : 1.0;
        result.log10_ber = (reference + std::log(sum / kStrata)) / kLn10;
        result.converged =
            result.relative_error <= config.relative_error && result.largest_share <= kLargestShare;
    }
    return result;
}

}  // namespace oio
