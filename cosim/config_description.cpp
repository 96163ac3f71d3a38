// SPDX-License-Identifier: Apache-2.0
#include "cosim/config_description.hpp"

#include <fmt/format.h>

namespace oio {

namespace {

std::string dead_text(const std::vector<DeadLane>& lanes) {
    std::string text;
    for (const DeadLane& lane : lanes) {
        text += (text.empty() ? "" : ", ") + to_string(lane);
    }
    return text.empty() ? "none" : text;
}

std::string fault_text(const FaultConfig& fault) {
    std::string text = fmt::format("{} at {:g} us", to_string(fault.kind), fault.at_us);
    if (!fault.lanes.empty()) text += fmt::format(", lanes {}", fmt::join(fault.lanes, ", "));
    if (fault.side != Side::Both) text += fault.side == Side::A ? ", side a" : ", side b";
    if (fault.duration_us > 0.0) text += fmt::format(", for {:g} us", fault.duration_us);
    if (fault.ui_per_us != 0.0) text += fmt::format(", {:g} UI/us", fault.ui_per_us);
    return text;
}

std::string temperature_text(const ChannelConfig& channel) {
    std::string text;
    for (const TemperaturePoint& point : channel.temperature) {
        text += text.empty() ? "" : ", ";
        text += fmt::format("{:g} C", point.celsius);
        if (channel.temperature.size() > 1) text += fmt::format(" at {:g} us", point.time_us);
    }
    return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> describe_configuration(const SimConfig& config) {
    std::vector<std::pair<std::string, std::string>> lines;
    const auto add = [&](const std::string& key, const std::string& text) {
        lines.emplace_back(key, text);
    };
    const LinkConfig& link = config.link;
    const ChannelConfig& channel = config.channel;
    const char* const cut = link.cut == Cut::Word ? "word" : "serial";
    add("link", fmt::format("{}: {} + {} lanes at {:g} Gb/s, {:g} m, {} cut", link.preset,
                            link.lanes, link.spares, link.lane_rate_gbps, link.length_m, cut));
    add("link.word_ui", fmt::format("{} unit intervals", link.word_ui));
    add("link.word_clock", fmt::format("{:.6g} MHz", link.word_clock().hz() / 1e6));
    add("link.core_clock", fmt::format("{:g} MHz", link.core_clock_mhz));
    add("link.dead_lanes", dead_text(link.dead_lanes));
    add("link.extra_loss", fmt::format("{:g} dB", link.extra_loss_db));
    add("link.light", link.light ? "on" : "off");
    for (const auto& [name, value] : link.rtl_parameters) {
        add("rtl." + name, std::to_string(value));
    }
    if (!link.rtl_file_list.empty()) add("rtl.file_list", link.rtl_file_list.string());
    if (!link.rtl_top.empty()) add("rtl.top", link.rtl_top);
    add("channel.lane_model", channel.lane_model);
    add("channel.noise", channel.noise ? "on" : "off");
    add("channel.lane_variation",
        channel.lane_variation ? fmt::format("{:g} dB", channel.coupling_sigma_db) : "off");
    add("channel.skew",
        fmt::format("{:g} UI + {:g} ps rms", channel.skew_range_ui, channel.skew_sigma_ps));
    if (channel.lane_model == "physics") add("channel.temperature", temperature_text(channel));
    if (channel.crosstalk_db)
        add("channel.crosstalk", fmt::format("{:g} dB", *channel.crosstalk_db));
    if (channel.jitter_rj_ui || channel.jitter_dj_ui) {
        add("channel.jitter",
            fmt::format("{:g} UI rms, {:g} UI dual-Dirac", channel.jitter_rj_ui.value_or(0.0),
                        channel.jitter_dj_ui.value_or(0.0)));
    }
    if (channel.q0 > 0.0) add("channel.q0", fmt::format("{:g}", channel.q0));
    if (channel.permute) add("channel.permute", "lanes mixed");
    add("workload", config.workload.path);
    if (config.topology.ranks > 0) add("topology.ranks", std::to_string(config.topology.ranks));
    std::string rtl_links;
    for (const auto& [from, to] : config.topology.rtl_links) {
        rtl_links += fmt::format("{}{}-{}", rtl_links.empty() ? "" : ", ", from, to);
    }
    add("topology.rtl_links", rtl_links);
    for (const auto& [name, value] : config.energy)
        add("energy." + name, fmt::format("{:g}", value));
    for (const FaultConfig& fault : config.faults) add("fault", fault_text(fault));
    return lines;
}

}  // namespace oio
