// SPDX-License-Identifier: Apache-2.0
#include "models/channel/level_distribution.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace oio {

LevelDistribution::LevelDistribution(double step) : step_(step) {
    if (!(step > 0.0)) {
        throw std::invalid_argument("level_distribution.step: " + std::to_string(step) +
                                    " must be above 0");
    }
}

// Makes room for a bin, with some to spare so that a few levels do not move all weights each time.
void LevelDistribution::reach(std::int64_t bin) {
    constexpr std::int64_t kSpare = 32;
    if (weights_.empty()) {
        first_ = bin;
        weights_.assign(1, 0.0);
    } else if (bin < first_) {
        weights_.insert(weights_.begin(), static_cast<std::size_t>(first_ - bin + kSpare), 0.0);
        first_ = bin - kSpare;
    } else if (bin >= first_ + static_cast<std::int64_t>(weights_.size())) {
        weights_.resize(static_cast<std::size_t>(bin - first_ + kSpare), 0.0);
    }
}

void LevelDistribution::add(double level, double weight) {
    const double position = level / step_;
    const double below = std::floor(position);
    const auto bin = static_cast<std::int64_t>(below);
    const double upper = weight * (position - below);
    reach(bin);
    weights_[static_cast<std::size_t>(bin - first_)] += weight - upper;
    if (upper == 0.0) return;
    reach(bin + 1);
    weights_[static_cast<std::size_t>(bin + 1 - first_)] += upper;
}

LevelDistribution LevelDistribution::convolved(const LevelDistribution& other) const {
    if (other.step_ != step_) {
        throw std::invalid_argument("level_distribution.step: " + std::to_string(other.step_) +
                                    " must be that of the other, " + std::to_string(step_));
    }
    LevelDistribution sum(step_);
    if (weights_.empty() || other.weights_.empty()) return sum;
    sum.first_ = first_ + other.first_;
    sum.weights_.assign(weights_.size() + other.weights_.size() - 1, 0.0);
    for (std::size_t i = 0; i < other.weights_.size(); ++i) {
        const double by = other.weights_[i];
        if (by == 0.0) continue;
        double* const target = sum.weights_.data() + i;
        for (std::size_t k = 0; k < weights_.size(); ++k) target[k] += by * weights_[k];
    }
    return sum;
}

LevelDistribution LevelDistribution::with_step(double step) const {
    LevelDistribution scaled(step);
    scaled.first_ = first_;
    scaled.weights_ = weights_;
    return scaled;
}

double LevelDistribution::total() const {
    double sum = 0.0;
    for (const double weight : weights_) sum += weight;
    return sum;
}

double LevelDistribution::mean() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < weights_.size(); ++i) sum += weights_[i] * level(i);
    return sum / total();
}

}  // namespace oio
