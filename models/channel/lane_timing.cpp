// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_timing.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace oio {

namespace {

// Clock edges are rounded to a femtosecond at both ends.
constexpr std::int64_t kEdgeToleranceFs = 2;
// Unit intervals by which a sampler may run away from where it started before it meets the end of
// the history, and by which it must be behind the newest light at the start.
constexpr int kWanderUi = 128;
constexpr int kStartGuardUi = 1;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    const std::int64_t q = a / b;
    return (a % b != 0 && ((a < 0) != (b < 0))) ? q - 1 : q;
}

}  // namespace

LaneTiming::LaneTiming(const WordChannelConfig& config, int group_ui)
    : group_ui_(group_ui),
      word_ui_(config.word_ui),
      ui_fs_(config.ui_fs()),
      period_fs_(config.ui_fs() * group_ui),
      flight_fs_(config.flight_ns * 1.0e6),
      source_(static_cast<std::size_t>(config.lanes)),
      skew_ui_(source_.size()),
      drift_ui_(source_.size(), 0.0),
      reference_ui_(source_.size()),
      code_(source_.size(), 0),
      unwrapped_(source_.size(), 0),
      moved_(source_.size(), 0) {
    double longest = 0.0;
    for (int i = 0; i < config.lanes; ++i) {
        source_[static_cast<std::size_t>(i)] = config.source_lane(i);
        const LaneResponse response = config.response(i);
        set_response(i, response);
        longest = std::max(longest, response.skew_ui + std::abs(response.grid->cursor_reference()));
    }
    const double ui = flight_fs_ / ui_fs_ + longest + 4.0 * word_ui_;
    history_periods_ = static_cast<int>(std::ceil((ui + kWanderUi) / group_ui_)) + 8;
}

std::int64_t LaneTiming::period_of(std::int64_t time_fs, std::int64_t origin_fs,
                                   std::int64_t expected, const char* end) const {
    const auto elapsed = static_cast<long double>(time_fs - origin_fs);
    const std::int64_t period = std::llround(elapsed / period_fs_);
    const long double off = elapsed - static_cast<long double>(period) * period_fs_;
    if (time_fs < latest_fs_ || period < expected || std::abs(off) > kEdgeToleranceFs) {
        throw std::logic_error(std::string("channel: ") + end + " call at " +
                               std::to_string(time_fs) + " fs is not on the grid of " +
                               std::to_string(period_fs_) + " fs from " +
                               std::to_string(origin_fs) + " fs, or not after the call before it");
    }
    return period;
}

std::int64_t LaneTiming::transmit_period(std::int64_t time_fs) {
    if (!transmit_known_) {
        transmit_known_ = true;
        transmit_origin_fs_ = time_fs;
    }
    transmit_last_ = period_of(time_fs, transmit_origin_fs_, transmit_last_ + 1, "launch");
    latest_fs_ = time_fs;
    return transmit_last_;
}

std::int64_t LaneTiming::receive_period(std::int64_t time_fs) {
    if (!receive_known_) {
        receive_known_ = true;
        receive_origin_fs_ = time_fs;
    }
    receive_last_ = period_of(time_fs, receive_origin_fs_, receive_last_ + 1, "receive");
    latest_fs_ = time_fs;
    return receive_last_;
}

bool LaneTiming::start() {
    if (started_) return true;
    if (!transmit_known_ || !receive_known_) return false;
    started_ = true;
    const auto apart = static_cast<double>(receive_origin_fs_ - transmit_origin_fs_);
    lead_ = static_cast<std::int64_t>(std::ceil((apart - kEdgeToleranceFs) / period_fs_)) - 1;
    // One deserialiser latency for all lanes, none on a fibre that is longer than a few bits.
    std::int64_t newest_bit = INT64_MIN;
    for (std::size_t i = 0; i < source_.size(); ++i) {
        newest_bit =
            std::max(newest_bit, floor_div(steps(static_cast<int>(i), source_[i]), kSteps));
    }
    const std::int64_t limit = lead_ * group_ui_ - kNewer - kStartGuardUi;
    if (newest_bit > limit) {
        const std::int64_t words = (newest_bit - limit + word_ui_ - 1) / word_ui_;
        for (std::int64_t& moved : moved_) moved -= words * word_ui_ * kSteps;
    }
    return true;
}

void LaneTiming::set_code(int position, std::uint8_t code) {
    const auto i = static_cast<std::size_t>(position);
    const int step = ((static_cast<int>(code) - code_[i] + kSteps / 2) & (kSteps - 1)) - kSteps / 2;
    unwrapped_[i] += step;
    code_[i] = static_cast<std::uint8_t>(code & (kSteps - 1));
}

void LaneTiming::set_response(int lane, const LaneResponse& response) {
    const auto i = static_cast<std::size_t>(lane);
    skew_ui_[i] = response.skew_ui;
    reference_ui_[i] = response.grid->cursor_reference();
}

void LaneTiming::add_delay(int lane, double ui) {
    drift_ui_[static_cast<std::size_t>(lane)] += ui;
}

std::int64_t LaneTiming::steps(int position, int lane) const {
    const auto i = static_cast<std::size_t>(position);
    const auto from = static_cast<std::size_t>(lane);
    const auto apart = static_cast<double>(receive_origin_fs_ - transmit_origin_fs_);
    const double ui =
        (apart - flight_fs_) / ui_fs_ - (skew_ui_[from] + drift_ui_[from]) - reference_ui_[from];
    return std::llround(ui * kSteps) - static_cast<std::int64_t>(group_ui_) * kSteps +
           unwrapped_[i] + moved_[i];
}

LanePosition LaneTiming::seen(int position, int lane) const {
    const std::int64_t at = steps(position, lane);
    const std::int64_t bit = floor_div(at, kSteps);
    const std::int64_t kept = std::min(std::max(bit, oldest_bit()), newest_bit());
    return {kept, static_cast<int>(at - bit * kSteps)};
}

LanePosition LaneTiming::position(int position) {
    const auto i = static_cast<std::size_t>(position);
    const std::int64_t word_steps = static_cast<std::int64_t>(word_ui_) * kSteps;
    std::int64_t at = steps(position, source_[i]);
    while (floor_div(at, kSteps) > newest_bit()) {
        at -= word_steps;
        moved_[i] -= word_steps;
        ++word_skips_;
    }
    while (floor_div(at, kSteps) < oldest_bit()) {
        at += word_steps;
        moved_[i] += word_steps;
        ++word_skips_;
    }
    const std::int64_t bit = floor_div(at, kSteps);
    return {bit, static_cast<int>(at - bit * kSteps)};
}

}  // namespace oio
