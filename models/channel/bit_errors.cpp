// SPDX-License-Identifier: Apache-2.0
#include "models/channel/bit_errors.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

// Above this probability of the worst case, deciding every bit is cheaper than proposing
// candidates. In units of sigma: gaussian_tail(2.15) = 1/64.
constexpr double kSparseMargin = 2.15;
constexpr double kSparseBound = 1.0 / 64.0;

std::string stream_name(const std::string& name, int lane) {
    return name + ".rx[" + std::to_string(lane) + "]";
}

std::vector<LaneSampler> make_samplers(const std::vector<LaneResponse>& responses,
                                       TableCache& cache) {
    std::vector<LaneSampler> samplers;
    samplers.reserve(responses.size());
    for (const LaneResponse& response : responses) {
        samplers.emplace_back(response, cache.of(response.grid));
    }
    return samplers;
}

}  // namespace

BitErrors::BitErrors(const std::vector<LaneResponse>& responses, int word_ui, bool noise,
                     std::uint64_t seed, const std::string& name)
    : samplers_(make_samplers(responses, cache_)),
      dense_(static_cast<int>(responses.size()), word_ui, seed, name),
      sampled_(static_cast<int>(responses.size()), word_ui, seed, name),
      lanes_(static_cast<int>(responses.size())),
      word_ui_(word_ui),
      noise_(noise),
      mode_(responses.size(), Mode::Zeros),
      points_(responses.size()),
      kept_(responses.size()),
      bound_(responses.size(), 0.0),
      hazard_(responses.size(), 0.0),
      remaining_(responses.size(), 0.0),
      since_(responses.size(), 0),
      next_(responses.size(), kNever),
      next_of_group_((responses.size() + kGroup - 1) / kGroup, kNever) {
    candidates_.reserve(responses.size());
    for (int i = 0; i < lanes_; ++i) {
        candidates_.emplace_back(seed, stream_name(name, i), "error candidates");
        remaining_[at(i)] = -std::log(candidates_.back().uniform());
    }
    plain_.resize(responses.size());
    plain_window_.resize(responses.size());
}

void BitErrors::set_response(int lane, const LaneResponse& response) {
    samplers_[at(lane)] = LaneSampler(response, cache_.of(response.grid));
    kept_[at(lane)] = {};
}

void BitErrors::set_point(int lane, const SamplerPoint& point, std::int64_t bit) {
    const std::size_t i = at(lane);
    remaining_[i] =
        std::max(0.0, remaining_[i] - hazard_[i] * static_cast<double>(bit - since_[i]));
    points_[i] = point;

    // Distance of the worst case from the threshold, for each of the simple rules.
    const LaneSampler& sampler = samplers_[i];
    const LevelRange& zero = sampler.tables().sent_zero(point.fraction);
    const LevelRange& one = sampler.tables().sent_one(point.fraction);
    const double zero_below = sampler.distance(point, zero, true);
    const double one_above = sampler.distance(point, one, false);
    const double open = std::min(zero_below, one_above);
    const double zeros = std::min(zero_below, sampler.distance(point, one, true));
    const double ones = std::min(one_above, sampler.distance(point, zero, false));
    mode_[i] = Mode::Open;
    double margin = open;
    if (zeros > margin) {
        mode_[i] = Mode::Zeros;
        margin = zeros;
    }
    if (ones > margin) {
        mode_[i] = Mode::Ones;
        margin = ones;
    }
    TailBound bound;
    if (!noise_) {
        // 0 may be a tie, which only the full rule decides.
        if (margin <= 0.0) mode_[i] = Mode::Dense;
    } else if (margin < kSparseMargin) {
        mode_[i] = Mode::Dense;
    } else {
        bound = this->bound(lane, margin);
        if (!sampler.steady() && bound.probability > kSparseBound) {
            mode_[i] = Mode::Dense;
            bound = {};
        }
    }
    if (noise_ && mode_[i] == Mode::Dense) dense_.set_point(lane, sampler, point);
    bound_[i] = bound.probability;
    hazard_[i] = bound.hazard;
    schedule(lane, bit);
}

TailBound BitErrors::bound(int lane, double margin) {
    const std::size_t i = at(lane);
    const LaneSampler& sampler = samplers_[i];
    if (sampler.steady()) return tail_bound(margin);
    // A tracker goes to and fro between few phases: their bounds are kept.
    KeptBounds& kept = kept_[i];
    const SamplerPoint& point = points_[i];
    const bool same = kept.point.gain == point.gain && kept.point.threshold == point.threshold &&
                      kept.point.crosstalk.low == point.crosstalk.low &&
                      kept.point.crosstalk.high == point.crosstalk.high;
    if (!same) kept = {};
    kept.point = point;
    const Mode mode = mode_[i];
    const int key = point.fraction * 3 + (mode == Mode::Open ? 0 : mode == Mode::Zeros ? 1 : 2);
    const auto found = std::find_if(kept.of.begin(), kept.of.end(),
                                    [&](const KeptBound& one) { return one.key == key; });
    double probability = 0.0;
    if (found != kept.of.end()) {
        probability = found->probability;
    } else {
        probability = sampler.bound(point, mode == Mode::Ones, mode != Mode::Zeros);
        kept.of[static_cast<std::size_t>(kept.next)] = {key, probability};
        kept.next = (kept.next + 1) % kKept;
    }
    return {probability, probability < 1.0 ? -std::log1p(-probability) : HUGE_VAL};
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

std::uint32_t BitErrors::flips(int lane, std::int64_t first, std::uint64_t wide,
                               const CrosstalkLight* others) {
    const std::size_t i = at(lane);
    const LaneSampler& sampler = samplers_[i];
    const SamplerPoint& point = points_[i];
    RandomStream& random = candidates_[i];
    std::uint32_t result = 0;
    decisions_.clear();
    while (next_[i] < first + word_ui_) {
        const std::int64_t bit = next_[i];
        const auto k = static_cast<int>(bit - first);
        const auto around = static_cast<std::uint32_t>(wide >> k) & LaneSampler::kWideMask;
        const bool sent = ((around >> (DecisionTables::kCursor + 1)) & 1u) != 0;
        const bool expect_one = mode_[i] == Mode::Open ? sent : mode_[i] == Mode::Ones;
        const double crosstalk = others == nullptr ? 0.0 : others->level(lane, k);
        const double wrong = sampler.probability(point, around, crosstalk, !expect_one);
        if (random.uniform() * bound_[i] < wrong) {
            result |= 1u << k;
            SampledDecision decision{lane, k, crosstalk, 0.0};
            if (!sampler.steady()) {
                decision.jitter_ui =
                    sampler.draw_jitter(point, around, crosstalk, !expect_one, random.uniform()) /
                    PhaseGrid::kPhases;
            }
            decisions_.push_back(decision);
        }
        remaining_[i] = -std::log(random.uniform());
        schedule(lane, bit + 1);
    }
    return result;
}

void BitErrors::decide(std::int64_t first, int count, const int* lanes, const std::uint64_t* wide,
                       const CrosstalkLight* others, std::uint32_t* words) {
    decisions_.clear();
    int plain = 0;
    for (int i = 0; i < count; ++i) {
        const int lane = lanes[i];
        const SamplerPoint& point = points_[at(lane)];
        const bool alone = point.crosstalk.low == 0.0 && point.crosstalk.high == 0.0;
        const CrosstalkLight* light = alone ? nullptr : others;
        if (!noise_) {
            words[lane] = decide_without_noise(lane, wide[i], light);
        } else if (alone && samplers_[at(lane)].plain()) {
            plain_[at(plain)] = lane;
            plain_window_[at(plain++)] = wide[i] >> 1;
        } else {
            words[lane] = sampled_.decide(first / word_ui_, lane, samplers_[at(lane)], point,
                                          wide[i], light, decisions_);
        }
    }
    if (plain > 0) {
        dense_.decide(first / word_ui_, plain, plain_.data(), plain_window_.data(), words);
    }
}

std::uint32_t BitErrors::decide_without_noise(int lane, std::uint64_t wide,
                                              const CrosstalkLight* others) const {
    const std::size_t i = at(lane);
    const float* levels = samplers_[i].tables().levels(points_[i].fraction);
    std::uint32_t result = 0;
    for (int k = 0; k < word_ui_; ++k) {
        const auto pattern =
            static_cast<unsigned>(wide >> (k + 1)) & (DecisionTables::kPatterns - 1);
        double level = points_[i].gain * static_cast<double>(levels[pattern]);
        if (others != nullptr) level += others->level(lane, k);
        if (level > points_[i].threshold) result |= 1u << k;
    }
    return result;
}

}  // namespace oio
