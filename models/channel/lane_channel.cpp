// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_channel.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/received_levels.hpp"

namespace oio {

namespace {

constexpr int kLogSize = 1024;
constexpr double kLeastLog10 = -1e4;  // a Q of 214

const WordChannelConfig& validated(const WordChannelConfig& config) {
    config.validate();
    return config;
}

double all_ones_level(const PhaseGrid& grid) {
    double level = 0.0;
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        level = std::max(level, grid.all_ones(f));
    }
    return level;
}

// Nothing but its own bits and noise of one strength.
bool is_plain(const LaneResponse& lane) {
    return lane.shot_variance == 0.0 && lane.jitter_rj_ui == 0.0 && lane.jitter_dj_ui == 0.0 &&
           lane.aggressors.empty();
}

void change_causes(int& causes, bool one_more) {
    causes = std::max(0, causes + (one_more ? 1 : -1));
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    const std::int64_t q = a / b;
    return (a % b != 0 && ((a < 0) != (b < 0))) ? q - 1 : q;
}

}  // namespace

LaneChannel::LaneChannel(const WordChannelConfig& config, int group_ui)
    : config_(validated(config)),
      group_ui_(group_ui),
      timing_(config_, group_ui),
      record_(config.lanes, kLogSize),
      light_(config.lanes, std::llround(config.los_delay_ns * 1.0e6 / timing_.period_fs())),
      transmission_(config.transmission()),
      response_number_(at(config.lanes), 0),
      all_ones_(at(config.lanes)),
      victims_(at(config.lanes)),
      dead_(at(config.lanes), 0),
      position_of_(at(config.lanes)),
      drive_(at(config.lanes) * at(timing_.history_periods()), 0),
      enable_now_(at(config.lanes), 0),
      drive_now_(at(config.lanes), 0),
      drive_rows_(timing_.history_periods()),
      equal_rows_(drive_rows_),
      source_(at(config.lanes)),
      crosstalk_number_(at(config.lanes), 0),
      points_(at(config.lanes)),
      point_version_(at(config.lanes), 0),
      phase_code_(at(config.lanes), 0),
      home_code_(at(config.lanes)),
      off_home_(at(config.lanes)),
      threshold_code_(at(config.lanes), 0),
      drive_seen_(at(config.lanes), 0),
      counted_to_(at(config.lanes), 0),
      is_changed_(at(config.lanes), 0) {
    changed_.reserve(at(config.lanes));
    updated_.reserve(at(config.lanes));
    for (int i = 0; i < config_.lanes; ++i) {
        responses_.push_back(config_.response(i));
        all_ones_[at(i)] = all_ones_level(*responses_.back().grid);
        source_[at(i)] = config_.source_lane(i);
        position_of_[at(source_[at(i)])] = i;
    }
    for (int i = 0; i < config_.lanes; ++i) add_victim(i);
}

void LaneChannel::add_victim(int lane) {
    const int position = position_of_[at(lane)];
    for (const Aggressor& other : responses_[at(lane)].aggressors) {
        std::vector<int>& reached = victims_[at(other.lane)];
        if (std::find(reached.begin(), reached.end(), position) == reached.end()) {
            reached.push_back(position);
        }
    }
}

std::int64_t LaneChannel::launch_row(std::int64_t time_fs) {
    const std::int64_t row = timing_.transmit_period(time_fs);
    if (row <= newest_row_) {
        throw std::logic_error("channel: launch at " + std::to_string(time_fs) +
                               " fs comes after a receive call that needed it");
    }
    return row;
}

std::uint8_t* LaneChannel::drive_row(std::int64_t row) {
    return drive_.data() + (row % drive_rows_) * config_.lanes;
}

void LaneChannel::push_drive(const std::uint8_t* enable, const std::uint8_t* drive) {
    const std::size_t n = at(config_.lanes);
    const std::int64_t row = ++newest_row_;
    const bool light = enable != nullptr;
    if (light == light_now_ && (!light || (std::memcmp(enable, enable_now_.data(), n) == 0 &&
                                           std::memcmp(drive, drive_now_.data(), n) == 0))) {
        if (equal_rows_ >= drive_rows_) return;  // every row is like this one already
        std::memcpy(drive_row(row), drive_row(row + drive_rows_ - 1), n);
        ++equal_rows_;
        return;
    }
    std::uint8_t* now = drive_row(row);
    std::memset(now, 0, n);
    light_now_ = light;
    equal_rows_ = 1;
    drive_changed_row_ = row;
    if (!light) return;
    std::memcpy(enable_now_.data(), enable, n);
    std::memcpy(drive_now_.data(), drive, n);
    for (std::size_t i = 0; i < n; ++i) {
        if (enable[i] != 0) now[i] = drive[i];
    }
}

void LaneChannel::mark_changed(int position) {
    if (is_changed_[at(position)] != 0) return;
    is_changed_[at(position)] = 1;
    changed_.push_back(position);
}

void LaneChannel::mark_victims(int lane) {
    for (int position : victims_[at(lane)]) {
        ++crosstalk_number_[at(position)];
        mark_changed(position);
    }
}

// A phase tracker jumps off centre for one word and back. Only jumps count: tracking steps and the
// sweep of a training move by little.
void LaneChannel::follow_probe(std::size_t position, std::uint8_t code) {
    constexpr int kJump = 6;
    const auto distance = [](std::uint8_t a, std::uint8_t b) {
        const int d = (a - b) & 63;
        return d > 32 ? 64 - d : d;
    };
    const bool jumped = distance(code, phase_code_[position]) > kJump;
    if (off_home_[position] == 0 && jumped && settled_ && carrying_) {
        off_home_[position] = 1;
        home_code_[position] = phase_code_[position];
    } else if (off_home_[position] != 0 && distance(code, home_code_[position]) <= kJump) {
        off_home_[position] = 0;
    }
    record_.set_off_centre(static_cast<int>(position), off_home_[position] != 0);
}

void LaneChannel::read_codes(const std::uint8_t* phase, const std::int8_t* threshold) {
    const std::size_t n = at(config_.lanes);
    if (std::memcmp(phase, phase_code_.data(), n) != 0) {
        for (std::size_t i = 0; i < n; ++i) {
            if (phase[i] == phase_code_[i]) continue;
            follow_probe(i, phase[i]);
            phase_code_[i] = phase[i];
            timing_.set_code(static_cast<int>(i), phase[i]);
            mark_changed(static_cast<int>(i));
        }
    }
    if (std::memcmp(threshold, threshold_code_.data(), n) != 0) {
        for (std::size_t i = 0; i < n; ++i) {
            if (threshold[i] == threshold_code_[i]) continue;
            threshold_code_[i] = threshold[i];
            mark_changed(static_cast<int>(i));
        }
    }
}

std::int64_t LaneChannel::row_of(const LanePoint& point, std::int64_t m) const {
    return m + floor_div(point.where.bit_offset + group_ui_ - 1, group_ui_);
}

void LaneChannel::follow_drive(std::int64_t m) {
    // Rows newer than the last change are equal to it: once every lane has seen that row there is
    // nothing to follow.
    bool pending = false;
    for (int i = 0; i < config_.lanes; ++i) {
        const std::int64_t row = row_of(points_[at(i)], m);
        pending = pending || row < drive_changed_row_;
        const std::uint8_t code = row < 0 ? std::uint8_t{0} : drive_row(row)[source_[at(i)]];
        if (code == drive_seen_[at(i)]) continue;
        drive_seen_[at(i)] = code;
        mark_changed(i);
    }
    if (!pending) drive_changed_row_ = -1;
}

bool LaneChannel::begin_receive(std::int64_t m, const std::uint8_t* phase,
                                const std::int8_t* threshold) {
    next_m_ = m + 1;
    updated_.clear();
    read_codes(phase, threshold);
    if (!timing_.start()) return false;
    if (!positioned_) {
        positioned_ = true;
        for (int i = 0; i < config_.lanes; ++i) mark_changed(i);
    }
    for (int i : changed_) points_[at(i)].where = timing_.position(i);
    if (drive_changed_row_ >= 0) follow_drive(m);
    // A refresh may append positions that see the light of the one before.
    for (std::size_t i = 0; i < changed_.size(); ++i) refresh(changed_[i], m);
    updated_.swap(changed_);
    return true;
}

void LaneChannel::refresh(int position, std::int64_t m) {
    const std::size_t i = at(position);
    const std::size_t lane = at(source_[i]);
    LanePoint& point = points_[i];
    const bool arrives = dark_ == 0 && dead_[lane] == 0;
    next_m_ = m;
    settle_bits(position);
    next_m_ = m + 1;
    const double before = point.gain;
    const bool was_lit = point.lit;
    const LaneResponse& response = responses_[lane];
    point.gain = arrives ? response.gain * transmission_ * config_.drive(drive_seen_[i]) : 0.0;
    point.threshold = config_.threshold(threshold_code_[i]) + response.threshold_offset;
    point.lit = point.gain > 0.0;
    record_.set_lost(position, !arrives, was_lit);
    light_.set(position, point.lit && point.gain * all_ones_[lane] >= config_.los_threshold, m);
    is_changed_[i] = 0;
    ++point_version_[i];
    if (point.gain != before) mark_victims(static_cast<int>(lane));
}

void LaneChannel::copy_flags(std::int64_t m, std::uint8_t* los) {
    std::memcpy(los, light_.flags(m), at(config_.lanes));
}

void LaneChannel::set_lane_dead(int lane, bool dead) {
    change_causes(dead_.at(at(lane)), dead);
    mark_changed(position_of_[at(lane)]);
}

void LaneChannel::set_dark(bool dark) {
    change_causes(dark_, dark);
    for (int i = 0; i < config_.lanes; ++i) mark_changed(i);
}

void LaneChannel::add_delay_ui(int lane, double ui) {
    const int position = position_of_.at(at(lane));
    timing_.add_delay(lane, ui);
    mark_changed(position);
    mark_victims(lane);
}

void LaneChannel::set_response(int lane, const LaneResponse& response) {
    response.validate();
    for (const Aggressor& other : response.aggressors) {
        if (other.lane >= config_.lanes) {
            throw std::invalid_argument(
                "channel.responses.aggressors.lane: " + std::to_string(other.lane) +
                " is outside [0, " + std::to_string(config_.lanes - 1) + "]");
        }
    }
    responses_.at(at(lane)) = response;
    ++response_number_[at(lane)];
    all_ones_[at(lane)] = all_ones_level(*response.grid);
    timing_.set_response(lane, response);
    add_victim(lane);
    ++crosstalk_number_[at(position_of_[at(lane)])];
    mark_changed(position_of_[at(lane)]);
    mark_victims(lane);
}

InjectedError LaneChannel::error_at(std::int64_t time_fs, int position, std::int64_t m, int bit,
                                    unsigned pattern) const {
    const LanePoint& here = points_[at(position)];
    const LaneResponse& own = response(source(position));
    InjectedError error;
    error.time_fs = time_fs;
    error.position = position;
    error.bit = bit;
    error.lane = source(position);
    error.unit_interval = m * group_ui_ + bit + here.where.bit_offset;
    error.pattern = pattern;
    error.fraction = here.where.fraction;
    error.level = here.gain * static_cast<double>(own.grid->level(here.where.fraction, pattern));
    error.threshold = here.threshold;
    error.sigma = own.sigma(error.level);
    return error;
}

void LaneChannel::settle_bits(int position) {
    const std::size_t i = at(position);
    if (points_[i].lit) {
        record_.add_bits(position,
                         static_cast<std::uint64_t>((next_m_ - counted_to_[i]) * group_ui_));
    }
    counted_to_[i] = next_m_;
}

LaneCounters LaneChannel::counters(int position) {
    settle_bits(position);
    return record_.lane(position);
}

LaneCounters LaneChannel::settled_counters(int position) {
    settle_bits(position);
    return record_.since_mark(position);
}

LaneCounters LaneChannel::settled_total() {
    for (int i = 0; i < config_.lanes; ++i) settle_bits(i);
    return record_.total_since_mark();
}

void LaneChannel::mark_settled() {
    for (int i = 0; i < config_.lanes; ++i) settle_bits(i);
    settled_ = true;
    record_.mark();
}

LaneCounters LaneChannel::idle_total() {
    for (int i = 0; i < config_.lanes; ++i) settle_bits(i);
    return record_.idle_since_mark();
}

void LaneChannel::set_carrying(bool carrying) {
    if (carrying == carrying_) return;
    for (int i = 0; i < config_.lanes; ++i) {
        settle_bits(i);
        // Training looks off centre too and may end elsewhere: nothing there is a probe.
        off_home_[at(i)] = 0;
        record_.set_off_centre(i, false);
    }
    carrying_ = carrying;
    record_.set_carrying(carrying);
}

double LaneChannel::predicted_ber(int position) const {
    const LanePoint& p = points_[at(position)];
    const LaneResponse& own = response(source(position));
    if (!p.lit || !is_plain(own)) return std::pow(10.0, predicted_log10_ber(position));
    return lane_statistics::ber(*own.grid, p.where.fraction, p.gain, p.threshold,
                                own.thermal_sigma);
}

double LaneChannel::predicted_log10_ber(int position) const {
    const LanePoint& here = points_[at(position)];
    if (!here.lit) return std::log10(0.5);
    const int lane = source(position);
    // The light that arrives at present, by transmit lane.
    std::vector<LaneResponse> lanes(responses_.size());
    const auto present = [&](int i) {
        lanes[at(i)] = responses_[at(i)];
        lanes[at(i)].gain = arriving(i);
    };
    present(lane);
    for (const Aggressor& other : responses_[at(lane)].aggressors) present(other.lane);
    const ReceivedLevels seen(lanes, lane, here.where.fraction, &own_levels_);
    return seen.log10_ber(here.threshold - responses_[at(lane)].threshold_offset);
}

double LaneChannel::eye_sigma(int position) const {
    const LanePoint& p = points_[at(position)];
    if (!p.lit) return 0.0;
    const LaneResponse& own = response(source(position));
    // A plain lane's error rate is a sum over the grid itself: cheaper than the general one.
    const double log10_ber = is_plain(own)
                                 ? lane_statistics::log10_ber(*own.grid, p.where.fraction, p.gain,
                                                              p.threshold, own.thermal_sigma)
                                 : predicted_log10_ber(position);
    return lane_statistics::q_of_log10(std::clamp(log10_ber, kLeastLog10, std::log10(0.5)));
}

}  // namespace oio
