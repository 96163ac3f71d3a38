// SPDX-License-Identifier: Apache-2.0
#include "models/channel/channel_config.hpp"

#include <cmath>
#include <stdexcept>

#include "models/parameter.hpp"

namespace oio {

void WordChannelConfig::validate() const {
    check_range("channel", "lanes", lanes, 1, 4096);
    if (word_ui != 8 && word_ui != 16 && word_ui != 32) {
        throw std::invalid_argument("channel.word_ui: " + std::to_string(word_ui) +
                                    " is not 8, 16 or 32");
    }
    check_range("channel", "ui_denominator", double(ui_denominator), 1.0, 1e9);
    check_range("channel", "ui_numerator_fs", double(ui_numerator_fs), 1.0, 1e15);
    check_range("channel", "ui_fs", ui_fs(), 1.0e4, 1.0e9);
    check_range("channel", "flight_ns", flight_ns, 0.0, 1.0e4);
    check_range("channel", "sigma", sigma, 1.0e-6, 10.0);
    check_range("channel", "threshold_mid", threshold_mid, -10.0, 10.0);
    check_range("channel", "threshold_full_scale", threshold_full_scale, 1.0e-6, 10.0);
    check_range("channel", "drive_full_scale", drive_full_scale, 1.0e-6, 100.0);
    check_range("channel", "extra_loss_db", extra_loss_db, 0.0, 60.0);
    check_range("channel", "los_threshold", los_threshold, 0.0, 10.0);
    check_range("channel", "los_delay_ns", los_delay_ns, 0.0, 1.0e6);
    const auto count = static_cast<std::size_t>(lanes);
    if (responses.empty() && !grid) {
        throw std::invalid_argument("channel.grid: missing; a phase grid is required");
    }
    if (!responses.empty()) {
        if (responses.size() != count) {
            throw std::invalid_argument("channel.responses: " + std::to_string(responses.size()) +
                                        " entries for " + std::to_string(lanes) + " lanes");
        }
        if (!sites.empty()) {
            throw std::invalid_argument("channel.sites: must be empty beside channel.responses");
        }
        for (const LaneResponse& lane : responses) lane.validate();
        for (const LaneResponse& lane : responses) {
            for (const Aggressor& other : lane.aggressors) {
                check_range("channel", "responses.aggressors.lane", other.lane, 0, lanes - 1);
            }
        }
    }
    if (!sites.empty() && sites.size() != count) {
        throw std::invalid_argument("channel.sites: " + std::to_string(sites.size()) +
                                    " entries for " + std::to_string(lanes) + " lanes");
    }
    for (const LaneSite& site : sites) {
        check_range("channel", "sites.gain", site.gain, 0.0, 100.0);
        check_range("channel", "sites.skew_ui", site.skew_ui, 0.0, 4096.0);
    }
    if (permutation.empty()) return;
    if (permutation.size() != count) {
        throw std::invalid_argument("channel.permutation: " + std::to_string(permutation.size()) +
                                    " entries for " + std::to_string(lanes) + " lanes");
    }
    std::vector<bool> seen(count, false);
    for (int lane : permutation) {
        check_range("channel", "permutation", lane, 0, lanes - 1);
        if (seen[static_cast<std::size_t>(lane)]) {
            throw std::invalid_argument("channel.permutation: lane " + std::to_string(lane) +
                                        " appears twice");
        }
        seen[static_cast<std::size_t>(lane)] = true;
    }
}

LaneResponse WordChannelConfig::response(int lane) const {
    const auto i = static_cast<std::size_t>(lane);
    if (!responses.empty()) return responses[i];
    LaneResponse response;
    response.grid = grid;
    response.thermal_sigma = sigma;
    if (!sites.empty()) {
        response.gain = sites[i].gain;
        response.skew_ui = sites[i].skew_ui;
    }
    return response;
}

double WordChannelConfig::transmission() const {
    return std::pow(10.0, -extra_loss_db / 10.0);
}

double WordChannelConfig::lane_gain(int lane) const {
    const auto i = static_cast<std::size_t>(lane);
    if (!responses.empty()) return responses[i].gain * transmission();
    return (sites.empty() ? 1.0 : sites[i].gain) * transmission();
}

double WordChannelConfig::lane_skew_ui(int lane) const {
    const auto i = static_cast<std::size_t>(lane);
    if (!responses.empty()) return responses[i].skew_ui;
    return sites.empty() ? 0.0 : sites[i].skew_ui;
}

}  // namespace oio
