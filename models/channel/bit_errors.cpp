// SPDX-License-Identifier: Apache-2.0
#include "models/channel/bit_errors.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

// Above this probability of the worst pattern, deciding every bit is cheaper than proposing
// candidates. In units of sigma: gaussian_tail(2.15) = 1/64.
constexpr double kSparseMargin = 2.15;

std::string stream_name(const std::string& name, int lane) {
    return name + ".rx[" + std::to_string(lane) + "]";
}

}  // namespace

BitErrors::BitErrors(int lanes, int word_ui, const PhaseGrid& grid, double sigma, bool noise,
                     std::uint64_t seed, const std::string& name)
    : tables_(grid),
      dense_(lanes, word_ui, grid, sigma, seed, name),
      lanes_(lanes),
      word_ui_(word_ui),
      sigma_(sigma),
      noise_(noise),
      mode_(at(lanes), Mode::Zeros),
      fraction_(at(lanes), 0),
      gain_(at(lanes), 0.0),
      threshold_(at(lanes), 0.0),
      bound_(at(lanes), 0.0),
      hazard_(at(lanes), 0.0),
      remaining_(at(lanes), 0.0),
      since_(at(lanes), 0),
      next_(at(lanes), kNever),
      next_of_group_(at((lanes + kGroup - 1) / kGroup), kNever) {
    candidates_.reserve(at(lanes));
    for (int i = 0; i < lanes; ++i) {
        candidates_.emplace_back(seed, stream_name(name, i), "error candidates");
        remaining_[at(i)] = -std::log(candidates_.back().uniform());
    }
}

void BitErrors::set_point(int lane, int fraction, double gain, double threshold, std::int64_t bit) {
    const std::size_t i = at(lane);
    remaining_[i] =
        std::max(0.0, remaining_[i] - hazard_[i] * static_cast<double>(bit - since_[i]));
    fraction_[i] = static_cast<std::int16_t>(fraction);
    gain_[i] = gain;
    threshold_[i] = threshold;

    // Distance of the worst pattern from the threshold, for each of the simple rules.
    const LevelRange& zero = tables_.sent_zero(fraction);
    const LevelRange& one = tables_.sent_one(fraction);
    const double above_zero = threshold - gain * zero.high;
    const double below_one = gain * one.low - threshold;
    const double open = std::min(above_zero, below_one);
    const double zeros = std::min(above_zero, threshold - gain * one.high);
    const double ones = std::min(below_one, gain * zero.low - threshold);
    Mode mode = Mode::Open;
    double margin = open;
    if (zeros > margin) {
        mode = Mode::Zeros;
        margin = zeros;
    }
    if (ones > margin) {
        mode = Mode::Ones;
        margin = ones;
    }
    TailBound bound;
    if (!noise_) {
        if (margin <= 0.0) mode = Mode::Dense;  // 0 may be a tie, which only the full rule decides
    } else if (margin < kSparseMargin * sigma_) {
        mode = Mode::Dense;
        dense_.set_point(lane, fraction, gain, threshold);
    } else {
        bound = tail_bound(margin / sigma_);
    }
    mode_[i] = mode;
    bound_[i] = bound.probability;
    hazard_[i] = bound.hazard;
    schedule(lane, bit);
}

void BitErrors::schedule(int lane, std::int64_t from) {
    const std::size_t i = at(lane);
    since_[i] = from;
    next_[i] = kNever;
    if (hazard_[i] > 0.0) {
        const double gap = remaining_[i] / hazard_[i];
        if (gap < 4.0e18) next_[i] = from + static_cast<std::int64_t>(gap);
    }
    std::int64_t& group = next_of_group_[i / kGroup];
    group = std::min(group, next_[i]);
    next_of_all_ = std::min(next_of_all_, next_[i]);
}

int BitErrors::due(std::int64_t end, int* lanes) {
    int count = 0;
    next_of_all_ = kNever;
    for (std::size_t g = 0; g < next_of_group_.size(); ++g) {
        if (next_of_group_[g] < end) {
            const int first = static_cast<int>(g) * kGroup;
            const int last = std::min(first + kGroup, lanes_);
            next_of_group_[g] = kNever;
            for (int lane = first; lane < last; ++lane) {
                const std::int64_t next = next_[at(lane)];
                if (next < end) {
                    lanes[count++] = lane;
                } else {
                    next_of_group_[g] = std::min(next_of_group_[g], next);
                }
            }
        }
        next_of_all_ = std::min(next_of_all_, next_of_group_[g]);
    }
    return count;
}

std::uint32_t BitErrors::flips(int lane, std::int64_t first, std::uint64_t window) {
    const std::size_t i = at(lane);
    const float* levels = tables_.levels(fraction_[i]);
    RandomStream& random = candidates_[i];
    std::uint32_t result = 0;
    while (next_[i] < first + word_ui_) {
        const std::int64_t bit = next_[i];
        const auto k = static_cast<int>(bit - first);
        const auto pattern = static_cast<unsigned>(window >> k) & (DecisionTables::kPatterns - 1);
        const bool expect_one = mode_[i] == Mode::Open
                                    ? ((pattern >> DecisionTables::kCursor) & 1u) != 0
                                    : mode_[i] == Mode::Ones;
        const double above = (gain_[i] * levels[pattern] - threshold_[i]) / sigma_;
        const double wrong = gaussian_tail(expect_one ? above : -above);
        if (random.uniform() * bound_[i] < wrong) result |= 1u << k;
        remaining_[i] = -std::log(random.uniform());
        schedule(lane, bit + 1);
    }
    return result;
}

void BitErrors::decide(std::int64_t first, int count, const int* lanes,
                       const std::uint64_t* windows, std::uint32_t* words) {
    if (noise_) {
        dense_.decide(first / word_ui_, count, lanes, windows, words);
        return;
    }
    for (int i = 0; i < count; ++i) words[lanes[i]] = decide_without_noise(lanes[i], windows[i]);
}

std::uint32_t BitErrors::decide_without_noise(int lane, std::uint64_t window) const {
    const std::size_t i = at(lane);
    const float* levels = tables_.levels(fraction_[i]);
    std::uint32_t result = 0;
    for (int k = 0; k < word_ui_; ++k) {
        const auto pattern = static_cast<unsigned>(window >> k) & (DecisionTables::kPatterns - 1);
        if (gain_[i] * levels[pattern] > threshold_[i]) result |= 1u << k;
    }
    return result;
}

}  // namespace oio
