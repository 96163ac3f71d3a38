// SPDX-License-Identifier: Apache-2.0
#include "models/channel/serial_channel.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

namespace oio {

SerialChannel::SerialChannel(const WordChannelConfig& config)
    : LaneChannel(config, 1),
      bits_(at(config.lanes) * at(timing_.history_periods()), 0),
      bit_rows_(timing_.history_periods()),
      sent_(at(config.lanes), 0) {
    noise_.reserve(at(config.lanes));
    jitter_.reserve(at(config.lanes));
    for (int i = 0; i < config.lanes; ++i) {
        const std::string name = config.name + ".rx[" + std::to_string(i) + "]";
        noise_.emplace_back(config.seed, name, "serial noise");
        jitter_.emplace_back(config.seed, name, "serial jitter");
    }
}

std::uint8_t* SerialChannel::bit_row(std::int64_t row) {
    return bits_.data() + (row % bit_rows_) * config_.lanes;
}

void SerialChannel::push_bits(const std::uint8_t* bits, const std::uint8_t* enable,
                              const std::uint8_t* drive) {
    push_drive(enable, drive);
    std::uint8_t* row = bit_row(newest_row());
    if (bits == nullptr) {
        std::memset(row, 0, at(config_.lanes));
    } else {
        std::memcpy(row, bits, at(config_.lanes));
    }
}

void SerialChannel::launch_bit(std::int64_t time_fs, const std::uint8_t* bits,
                               const std::uint8_t* enable, const std::uint8_t* drive) {
    const std::int64_t row = launch_row(time_fs);
    while (newest_row() + 1 < row) push_bits(nullptr, nullptr, nullptr);
    push_bits(bits, enable, drive);
}

std::uint32_t SerialChannel::sent_around(int lane, std::int64_t bit) {
    std::uint32_t sent = 0;
    for (int k = 0; k < kKept; ++k) {
        const std::int64_t row = bit + PhaseGrid::kPre + 1 - k;
        if (row >= 0 && bit_row(row)[lane] != 0) sent |= 1u << k;
    }
    return sent;
}

double SerialChannel::phase_level(const PhaseGrid& grid, int fraction, unsigned pattern) const {
    if (!grid.linear()) return static_cast<double>(grid.level(fraction, pattern));
    double level = 0.0;
    for (int k = 0; k < kTaps; ++k) {
        level += grid.tap(fraction, k) * static_cast<double>((pattern >> k) & 1u);
    }
    return level;
}

double SerialChannel::level(const PhaseGrid& grid, double steps, std::uint32_t sent) const {
    // A sample in the next unit interval has that one's bit as its cursor.
    const auto at_step = [&](int step) {
        const int interval = step >= PhaseGrid::kPhases ? 1 : step < 0 ? -1 : 0;
        const unsigned pattern = (sent >> (1 - interval)) & (PhaseGrid::kPatterns - 1);
        return phase_level(grid, step - interval * PhaseGrid::kPhases, pattern);
    };
    const double first = -static_cast<double>(PhaseGrid::kPhases);
    const double last = 2.0 * PhaseGrid::kPhases - 1.0;
    const double kept = std::min(std::max(steps, first), last);
    const auto before = static_cast<int>(std::floor(kept));
    const double part = kept - before;
    const double level = at_step(before);
    return part == 0.0 ? level : (1.0 - part) * level + part * at_step(before + 1);
}

double SerialChannel::jitter_ui(int position, const LaneResponse& response) {
    RandomStream& random = jitter_[at(position)];
    double late = 0.0;
    if (response.jitter_rj_ui > 0.0) late += response.jitter_rj_ui * random.normal();
    if (response.jitter_dj_ui > 0.0) {
        late += random.uniform() < 0.5 ? -0.5 * response.jitter_dj_ui : 0.5 * response.jitter_dj_ui;
    }
    return late;
}

double SerialChannel::crosstalk(int position, std::int64_t m, const LaneResponse& own) {
    double sum = 0.0;
    for (const Aggressor& other : own.aggressors) {
        const double gain = arriving(other.lane);
        if (gain == 0.0) continue;
        const LanePosition where = timing_.seen(position, other.lane);
        const std::uint32_t sent = sent_around(other.lane, m + where.bit_offset);
        sum += other.coupling * gain * level(*response(other.lane).grid, where.fraction, sent);
    }
    return sum;
}

unsigned SerialChannel::pattern_at(int position) const {
    return (sent_[at(position)] >> 1) & (PhaseGrid::kPatterns - 1);
}

InjectedError SerialChannel::error_of(int position, std::int64_t time_fs, std::int64_t m,
                                      double late_ui, double others) const {
    const LaneResponse& own = response(source(position));
    const LanePoint& here = point(position);
    const std::uint32_t sent = sent_[at(position)];
    InjectedError error = error_at(time_fs, position, m, 0, pattern_at(position));
    for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
        const bool one = ((pattern >> PhaseGrid::kPre) & 1u) != 0;
        if (one != error.sent()) continue;
        error.mean_level += here.gain * phase_level(*own.grid, here.where.fraction, pattern) /
                            (PhaseGrid::kPatterns / 2.0);
    }
    error.jitter_ui = late_ui;
    error.jitter_level =
        here.gain * level(*own.grid, error.fraction + late_ui * PhaseGrid::kPhases, sent) -
        error.level;
    error.crosstalk = others;
    error.sigma = own.sigma(error.sampled());
    return error;
}

void SerialChannel::receive_bit(std::int64_t time_fs, const std::uint8_t* phase,
                                const std::int8_t* threshold, std::uint8_t* bits,
                                std::uint8_t* los) {
    const std::int64_t m = timing_.receive_period(time_fs);
    while (timing_.start() && newest_row() < timing_.newest_launched(m)) {
        push_bits(nullptr, nullptr, nullptr);
    }
    if (!begin_receive(m, phase, threshold)) {
        std::memset(bits, 0, at(config_.lanes));
        copy_flags(m, los);
        return;
    }
    for (int position : changed()) {
        sent_[at(position)] =
            sent_around(source(position), m - 1 + point(position).where.bit_offset);
    }
    for (int i = 0; i < config_.lanes; ++i) {
        const LanePoint& lane = point(i);
        const LaneResponse& own = response(source(i));
        const std::int64_t row = m + lane.where.bit_offset + PhaseGrid::kPre + 1;
        std::uint32_t& sent = sent_[at(i)];
        const std::uint32_t newest = row >= 0 ? bit_row(row)[source(i)] & 1u : 0u;
        sent = ((sent << 1) | newest) & ((1u << kKept) - 1u);
        const double late = config_.noise ? jitter_ui(i, own) : 0.0;
        const double others = crosstalk(i, m, own);
        double sample =
            lane.gain * level(*own.grid, lane.where.fraction + late * PhaseGrid::kPhases, sent) +
            others;
        if (config_.noise) sample += own.sigma(sample) * noise_[at(i)].normal();
        bits[i] = sample > lane.threshold ? 1 : 0;
        const bool cursor = ((sent >> (PhaseGrid::kPre + 1)) & 1u) != 0;
        if (cursor == (bits[i] != 0)) continue;
        if (lane.lit) {
            record_.add_errors(i, 1);
            if (watched(i)) {
                record_.log(error_of(i, time_fs, m, late, others));
            } else if (record_.follows()) {
                record_.follow(error_of(i, time_fs, m, late, others));
            }
        } else if (record_.wants_lost(i)) {
            InjectedError error = error_at(time_fs, i, m, 0, pattern_at(i));
            error.crosstalk = others;
            error.sigma = own.sigma(others);
            record_.log_lost(error);
        }
    }
    copy_flags(m, los);
}

}  // namespace oio
