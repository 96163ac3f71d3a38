// SPDX-License-Identifier: Apache-2.0
#include "models/channel/word_channel.hpp"

#include <cstring>
#include <utility>

namespace oio {

namespace {

// Errors of one word, over all lanes that decide every bit, that are logged: those of a closed eye
// would cost more than the decisions.
constexpr int kMostLooks = 8;

int count_ones(std::uint32_t x) {
    x -= (x >> 1) & 0x55555555u;
    x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
    return static_cast<int>((((x + (x >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24);
}

std::vector<LaneResponse> by_position(const WordChannelConfig& config) {
    std::vector<LaneResponse> responses;
    for (int i = 0; i < config.lanes; ++i) {
        responses.push_back(config.response(config.source_lane(i)));
    }
    return responses;
}

}  // namespace

WordChannel::WordChannel(const WordChannelConfig& config)
    : LaneChannel(config, config.word_ui),
      word_mask_(config.word_ui == 32 ? 0xffffffffu : (1u << config.word_ui) - 1u),
      history_(config.lanes, config.word_ui, timing_.history_periods()),
      errors_(by_position(config), config.word_ui, config.noise, config.seed, config.name),
      others_(config.lanes),
      tap_(at(config.lanes)),
      cell_(at(config.lanes), 0),
      shift_(at(config.lanes), 0),
      keep_(at(config.lanes), 0),
      special_index_(at(config.lanes), -1),
      response_seen_(at(config.lanes), 0),
      crosstalk_seen_(at(config.lanes), -1),
      due_(at(config.lanes)),
      dense_(at(config.lanes)),
      window_(at(config.lanes)),
      dense_window_(at(config.lanes)) {
    special_.reserve(at(config.lanes));
}

void WordChannel::launch(std::int64_t time_fs, const std::uint32_t* words,
                         const std::uint8_t* enable, const std::uint8_t* drive) {
    const std::int64_t row = launch_row(time_fs);
    while (newest_row() + 1 < row) {
        history_.push(nullptr);
        push_drive(nullptr, nullptr);
    }
    history_.push(words);
    push_drive(enable, drive);
}

void WordChannel::receive(std::int64_t time_fs, const std::uint8_t* phase,
                          const std::int8_t* threshold, std::uint32_t* words, std::uint8_t* los) {
    const std::int64_t m = timing_.receive_period(time_fs);
    const std::int64_t first = m * group_ui_;
    while (timing_.start() && newest_row() < timing_.newest_launched(m)) {
        history_.push(nullptr);
        push_drive(nullptr, nullptr);
    }
    if (!begin_receive(m, phase, threshold)) {
        std::memset(words, 0, at(config_.lanes) * sizeof(*words));
        copy_flags(m, los);
        return;
    }
    for (int position : changed()) update(position, m);
    history_.extract(m, cell_.data(), shift_.data(), keep_.data(), words);
    if (errors_.any_due(first + group_ui_)) flip_sparse(m, time_fs, words);
    if (!special_.empty()) decide_special(m, time_fs, words);
    copy_flags(m, los);
}

void WordChannel::update(int position, std::int64_t m) {
    const std::size_t i = at(position);
    const LanePoint& now = point(position);
    tap_[i] = history_.tap(source(position), now.where.bit_offset);
    cell_[i] = tap_[i].cell;
    shift_[i] = tap_[i].shift;
    if (response_seen_[i] != response_number(position)) {
        response_seen_[i] = response_number(position);
        errors_.set_response(position, response(source(position)));
    }
    update_crosstalk(position);
    errors_.set_point(position,
                      {now.where.fraction, now.gain, now.threshold, others_.range(position)},
                      m * group_ui_);
    const BitErrors::Mode mode = errors_.mode(position);
    keep_[i] = mode == BitErrors::Mode::Open ? word_mask_ : 0u;
    // A lane stuck at 0 needs no work unless it has errors to count.
    const bool counts = now.lit || record_.watches_lost(position);
    set_special(position, mode == BitErrors::Mode::Dense || mode == BitErrors::Mode::Ones ||
                              (mode == BitErrors::Mode::Zeros && counts));
}

void WordChannel::set_special(int position, bool special) {
    int& index = special_index_[at(position)];
    if ((index >= 0) == special) return;
    if (special) {
        index = static_cast<int>(special_.size());
        special_.push_back(position);
        return;
    }
    const int last = special_.back();
    special_[at(index)] = last;
    special_index_[at(last)] = index;
    special_.pop_back();
    special_index_[at(position)] = -1;
}

void WordChannel::update_crosstalk(int position) {
    others_.moved(position);
    if (crosstalk_seen_[at(position)] == crosstalk_number(position)) return;
    crosstalk_seen_[at(position)] = crosstalk_number(position);
    std::vector<CrosstalkLight::Source> sources;
    for (const Aggressor& other : response(source(position)).aggressors) {
        const double amplitude = other.coupling * arriving(other.lane);
        if (amplitude == 0.0) continue;
        sources.push_back({other.lane, amplitude, errors_.tables(response(other.lane).grid)});
    }
    others_.set(position, std::move(sources));
}

InjectedError WordChannel::error_of(const SampledDecision& decision, std::int64_t m,
                                    std::int64_t time_fs, std::uint64_t wide) const {
    const auto around = static_cast<std::uint32_t>(wide >> decision.bit) & LaneSampler::kWideMask;
    const unsigned window = (around >> 1) & (DecisionTables::kPatterns - 1);
    InjectedError error =
        error_at(time_fs, decision.lane, m, decision.bit, DecisionTables::pattern_of(window));
    const LaneSampler& sampler = errors_.sampler(decision.lane);
    const double gain = point(decision.lane).gain;
    error.mean_level = gain * sampler.tables().mean(error.fraction, error.sent());
    error.crosstalk = decision.crosstalk;
    error.jitter_ui = decision.jitter_ui;
    const double steps = error.fraction + decision.jitter_ui * PhaseGrid::kPhases;
    if (!sampler.steady()) error.jitter_level = gain * sampler.level(steps, around) - error.level;
    error.sigma = sampler.response().sigma(error.sampled());
    return error;
}

void WordChannel::flip_sparse(std::int64_t m, std::int64_t time_fs, std::uint32_t* words) {
    const std::int64_t first = m * group_ui_;
    const int count = errors_.due(first + group_ui_, due_.data());
    for (int d = 0; d < count; ++d) {
        const int position = due_[at(d)];
        const std::uint64_t wide = history_.wide_window(m, tap_[at(position)]);
        const bool alone = !others_.any(position);
        if (!alone) others_.load(position, m, timing_, history_);
        const std::uint32_t flips =
            errors_.flips(position, first, wide, alone ? nullptr : &others_);
        if (flips == 0) continue;
        words[position] ^= flips;
        // A stuck lane's errors are counted against what was sent, with the special lanes.
        if (errors_.mode(position) != BitErrors::Mode::Open) continue;
        record_.add_errors(position, static_cast<std::uint64_t>(count_ones(flips)));
        for (const SampledDecision& decision : errors_.decisions()) {
            record_.log(error_of(decision, m, time_fs, wide));
        }
    }
}

void WordChannel::decide_special(std::int64_t m, std::int64_t time_fs, std::uint32_t* words) {
    int dense = 0;
    for (std::size_t s = 0; s < special_.size(); ++s) {
        const int position = special_[s];
        window_[s] = history_.wide_window(m, tap_[at(position)]);
        const BitErrors::Mode mode = errors_.mode(position);
        if (mode == BitErrors::Mode::Dense) {
            if (others_.any(position)) others_.load(position, m, timing_, history_);
            dense_[at(dense)] = position;
            dense_window_[at(dense++)] = window_[s];
        } else if (mode == BitErrors::Mode::Ones) {
            words[position] ^= word_mask_;  // so far it holds only the candidates' flips
        }
    }
    looked_at_ = 0;
    errors_.decide(m * group_ui_, dense, dense_.data(), dense_window_.data(), &others_, words);
    for (std::size_t s = 0; s < special_.size(); ++s) {
        const int position = special_[s];
        const bool lit = point(position).lit;
        if (!lit && !record_.wants_lost(position)) continue;
        const auto sent =
            static_cast<std::uint32_t>(window_[s] >> (WordHistory::kPost + 1)) & word_mask_;
        const std::uint32_t wrong = words[position] ^ sent;
        if (wrong == 0) continue;
        if (!lit) {
            log_lost(position, wrong, m, time_fs, window_[s]);
            continue;
        }
        record_.add_errors(position, static_cast<std::uint64_t>(count_ones(wrong)));
        if (watched(position)) log_special(position, wrong, m, time_fs, window_[s]);
    }
    for (const int position : lost_logged_) {
        if (errors_.mode(position) == BitErrors::Mode::Zeros && !record_.watches_lost(position)) {
            set_special(position, false);
        }
    }
    lost_logged_.clear();
}

void WordChannel::log_lost(int position, std::uint32_t wrong, std::int64_t m, std::int64_t time_fs,
                           std::uint64_t wide) {
    const bool alone = !others_.any(position);
    if (!alone) others_.load(position, m, timing_, history_);
    for (; wrong != 0 && record_.wants_lost(position); wrong &= wrong - 1) {
        const int bit = __builtin_ctz(wrong);
        const auto around = static_cast<std::uint32_t>(wide >> bit) & LaneSampler::kWideMask;
        const unsigned window = (around >> 1) & (DecisionTables::kPatterns - 1);
        InjectedError error =
            error_at(time_fs, position, m, bit, DecisionTables::pattern_of(window));
        if (!alone) error.crosstalk = others_.level(position, bit);
        error.sigma = errors_.sampler(position).response().sigma(error.sampled());
        record_.log_lost(error);
    }
    lost_logged_.push_back(position);
}

// Lanes that decide every bit, once the link has settled.
void WordChannel::log_special(int position, std::uint32_t wrong, std::int64_t m,
                              std::int64_t time_fs, std::uint64_t wide) {
    for (; wrong != 0; wrong &= wrong - 1, ++looked_at_) {
        const bool kept = looked_at_ < kMostLooks;
        if (!kept && !record_.follows()) return;
        SampledDecision decision{position, __builtin_ctz(wrong), 0.0, 0.0};
        for (const SampledDecision& known : errors_.decisions()) {
            if (known.lane == position && known.bit == decision.bit) decision = known;
        }
        const InjectedError error = error_of(decision, m, time_fs, wide);
        if (kept) {
            record_.log(error);
        } else {
            record_.follow(error);
        }
    }
}

}  // namespace oio
