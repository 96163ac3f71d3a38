// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/lane_responses.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <stdexcept>

#include "cosim/config_reader.hpp"
#include "models/channel/lane_variation.hpp"
#include "models/channel/pulse_response.hpp"

namespace oio {

namespace {

std::vector<LaneResponse> fitted_lanes(const SimConfig& config) {
    LaneModelConfig model = config.channel.lane_model == "set_a"
                                ? LaneModelConfig::set_a(config.link.lane_rate_gbps)
                                : LaneModelConfig::set_m();
    if (config.channel.q0 > 0.0) model.q0 = config.channel.q0;
    LaneResponse nominal;
    nominal.grid = std::make_shared<const PhaseGrid>(
        PulseResponse(model, BitRate::from_gbps(config.link.lane_rate_gbps),
                      Length::from_m(config.link.length_m)));
    nominal.thermal_sigma = model.sigma();

    LaneVariationConfig variation;
    variation.coupling_sigma_db =
        config.channel.lane_variation ? config.channel.coupling_sigma_db : 0.0;
    variation.skew_sigma_ps = config.channel.lane_variation ? config.channel.skew_sigma_ps : 0.0;
    variation.skew_range_ui = config.channel.skew_range_ui;
    variation.unit_interval_ps = config.link.ui().period_fs() / 1e3;
    const auto& [first, second] = config.topology.rtl_links.front();
    const double transmission = std::pow(10.0, -config.link.extra_loss_db / 10.0);
    std::vector<LaneResponse> lanes;
    for (const LaneSite& site : draw_lane_sites(config.link.physical(), variation, config.run.seed,
                                                fmt::format("link_{}-{}.a_to_b", first, second))) {
        lanes.push_back(nominal);
        lanes.back().gain = site.gain * transmission;
        lanes.back().skew_ui = site.skew_ui;
    }
    return lanes;
}

}  // namespace

std::vector<LaneResponse> lane_responses(const SimConfig& config) {
    try {
        return fitted_lanes(config);
    } catch (const std::invalid_argument& failure) {
        throw ConfigError(config.file.string() + ": " + failure.what());
    }
}

}  // namespace oio
