// SPDX-License-Identifier: Apache-2.0
#include "models/channel/channel_config.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace oio {

namespace {

template <typename T>
void check_range(const char* field, T value, T low, T high) {
    if (value >= low && value <= high) return;
    std::ostringstream message;
    message << "channel." << field << ": " << value << " is outside [" << low << ", " << high
            << "]";
    throw std::invalid_argument(message.str());
}

}  // namespace

void WordChannelConfig::validate() const {
    check_range("lanes", lanes, 1, 4096);
    if (word_ui != 8 && word_ui != 16 && word_ui != 32) {
        throw std::invalid_argument("channel.word_ui: " + std::to_string(word_ui) +
                                    " is not 8, 16 or 32");
    }
    check_range<std::int64_t>("ui_denominator", ui_denominator, 1, 1'000'000'000);
    check_range<std::int64_t>("ui_numerator_fs", ui_numerator_fs, 1, 1'000'000'000'000'000);
    check_range("ui_fs", ui_fs(), 1.0e4, 1.0e9);
    check_range("flight_ns", flight_ns, 0.0, 1.0e4);
    check_range("sigma", sigma, 1.0e-6, 10.0);
    check_range("threshold_mid", threshold_mid, -10.0, 10.0);
    check_range("threshold_full_scale", threshold_full_scale, 1.0e-6, 10.0);
    check_range("drive_full_scale", drive_full_scale, 1.0e-6, 100.0);
    check_range("extra_loss_db", extra_loss_db, 0.0, 60.0);
    check_range("los_threshold", los_threshold, 0.0, 10.0);
    check_range("los_delay_ns", los_delay_ns, 0.0, 1.0e6);
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
                check_range("responses.aggressors.lane", other.lane, 0, lanes - 1);
            }
        }
    }
    if (!sites.empty() && sites.size() != count) {
        throw std::invalid_argument("channel.sites: " + std::to_string(sites.size()) +
                                    " entries for " + std::to_string(lanes) + " lanes");
    }
    for (const LaneSite& site : sites) {
        check_range("sites.gain", site.gain, 0.0, 100.0);
        check_range("sites.skew_ui", site.skew_ui, 0.0, 4096.0);
    }
    if (permutation.empty()) return;
    if (permutation.size() != count) {
        throw std::invalid_argument("channel.permutation: " + std::to_string(permutation.size()) +
                                    " entries for " + std::to_string(lanes) + " lanes");
    }
    std::vector<bool> seen(count, false);
    for (int lane : permutation) {
        check_range("permutation", lane, 0, lanes - 1);
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
