// SPDX-License-Identifier: Apache-2.0
#include "cosim/link_setup.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "models/channel/pulse_response.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

// Share of a step's end that must be reached within the bits after the cursor.
constexpr double kRemembered = 0.98;

// Within slices of 16, what the chiplet can put right.
std::vector<int> permutation(int lanes, std::uint64_t seed, const std::string& name) {
    RandomStream stream(seed, name, "permutation");
    std::vector<int> order(static_cast<std::size_t>(lanes));
    for (int i = 0; i < lanes; ++i) order[static_cast<std::size_t>(i)] = i;
    for (int i = lanes - 1; i > 0; --i) {
        const int first = i - i % 16;
        const int j = first + static_cast<int>(stream.uniform() * (i - first + 1));
        std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(j)]);
    }
    return order;
}

// At length 0: what fibre blurs beyond this closes the eye, and that is for the budget to say.
bool remembered(const ChannelConfig& channel, double rate_gbps) {
    const BitRate rate = BitRate::from_gbps(rate_gbps);
    const Length none = Length::from_m(0.0);
    if (channel.lane_model == "physics") {
        const Temperature ambient = Temperature::from_celsius(channel.temperature.front().celsius);
        try {
            return PhysicalLane(channel.physics, rate, none, ambient).remembered() >= kRemembered;
        } catch (const std::domain_error&) {
            return true;  // An LED without a working point is refused as that where it is made.
        }
    }
    const PulseResponse response(channel.lane_model == "set_a" ? LaneModelConfig::set_a(rate_gbps)
                                                               : LaneModelConfig::set_m(),
                                 rate, none);
    const PhaseGrid grid(response);
    return grid.all_ones(PhaseGrid::kPhases / 2) >= kRemembered * response.all_ones();
}

}  // namespace

std::string direction_name(int first_rank, int second_rank, int from) {
    return fmt::format("link_{}-{}.{}", first_rank, second_rank, from == 0 ? "a_to_b" : "b_to_a");
}

LinkModelConfig link_model_config(const SimConfig& config, int first_rank, int second_rank,
                                  int from) {
    const ChannelConfig& channel = config.channel;
    LinkModelConfig model;
    model.kind = lane_model_kind(channel.lane_model);
    model.lanes = config.link.physical();
    model.lane_rate_gbps = config.link.lane_rate_gbps;
    model.length_m = config.link.length_m;
    model.extra_loss_db = config.link.extra_loss_db;
    model.temperature_c = channel.temperature.front().celsius;
    model.seed = config.run.seed;
    model.name = direction_name(first_rank, second_rank, from);
    model.variation.coupling_sigma_db = channel.lane_variation ? channel.coupling_sigma_db : 0.0;
    model.variation.skew_sigma_ps = channel.lane_variation ? channel.skew_sigma_ps : 0.0;
    model.variation.skew_range_ui = channel.skew_range_ui;
    model.variation.unit_interval_ps = config.link.ui().period_fs() / 1e3;
    model.process_variation = channel.lane_variation;
    if (channel.q0 > 0.0) model.q0 = channel.q0;
    model.crosstalk_db = channel.crosstalk_db;
    model.jitter_rj_ui = channel.jitter_rj_ui;
    model.jitter_dj_ui = channel.jitter_dj_ui;
    if (channel.lane_variation) {
        model.bandwidth_sigma = channel.bandwidth_sigma;
        model.threshold_sigma = channel.threshold_sigma;
    }
    model.physics = channel.physics;
    return model;
}

WordChannelConfig channel_config(const SimConfig& config, const LinkModel& model) {
    WordChannelConfig channel;
    const ClockRatio ui = config.link.ui();
    channel.lanes = config.link.physical();
    channel.word_ui = config.link.word_ui;
    channel.ui_numerator_fs = ui.numerator;
    channel.ui_denominator = ui.denominator;
    channel.flight_ns = model.flight().ns();
    channel.responses = model.lanes();
    channel.los_threshold = config.channel.los_threshold;
    channel.los_delay_ns = config.channel.los_delay_ns;
    channel.threshold_full_scale = config.channel.threshold_full_scale;
    channel.noise = config.channel.noise;
    channel.seed = config.run.seed;
    channel.name = model.config().name;
    if (config.channel.permute) {
        channel.permutation = permutation(channel.lanes, channel.seed, channel.name);
    }
    return channel;
}

double highest_rate_gbps(const SimConfig& config) {
    const double rate = config.link.lane_rate_gbps;
    const auto fits = [&](double at) { return remembered(config.channel, at); };
    if (fits(rate)) return std::numeric_limits<double>::infinity();
    double low = 0.1;
    double high = rate;
    while (high - low > 0.01 * high) {
        const double middle = 0.5 * (low + high);
        (fits(middle) ? low : high) = middle;
    }
    return low;
}

}  // namespace oio
