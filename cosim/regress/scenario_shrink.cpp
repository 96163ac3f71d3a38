// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/scenario_shrink.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oio {

namespace {

constexpr std::uint64_t kLeastPayload = 2000;       // bytes, some flits
constexpr std::uint64_t kPatternPayload = 1 << 20;  // What pattern_run.cpp sends by default.
constexpr std::uint64_t kLeastBits = 2000;          // per lane
constexpr std::uint64_t kPrbsBits = 10000000;       // More than bert_run.cpp's default.
constexpr double kAfterTrainingUs = 2.0;

std::string lanes_text(const std::vector<DeadLane>& lanes) {
    std::string text;
    for (const DeadLane& lane : lanes)
        text += (text.empty() ? "\"" : ",\"") + to_string(lane) + "\"";
    return "[" + text + "]";
}

void add(std::vector<ShrinkStep>& steps, ShrinkStep step) {
    if (!step.candidates.empty()) steps.push_back(std::move(step));
}

// None of the items, then without each half, then without each single one.
template <typename Item, typename Text>
ShrinkStep fewer(const std::string& name, const std::string& key, const std::vector<Item>& items,
                 Text text) {
    ShrinkStep step{name, {}, true};
    const std::size_t count = items.size();
    if (count == 0) return step;
    const auto without = [&](std::size_t from, std::size_t to) {
        std::vector<Item> rest;
        for (std::size_t i = 0; i < count; ++i) {
            if (i < from || i >= to) rest.push_back(items[i]);
        }
        step.candidates.push_back(
            {fmt::format("{} {} instead of {}", rest.size(), name, count), {{key, text(rest)}}});
    };
    without(0, count);
    if (count > 2) {
        without(0, count / 2);
        without(count / 2, count);
    }
    if (count > 1) {
        for (std::size_t i = 0; i < count; ++i) without(i, i + 1);
    }
    return step;
}

// Lanes of faults that a narrower link does not have move to those it has.
std::vector<FaultConfig> folded(std::vector<FaultConfig> faults, int physical) {
    for (FaultConfig& fault : faults) {
        for (int& lane : fault.lanes) lane %= physical;
        std::sort(fault.lanes.begin(), fault.lanes.end());
        fault.lanes.erase(std::unique(fault.lanes.begin(), fault.lanes.end()), fault.lanes.end());
    }
    return faults;
}

ShrinkStep narrower(const SimConfig& config) {
    ShrinkStep step{"lanes", {}, true};
    // Those of the small presets, whose RTL is built already: another width would take a minute.
    for (const auto& [lanes, most_spares] : {std::pair{16, 2}, std::pair{64, 4}}) {
        if (lanes >= config.link.lanes) break;
        const int spares = std::min(config.link.spares, most_spares);
        std::vector<DeadLane> dead;
        for (DeadLane lane : config.link.dead_lanes) {
            lane.lane %= lanes + spares;
            dead.push_back(lane);
        }
        Shrink shrink{
            fmt::format("{} + {} lanes instead of {} + {}", lanes, spares, config.link.lanes,
                        config.link.spares),
            {{"link.lanes", std::to_string(lanes)}, {"link.spares", std::to_string(spares)}}};
        if (!dead.empty()) shrink.set.emplace_back("link.dead_lanes", lanes_text(dead));
        if (!config.faults.empty()) {
            shrink.set.emplace_back("fault", faults_text(folded(config.faults, lanes + spares)));
        }
        step.candidates.push_back(std::move(shrink));
    }
    return step;
}

ShrinkStep less(const std::string& name, const std::string& key, std::uint64_t now,
                std::uint64_t least) {
    ShrinkStep step{name, {}, true};
    if (now <= least) return step;
    std::uint64_t last = 0;
    for (const std::uint64_t divisor : {std::uint64_t{0}, std::uint64_t{256}, std::uint64_t{64},
                                        std::uint64_t{16}, std::uint64_t{4}, std::uint64_t{2}}) {
        const std::uint64_t value = divisor == 0 ? least : std::max(least, now / divisor);
        if (value == last || value >= now) continue;
        last = value;
        step.candidates.push_back(
            {fmt::format("{} {} instead of {}", value, name, now), {{key, std::to_string(value)}}});
    }
    return step;
}

ShrinkStep less_traffic(const SimConfig& config) {
    const WorkloadConfig& workload = config.workload;
    if (workload.path == "prbs") {
        return less("bits per lane", "workload.bits",
                    workload.bits == 0 ? kPrbsBits : workload.bits, kLeastBits);
    }
    if (workload.path == "saturate" || workload.path == "latency") {
        return less("payload bytes", "workload.payload_bytes",
                    workload.payload_bytes == 0 ? kPatternPayload : workload.payload_bytes,
                    kLeastPayload);
    }
    return {"traffic",
            {{"saturation instead of " + workload.path,
              {{"workload.path", "'saturate'"},
               {"topology.ranks", "0"},
               {"workload.payload_bytes", std::to_string(kPatternPayload / 16)}}}},
            true};
}

ShrinkStep earlier(const SimConfig& config, double training_us) {
    // Alone it saves nothing: it lets the traffic be shorter afterwards.
    ShrinkStep step{"earlier faults", {}, false};
    if (config.faults.empty()) return step;
    // A run that an assertion ended does not know its training time: step by step towards it.
    const bool known = training_us > 0.0;
    const double start = known ? training_us + kAfterTrainingUs : 0.0;
    const std::vector<double> factors =
        known ? std::vector<double>{0.0, 0.125, 0.5}
              : std::vector<double>{0.0625, 0.125, 0.25, 0.5, 0.75, 0.9};
    for (const double factor : factors) {
        std::vector<FaultConfig> faults = config.faults;
        bool moved = false;
        for (FaultConfig& fault : faults) {
            if (fault.at_us <= start + 1.0) continue;
            fault.at_us = start + (fault.at_us - start) * factor;
            moved = true;
        }
        if (!moved) continue;
        step.candidates.push_back(
            {fmt::format("faults {:g} times as late{}", factor, known ? " after training" : ""),
             {{"fault", faults_text(faults)}}});
    }
    return step;
}

ShrinkStep shorter_faults(const SimConfig& config) {
    ShrinkStep step{"shorter faults", {}, true};
    for (const double factor : {0.0625, 0.25, 0.5}) {
        std::vector<FaultConfig> faults = config.faults;
        bool shorter = false;
        for (FaultConfig& fault : faults) {
            if (fault.duration_us <= 1.0) continue;
            fault.duration_us = std::max(1.0, fault.duration_us * factor);
            shorter = true;
        }
        if (!shorter) break;
        step.candidates.push_back(
            {fmt::format("faults {:g} times as long", factor), {{"fault", faults_text(faults)}}});
    }
    return step;
}

void add_plainer(std::vector<ShrinkStep>& steps, const SimConfig& config) {
    const auto plain = [&](bool differs, const std::string& what, const std::string& key,
                           const std::string& value) {
        if (differs) steps.push_back({what, {{what, {{key, value}}}}, false});
    };
    const ChannelConfig& channel = config.channel;
    plain(channel.noise, "no noise", "channel.noise", "false");
    plain(channel.lane_variation, "equal lanes", "channel.lane_variation", "false");
    plain(channel.skew_range_ui > 0.0, "no skew", "channel.skew_range_ui", "0");
    plain(channel.permute, "lanes in order", "channel.permute", "false");
    plain(config.link.extra_loss_db > 0.0, "no extra loss", "link.extra_loss_db", "0");
    plain(config.link.length_m > 0.0, "no fibre", "link.length_m", "0");
}

}  // namespace

std::string faults_text(const std::vector<FaultConfig>& faults) {
    std::string text;
    for (const FaultConfig& fault : faults) {
        text += text.empty() ? "" : ", ";
        text += fmt::format("{{at_us={:.6g}, kind=\"{}\"", fault.at_us, to_string(fault.kind));
        if (!fault.lanes.empty()) text += fmt::format(", lanes=[{}]", fmt::join(fault.lanes, ","));
        if (fault.side != Side::Both) {
            text += fault.side == Side::A ? ", side=\"a\"" : ", side=\"b\"";
        }
        if (fault.duration_us > 0.0) text += fmt::format(", duration_us={:.6g}", fault.duration_us);
        if (fault.ui_per_us != 0.0) text += fmt::format(", ui_per_us={:.6g}", fault.ui_per_us);
        text += "}";
    }
    return "[" + text + "]";
}

std::vector<ShrinkStep> shrink_steps(const SimConfig& config, double training_us) {
    std::vector<ShrinkStep> steps;
    add(steps, fewer("faults", "fault", config.faults, faults_text));
    add(steps, fewer("dead lanes", "link.dead_lanes", config.link.dead_lanes, lanes_text));
    add(steps, earlier(config, training_us));
    add(steps, less_traffic(config));
    add(steps, narrower(config));
    add(steps, shorter_faults(config));
    add_plainer(steps, config);
    return steps;
}

}  // namespace oio
