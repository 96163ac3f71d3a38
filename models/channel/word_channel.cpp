// SPDX-License-Identifier: Apache-2.0
#include "models/channel/word_channel.hpp"

#include <cstring>

namespace oio {

namespace {

int count_ones(std::uint32_t x) {
    x -= (x >> 1) & 0x55555555u;
    x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
    return static_cast<int>((((x + (x >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24);
}

}  // namespace

WordChannel::WordChannel(const WordChannelConfig& config)
    : LaneChannel(config, config.word_ui),
      word_mask_(config.word_ui == 32 ? 0xffffffffu : (1u << config.word_ui) - 1u),
      history_(config.lanes, config.word_ui, timing_.history_periods()),
      errors_(config.lanes, config.word_ui, *config.grid, config.sigma, config.noise, config.seed,
              config.name),
      tap_(at(config.lanes)),
      cell_(at(config.lanes), 0),
      shift_(at(config.lanes), 0),
      keep_(at(config.lanes), 0),
      special_index_(at(config.lanes), -1),
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
    if (!special_.empty()) decide_special(m, words);
    copy_flags(m, los);
}

void WordChannel::update(int position, std::int64_t m) {
    const std::size_t i = at(position);
    const LanePoint& now = point(position);
    tap_[i] = history_.tap(source(position), now.where.bit_offset);
    cell_[i] = tap_[i].cell;
    shift_[i] = tap_[i].shift;
    errors_.set_point(position, now.where.fraction, now.gain, now.threshold, m * group_ui_);
    const BitErrors::Mode mode = errors_.mode(position);
    keep_[i] = mode == BitErrors::Mode::Open ? word_mask_ : 0u;
    // A lane stuck at 0 needs no work unless it has errors to count.
    set_special(position, mode == BitErrors::Mode::Dense || mode == BitErrors::Mode::Ones ||
                              (mode == BitErrors::Mode::Zeros && now.lit));
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

void WordChannel::flip_sparse(std::int64_t m, std::int64_t time_fs, std::uint32_t* words) {
    const std::int64_t first = m * group_ui_;
    const int count = errors_.due(first + group_ui_, due_.data());
    for (int d = 0; d < count; ++d) {
        const int position = due_[at(d)];
        const std::uint32_t flips =
            errors_.flips(position, first, history_.window(m, tap_[at(position)]));
        if (flips == 0) continue;
        words[position] ^= flips;
        // A stuck lane's errors are counted against what was sent, with the special lanes.
        if (errors_.mode(position) != BitErrors::Mode::Open) continue;
        record_.add_errors(position, static_cast<std::uint64_t>(count_ones(flips)));
        for (int k = 0; k < group_ui_; ++k) {
            if (((flips >> k) & 1u) != 0) record_.log({time_fs, position, k});
        }
    }
}

void WordChannel::decide_special(std::int64_t m, std::uint32_t* words) {
    int dense = 0;
    for (std::size_t s = 0; s < special_.size(); ++s) {
        const int position = special_[s];
        window_[s] = history_.window(m, tap_[at(position)]);
        const BitErrors::Mode mode = errors_.mode(position);
        if (mode == BitErrors::Mode::Dense) {
            dense_[at(dense)] = position;
            dense_window_[at(dense++)] = window_[s];
        } else if (mode == BitErrors::Mode::Ones) {
            words[position] ^= word_mask_;  // so far it holds only the candidates' flips
        }
    }
    errors_.decide(m * group_ui_, dense, dense_.data(), dense_window_.data(), words);
    for (std::size_t s = 0; s < special_.size(); ++s) {
        const int position = special_[s];
        if (!point(position).lit) continue;
        const auto sent = static_cast<std::uint32_t>(window_[s] >> WordHistory::kPost) & word_mask_;
        record_.add_errors(position,
                           static_cast<std::uint64_t>(count_ones(words[position] ^ sent)));
    }
}

}  // namespace oio
