// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/light_waves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace oio {

namespace {

using Kind = WaveSignal::Kind;

}  // namespace

LightWaves::LightWaves(const std::string& scope, OpticalPort& light, const LightScale& scale,
                       const RtlChiplet& sender, const RtlChiplet& receiver,
                       const std::vector<int>& lanes)
    : scope_(scope),
      thermal_(light.thermal()),
      probe_(light.channel(), scale),
      sender_(sender),
      receiver_(receiver) {
    std::vector<int> chosen = lanes;
    if (chosen.empty()) {
        chosen.resize(static_cast<std::size_t>(probe_.lanes()));
        std::iota(chosen.begin(), chosen.end(), 0);
    }
    lanes_.resize(chosen.size());
    const int word_bits = sender.geometry().serial ? 1 : sender.geometry().word_ui;
    received_.signals.push_back({Kind::Real, scope + ".temperature_c", 64, &temperature_c_});
    received_.signals.push_back({Kind::Number, scope + ".any_error", 1, &any_error_});
    received_.signals.push_back({Kind::Number, scope + ".errors", 32, &total_errors_});
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        Lane& lane = lanes_[i];
        lane.lane = chosen[i];
        lane.position = probe_.position(lane.lane);
        const std::string name = fmt::format("{}.lane_{:03}.", scope, lane.lane);
        sent_.signals.push_back({Kind::Real, name + "emitted_dbm", 64, &lane.emitted_dbm});
        sent_.signals.push_back({Kind::Number, name + "tx_word", word_bits, &lane.tx_word});
        auto& out = received_.signals;
        out.push_back({Kind::Real, name + "received_dbm", 64, &lane.optics.received_dbm});
        out.push_back({Kind::Real, name + "eye_margin_sigma", 64, &lane.optics.eye_sigma});
        out.push_back({Kind::Real, name + "phase_ui", 64, &lane.optics.phase_ui});
        out.push_back({Kind::Real, name + "threshold_uw", 64, &lane.optics.threshold_uw});
        out.push_back({Kind::Number, name + "phase_code", 6, &lane.rx_phase});
        out.push_back({Kind::Number, name + "threshold_code", 8, &lane.rx_threshold});
        out.push_back({Kind::Number, name + "error", 1, &lane.error});
        out.push_back({Kind::Number, name + "errors", 32, &lane.errors});
    }
}

void LightWaves::start() {
    temperature_c_ = thermal_.celsius();
    read_temperature();
    for (Lane& lane : lanes_) {
        lane.enabled = 0;
        lane.drive = 0;
        lane.emitted_dbm = probe_.emitted_dbm(lane.lane, false, 0);
        lane.errors = static_cast<std::uint32_t>(probe_.errors(lane.lane));
        lane.errors_at_start = lane.errors;
        lane.error = 0;
    }
    first_error_fs_ = 0;
    first_error_lane_ = -1;
    errors_seen_ = probe_.errors();
    total_errors_ = static_cast<std::uint32_t>(errors_seen_);
    any_error_ = 0;
    complete_ = false;
    launched();
}

// True if the emitters are at another temperature than before.
bool LightWaves::read_temperature() {
    if (thermal_.celsius() == emitter_c_) return false;
    emitter_c_ = thermal_.celsius();
    probe_.set_ambient(emitter_c_);
    return true;
}

void LightWaves::launched() {
    const bool warmer = read_temperature();
    const std::uint8_t* const enable = sender_.tx_enable();
    const std::uint8_t* const drive = sender_.tx_drive();
    const std::uint32_t* const words = sender_.tx_words();
    for (Lane& lane : lanes_) {
        const auto i = static_cast<std::size_t>(lane.lane);
        lane.tx_word = words[i];
        if (!warmer && enable[i] == lane.enabled && drive[i] == lane.drive) continue;
        lane.enabled = enable[i];
        lane.drive = drive[i];
        lane.emitted_dbm = probe_.emitted_dbm(lane.lane, enable[i] != 0, drive[i]);
    }
    ++sent_.version;
}

void LightWaves::received(std::uint64_t time_fs) {
    const std::uint8_t* const phase = receiver_.rx_phase();
    const std::int8_t* const threshold = receiver_.rx_threshold();
    for (Lane& lane : lanes_) {
        const auto i = static_cast<std::size_t>(lane.position);
        lane.rx_phase = phase[i];
        lane.rx_threshold = static_cast<std::uint8_t>(threshold[i]);
        if (!complete_ || probe_.changed(lane.lane)) lane.optics = probe_.optics(lane.lane);
    }
    temperature_c_ = thermal_.celsius();
    read_errors(time_fs);
    complete_ = true;
    ++received_.version;
}

// The counts of single lanes are asked for only in a word that has an error at all.
void LightWaves::read_errors(std::uint64_t time_fs) {
    const std::uint64_t errors = probe_.errors();
    const bool any = errors != errors_seen_;
    if (!any && any_error_ == 0) return;
    errors_seen_ = errors;
    total_errors_ = static_cast<std::uint32_t>(errors);
    any_error_ = any ? 1 : 0;
    for (Lane& lane : lanes_) {
        lane.error = 0;
        if (!any) continue;
        const auto now = static_cast<std::uint32_t>(probe_.errors(lane.lane));
        lane.error = now != lane.errors ? 1 : 0;
        lane.errors = now;
        if (lane.error != 0 && first_error_lane_ < 0) {
            first_error_lane_ = lane.lane;
            first_error_fs_ = time_fs;
        }
    }
}

std::vector<int> LightWaves::worst_lanes(std::size_t count) const {
    std::vector<const Lane*> order;
    for (const Lane& lane : lanes_) order.push_back(&lane);
    std::stable_sort(order.begin(), order.end(), [](const Lane* a, const Lane* b) {
        const std::uint32_t errors_a = a->errors - a->errors_at_start;
        const std::uint32_t errors_b = b->errors - b->errors_at_start;
        if (errors_a != errors_b) return errors_a > errors_b;
        return a->optics.eye_sigma < b->optics.eye_sigma;
    });
    std::vector<int> lanes;
    for (std::size_t i = 0; i < std::min(count, order.size()); ++i) {
        lanes.push_back(order[i]->lane);
    }
    return lanes;
}

}  // namespace oio
