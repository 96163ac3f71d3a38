// SPDX-License-Identifier: Apache-2.0
//
// Probability of received levels, in bins of equal width: what bounded interference is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oio {

class LevelDistribution {
public:
    /// Empty, with bins at whole multiples of `step`; throws std::invalid_argument unless it is
    /// above 0.
    explicit LevelDistribution(double step);

    /// Adds probability at a level: shared by the two nearest bins so that the mean is exact. The
    /// variance grows by at most step^2 / 4.
    void add(double level, double weight);
    /// The distribution of the sum of both levels, which are independent. Steps must be equal.
    LevelDistribution convolved(const LevelDistribution& other) const;

    /// The same weights in bins of another width: each level scaled by step / step().
    LevelDistribution with_step(double step) const;

    double step() const { return step_; }
    std::size_t size() const { return weights_.size(); }
    double level(std::size_t bin) const {
        return static_cast<double>(first_ + static_cast<std::int64_t>(bin)) * step_;
    }
    double weight(std::size_t bin) const { return weights_[bin]; }
    double total() const;
    double mean() const;

private:
    void reach(std::int64_t bin);

    double step_;
    std::int64_t first_ = 0;  // multiple of the step at which weights_[0] stands
    std::vector<double> weights_;
};

}  // namespace oio
