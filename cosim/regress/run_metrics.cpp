// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/run_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

#include "cosim/config_reader.hpp"
#include "models/channel/lane_statistics.hpp"

namespace oio {

namespace {

using Json = nlohmann::json;

constexpr double kFloorDb = -40.0;      // A lane whose eye is closed.
constexpr double kLeastLog10 = -300.0;  // result.json stores nothing below.

// A number at `path`, when there is one.
void take(const Json& json, const char* path, const char* name, Metrics& metrics) {
    const Json::json_pointer pointer{std::string(path)};
    if (!json.contains(pointer) || !json.at(pointer).is_number()) return;
    metrics[name] = json.at(pointer).get<double>();
}

// Margins of the lanes that carried bits, worst first.
std::vector<double> lane_margins(const Json& result) {
    std::vector<double> margins;
    for (const Json& link : result.value("links", Json::array())) {
        for (const Json& direction : link.value("directions", Json::array())) {
            const Json bits = direction.value("lane_bits", Json::array());
            const Json predicted = direction.value("lane_predicted_log10_ber", Json::array());
            std::set<int> dead;
            for (const Json& lane : direction.value("dead_lanes", Json::array())) {
                dead.insert(lane.get<int>());
            }
            for (std::size_t i = 0; i < std::min(bits.size(), predicted.size()); ++i) {
                if (bits[i].get<double>() <= 0.0 || dead.count(static_cast<int>(i)) != 0) continue;
                margins.push_back(ber_margin_db(predicted[i].get<double>()));
            }
        }
    }
    std::sort(margins.begin(), margins.end());
    return margins;
}

}  // namespace

const std::vector<MetricInfo>& metric_table() {
    static const std::vector<MetricInfo> table = {
        {"ber_margin_db", "dB", Better::Higher, "worst lane, optical, against a BER of 1e-12"},
        {"ber_margin_median_db", "dB", Better::Higher, "median lane, optical, against 1e-12"},
        {"eye_worst_log10_ber", "", Better::Lower, "log10 of the bit error rate, worst lane"},
        {"eye_median_log10_ber", "", Better::Lower, "log10 of the bit error rate, median lane"},
        {"eye_nominal_log10_ber", "", Better::Lower,
         "log10 of the bit error rate, lane inside of the array without spread"},
        {"eye_worst_height_sigma", "sigma", Better::Higher, "eye at the target rate, worst lane"},
        {"eye_worst_width_ui", "UI", Better::Higher, "eye at the target rate, worst lane"},
        {"eye_nominal_height_sigma", "sigma", Better::Higher, "eye at the target rate, no spread"},
        {"eye_nominal_width_ui", "UI", Better::Higher, "eye at the target rate, no spread"},
        {"energy_pj_per_bit", "pJ/bit", Better::Lower, "both chiplets, per payload bit"},
        {"training_us", "us", Better::Lower, "from reset until both sides are active"},
        {"latency_mean_ns", "ns", Better::Lower, "flit latency, mean"},
        {"latency_p99_ns", "ns", Better::Lower, "flit latency, 99th percentile"},
        {"latency_max_ns", "ns", Better::Lower, "flit latency, largest"},
        {"throughput_gbps", "Gb/s", Better::Higher, "payload, both directions"},
        {"efficiency", "", Better::Higher, "payload over raw rate"},
        {"replays", "flits", Better::Lower, "flits sent again"},
        {"retry_timeouts", "", Better::Lower, "replays that no request asked for"},
        {"crc_errors", "flits", Better::Lower, "flits that failed their check"},
        {"bit_errors", "bits", Better::Neither, "injected by the channel on lanes with data"},
        {"simulated_us", "us", Better::Neither, "simulated time"},
    };
    return table;
}

std::vector<std::string> metric_names() {
    std::vector<std::string> names;
    for (const MetricInfo& metric : metric_table()) names.emplace_back(metric.name);
    return names;
}

const MetricInfo* find_metric(const std::string& name) {
    for (const MetricInfo& metric : metric_table()) {
        if (name == metric.name) return &metric;
    }
    return nullptr;
}

double ber_margin_db(double log10_ber) {
    const double p = std::pow(10.0, std::max(log10_ber, kLeastLog10));
    if (p >= 0.5) return kFloorDb;
    const double q = lane_statistics::gaussian_tail_inverse(std::max(p, 1e-300));
    const double q_wanted = lane_statistics::gaussian_tail_inverse(kMarginBer);
    return std::max(kFloorDb, 10.0 * std::log10(q / q_wanted));
}

RunDigest digest_result(const Json& result) {
    RunDigest digest;
    digest.status = result.value("status", "");
    digest.simulated_us = result.value("simulated_us", 0.0);
    digest.state_dump = result.value("state_dump", "");
    if (result.contains("wall")) digest.wall_s = result["wall"].value("total_s", 0.0);
    Metrics& metrics = digest.metrics;
    take(result, "/energy/total_pj_per_bit", "energy_pj_per_bit", metrics);
    take(result, "/training/time_us", "training_us", metrics);
    take(result, "/latency_ns/mean", "latency_mean_ns", metrics);
    take(result, "/latency_ns/p99", "latency_p99_ns", metrics);
    take(result, "/latency_ns/max", "latency_max_ns", metrics);
    take(result, "/throughput_gbps", "throughput_gbps", metrics);
    take(result, "/efficiency", "efficiency", metrics);
    take(result, "/traffic/replays", "replays", metrics);
    take(result, "/traffic/timeouts", "retry_timeouts", metrics);
    take(result, "/traffic/crc_errors", "crc_errors", metrics);
    take(result, "/ber/errors_injected", "bit_errors", metrics);
    take(result, "/simulated_us", "simulated_us", metrics);
    // Zero stands for "not measured" in these: there was no payload bit, no flit.
    for (const char* name : {"energy_pj_per_bit", "latency_mean_ns", "latency_p99_ns",
                             "latency_max_ns", "throughput_gbps", "efficiency"}) {
        if (metrics.count(name) != 0 && metrics[name] <= 0.0) metrics.erase(name);
    }
    const std::vector<double> margins = lane_margins(result);
    if (!margins.empty()) {
        metrics["ber_margin_db"] = margins.front();
        metrics["ber_margin_median_db"] = margins[margins.size() / 2];
    }
    for (const Json& failure : result.value("failures", Json::array())) {
        // Of a check at the end of the run the time says nothing about the cause.
        const bool at_end = failure.value("at_end", false);
        digest.failures.push_back({failure.value("check", ""), failure.value("message", ""),
                                   at_end ? 0.0 : failure.value("time_us", 0.0), at_end});
    }
    if (result.contains("first_divergence")) {
        const Json& first = result["first_divergence"];
        digest.first_divergence =
            Divergence{first.value("stage", ""), first.value("item", ""), first.value("detail", ""),
                       first.value("time_us", 0.0)};
    }
    for (const Json& event : result.value("events", Json::array())) {
        digest.events.push_back(
            {event.value("time_us", 0.0), event.value("where", ""), event.value("what", "")});
    }
    return digest;
}

RunDigest read_digest(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) throw ConfigError(path.string() + ": no such result");
    try {
        return digest_result(Json::parse(file));
    } catch (const Json::exception& failure) {
        throw ConfigError(path.string() + ": is no result: " + failure.what());
    }
}

}  // namespace oio
