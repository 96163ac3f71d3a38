// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/ber_point.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "models/channel/link_model.hpp"
#include "models/channel/pulse_response.hpp"

namespace oio {

namespace {

constexpr int kRing = 16;

LaneResponse fitted_lane(const BerPoint& point) {
    LaneModelConfig model = point.lane_model == "set_a" ? LaneModelConfig::set_a(point.rate_gbps)
                                                        : LaneModelConfig::set_m();
    if (point.led_pole_ghz > 0.0) model.led_pole_ghz = point.led_pole_ghz;
    LaneResponse lane;
    lane.grid = std::make_shared<const PhaseGrid>(
        PulseResponse(model, BitRate::from_gbps(point.rate_gbps), Length::from_m(point.length_m)));
    lane.thermal_sigma = model.sigma();
    return lane;
}

LaneResponse physical_lane(const BerPoint& point) {
    LinkModelConfig config;
    config.kind = LaneModelKind::Physics;
    config.lanes = 1;
    config.lane_rate_gbps = point.rate_gbps;
    config.length_m = point.length_m;
    config.temperature_c = point.temperature_c;
    config.variation.coupling_sigma_db = 0.0;
    config.variation.skew_sigma_ps = 0.0;
    config.variation.skew_range_ui = 0.0;
    config.process_variation = false;
    LaneResponse lane = LinkModel(config).nominal();
    lane.aggressors.clear();
    return lane;
}

}  // namespace

std::string BerPoint::name() const {
    std::string text = fmt::format("{} {:g} Gb/s {:g} m", lane_model, rate_gbps, length_m);
    if (lane_model == "physics") text += fmt::format(" {:g} C", temperature_c);
    if (led_pole_ghz > 0.0) text += fmt::format(" LED {:g} GHz", led_pole_ghz);
    if (crosstalk_db < 0.0) text += fmt::format(" crosstalk {:g} dB", crosstalk_db);
    if (jitter_rj_ui > 0.0) text += fmt::format(" RJ {:g}", jitter_rj_ui);
    if (jitter_dj_ui > 0.0) text += fmt::format(" DJ {:g} UI", jitter_dj_ui);
    if (phase_offset != 0) text += fmt::format(" phase {:+d}/64 UI", phase_offset);
    if (threshold_offset != 0.0) text += fmt::format(" threshold {:+g}", threshold_offset);
    return text;
}

const std::vector<BerPoint>& ber_points() {
    // model, Gb/s, m, C, LED GHz, crosstalk dB, RJ, DJ, phase, threshold
    static const std::vector<BerPoint> points = {
        {"set_m", 2.125, 25, 25, 0, 0, 0, 0, 0, 0},
        {"set_m", 2.125, 22, 25, 0, 0, 0, 0, 0, 0},
        {"set_m", 2.0, 21.1, 25, 0, 0, 0, 0, 0, 0},
        {"set_m", 1.6, 32, 25, 0, 0, 0, 0, 0, 0},
        {"set_m", 3.2, 10, 25, 0, 0, 0, 0, 0, 0},
        {"set_m", 2.0, 20, 25, 1.0, 0, 0, 0, 0, 0},
        {"set_a", 10.0, 0, 25, 2.0, 0, 0, 0, 0, 0},
        {"set_a", 4.0, 17, 25, 0, 0, 0, 0, 0, 0},
        {"set_m", 2.125, 22, 25, 0, -17, 0, 0, 0, 0},
        {"set_m", 2.125, 20, 25, 0, 0, 0.03, 0.15, 0, 0},
        {"set_m", 2.125, 20, 25, 0, 0, 0, 0, 8, 0},
        {"set_m", 2.125, 18, 25, 0, 0, 0, 0, 0, 0.06},
        {"physics", 2.0, 29, 0, 0, 0, 0, 0, 0, 0},
        {"physics", 2.0, 28, 25, 0, 0, 0, 0, 0, 0},
        {"physics", 2.0, 22, 85, 0, 0, 0, 0, 0, 0},
        {"physics", 2.0, 24, 25, 0, -18, 0.02, 0, 0, 0},
        {"physics", 3.0, 7, 85, 0, 0, 0, 0, -4, 0.02},
    };
    return points;
}

std::vector<LaneResponse> ring_of_lanes(const BerPoint& point) {
    LaneResponse lane = point.lane_model == "physics" ? physical_lane(point) : fitted_lane(point);
    lane.jitter_rj_ui = std::hypot(lane.jitter_rj_ui, point.jitter_rj_ui);
    lane.jitter_dj_ui += point.jitter_dj_ui;
    std::vector<LaneResponse> ring(kRing, lane);
    for (int i = 0; i < kRing; ++i) {
        LaneResponse& own = ring[static_cast<std::size_t>(i)];
        own.skew_ui = (i % 8) / 8.0;
        if (point.crosstalk_db >= 0.0) continue;
        for (const int distance : {-3, -2, -1, 1, 2, 3}) {
            own.aggressors.push_back(
                {(i + distance + kRing) % kRing, std::pow(10.0, point.crosstalk_db / 10.0)});
        }
    }
    return ring;
}

}  // namespace oio
