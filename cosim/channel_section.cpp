// SPDX-License-Identifier: Apache-2.0
#include "cosim/channel_section.hpp"

#include <fmt/format.h>

#include <regex>
#include <stdexcept>

#include "cosim/link_setup.hpp"

namespace oio {

namespace {

constexpr double kSetAFromGbps = 3.0;  // Presets at 3 Gb/s and above use lane model A.
constexpr double kFittedC = 25.0;      // The fitted sets' temperature.
constexpr double kFastestWordMhz = 1000.0;

// Spread over the lanes, thresholds and noise.
void read_receiver(ConfigReader& reader, ChannelConfig& channel) {
    channel.noise = reader.get_bool("channel.noise", channel.noise);
    channel.lane_variation = reader.get_bool("channel.lane_variation", channel.lane_variation);
    channel.permute = reader.get_bool("channel.permute", channel.permute);
    const auto number = [&](const char* key, double& value, double low, double high) {
        value = reader.get_double(std::string("channel.") + key, value, low, high);
    };
    number("coupling_sigma_db", channel.coupling_sigma_db, 0.0, 6.0);
    number("skew_sigma_ps", channel.skew_sigma_ps, 0.0, 1000.0);
    number("skew_range_ui", channel.skew_range_ui, 0.0, 64.0);
    number("los_threshold", channel.los_threshold, 0.001, 1.0);
    number("los_delay_ns", channel.los_delay_ns, 0.0, 1e5);
    number("threshold_full_scale", channel.threshold_full_scale, 0.05, 4.0);
    number("q0", channel.q0, 0.0, 1000.0);
    const auto optional = [&](const char* name, std::optional<double>& value, double low,
                              double high) {
        const std::string key = std::string("channel.") + name;
        if (reader.has(key)) value = reader.get_double(key, low, low, high);
    };
    optional("crosstalk_db", channel.crosstalk_db, -100.0, -8.0);
    optional("jitter_rj_ui", channel.jitter_rj_ui, 0.0, 0.2);
    optional("jitter_dj_ui", channel.jitter_dj_ui, 0.0, 0.5);
    optional("bandwidth_sigma", channel.bandwidth_sigma, 0.0, 0.3);
    optional("threshold_sigma", channel.threshold_sigma, 0.0, 0.2);
}

// "time_us:celsius".
TemperaturePoint parse_point(const ConfigReader& reader, const std::string& key,
                             const std::string& text) {
    static const std::regex pattern(
        R"(\s*(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*:\s*(-?\d+(?:\.\d*)?)\s*)");
    std::smatch match;
    if (!std::regex_match(text, match, pattern)) {
        reader.reject(key,
                      "\"" + text + "\" is no point; write \"TIME_US:CELSIUS\", as \"100:25\"");
    }
    return {std::stod(match[1]), std::stod(match[2])};
}

void read_temperature(ConfigReader& reader, ChannelConfig& channel) {
    const std::string profile = "channel.temperature_profile";
    const double constant = reader.get_double("channel.temperature_c", kFittedC, -40.0, 125.0);
    channel.temperature = {{0.0, constant}};
    channel.temperature_step_c =
        reader.get_double("channel.temperature_step_c", channel.temperature_step_c, 0.1, 20.0);
    const std::vector<std::string> points = reader.get_list(profile);
    if (!points.empty() && reader.has("channel.temperature_c")) {
        reader.reject(profile, "and channel.temperature_c exclude each other");
    }
    if (!points.empty()) channel.temperature.clear();
    for (const std::string& text : points) {
        channel.temperature.push_back(parse_point(reader, profile, text));
    }
    try {
        const TemperatureProfile checked(channel.temperature);
        const bool fitted = channel.lane_model != "physics";
        if (fitted && !(checked.constant() && checked.start() == kFittedC)) {
            reader.reject(points.empty() ? "channel.temperature_c" : profile,
                          fmt::format("needs channel.lane_model = \"physics\": {} is fitted at "
                                      "one temperature, {:g} C",
                                      channel.lane_model, kFittedC));
        }
    } catch (const std::invalid_argument& error) {
        reader.reject(profile, error.what());
    }
}

template <typename Config>
void read_device(ConfigReader& reader, Config& config) {
    for (const Parameter<Config>& p : Config::parameters()) {
        const std::string key = std::string("physics.") + Config::kName + "." + p.name;
        config.*p.field = reader.get_double(key, config.*p.field, p.low, p.high);
    }
}

void read_physics(ConfigReader& reader, PhysicsConfig& physics) {
    read_device(reader, physics.micro_led);
    read_device(reader, physics.micro_led.carriers);
    read_device(reader, physics.driver);
    read_device(reader, physics.coupling);
    read_device(reader, physics.fibre);
    read_device(reader, physics.photodiode);
    read_device(reader, physics.receiver);
    read_device(reader, physics.process);
}

// A lane's bits must leave their trace within the memory of the model, and words must come at a
// clock that the chiplet's logic can have.
void check_rate(ConfigReader& reader, const SimConfig& config) {
    const LinkConfig& link = config.link;
    const double word_mhz = link.lane_rate_gbps * 1e3 / link.word_ui;
    if (word_mhz > kFastestWordMhz) {
        reader.reject("link.lane_rate_gbps",
                      fmt::format("{:g} Gb/s in words of {} unit intervals is a word clock of {:g} "
                                  "MHz; allowed is [0.1, {:g}], or a longer link.word_ui",
                                  link.lane_rate_gbps, link.word_ui, word_mhz,
                                  kFastestWordMhz * link.word_ui * 1e-3));
    }
    const double most = highest_rate_gbps(config);
    if (link.lane_rate_gbps > most) {
        reader.reject("link.lane_rate_gbps",
                      fmt::format("is too fast for lane model {}: its response reaches beyond the "
                                  "{} bits that the model remembers; allowed is [0.1, {:.3g}]",
                                  config.channel.lane_model, PhaseGrid::kTaps, most));
    }
}

}  // namespace

void read_channel(ConfigReader& reader, SimConfig& config) {
    ChannelConfig& channel = config.channel;
    const std::string model = config.link.lane_rate_gbps >= kSetAFromGbps ? "set_a" : "set_m";
    channel.lane_model =
        reader.get_choice("channel.lane_model", model, {"set_m", "set_a", "physics"});
    read_receiver(reader, channel);
    read_temperature(reader, channel);
    if (channel.lane_model == "physics") {
        if (channel.q0 > 0.0) reader.reject("channel.q0", "is of set_m and set_a, not of physics");
        read_physics(reader, channel.physics);
    } else {
        for (const std::string& device : reader.keys_of("physics")) {
            reader.reject(
                "physics." + device,
                "needs channel.lane_model = \"physics\", which is \"" + channel.lane_model + "\"");
        }
    }
    try {
        link_model_config(config, 0, 1, 0).validate();
    } catch (const std::invalid_argument& error) {
        reader.reject("channel.lane_model", error.what());
    }
    check_rate(reader, config);
}

}  // namespace oio
