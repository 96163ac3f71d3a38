// SPDX-License-Identifier: Apache-2.0
#include "models/channel/serial_channel.hpp"

#include <cstring>
#include <string>

namespace oio {

SerialChannel::SerialChannel(const WordChannelConfig& config)
    : LaneChannel(config, 1),
      taps_(static_cast<std::size_t>(PhaseGrid::kPhases * kTaps)),
      bits_(at(config.lanes) * at(timing_.history_periods()), 0),
      bit_rows_(timing_.history_periods()),
      sent_(at(config.lanes), 0) {
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        for (int k = 0; k < kTaps; ++k) taps_[at(f * kTaps + k)] = config.grid->tap(f, k);
    }
    noise_.reserve(at(config.lanes));
    for (int i = 0; i < config.lanes; ++i) {
        noise_.emplace_back(config.seed, config.name + ".rx[" + std::to_string(i) + "]",
                            "serial noise");
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

std::uint32_t SerialChannel::sent_around(int position, std::int64_t m) {
    const std::int64_t newest = m + point(position).where.bit_offset + PhaseGrid::kPre;
    std::uint32_t sent = 0;
    for (int k = 0; k < kTaps; ++k) {
        const std::int64_t row = newest - k;
        if (row >= 0 && bit_row(row)[source(position)] != 0) sent |= 1u << k;
    }
    return sent;
}

double SerialChannel::received(int fraction, std::uint32_t sent) const {
    const double* taps = taps_.data() + fraction * kTaps;
    double level = 0.0;
    for (int k = 0; k < kTaps; ++k) level += taps[k] * static_cast<double>((sent >> k) & 1u);
    return level;
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
    for (int position : changed()) sent_[at(position)] = sent_around(position, m - 1);
    for (int i = 0; i < config_.lanes; ++i) {
        const LanePoint& lane = point(i);
        const std::int64_t row = m + lane.where.bit_offset + PhaseGrid::kPre;
        std::uint32_t& sent = sent_[at(i)];
        const std::uint32_t newest = row >= 0 ? bit_row(row)[source(i)] & 1u : 0u;
        sent = ((sent << 1) | newest) & ((1u << kTaps) - 1u);
        double sample = lane.gain * received(lane.where.fraction, sent);
        if (config_.noise) sample += config_.sigma * noise_[at(i)].normal();
        bits[i] = sample > lane.threshold ? 1 : 0;
        const bool cursor = ((sent >> PhaseGrid::kPre) & 1u) != 0;
        if (lane.lit && cursor != (bits[i] != 0)) {
            record_.add_errors(i, 1);
            record_.log({time_fs, i, 0});
        }
    }
    copy_flags(m, los);
}

}  // namespace oio
