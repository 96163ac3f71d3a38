// SPDX-License-Identifier: Apache-2.0
//
// What a regression keeps of a result.json: its figures by name, and why it failed.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cosim/results.hpp"

namespace oio {

/// Figures by name; one that a run did not measure is absent.
using Metrics = std::map<std::string, double>;

/// Which way a metric is good.
enum class Better { Higher, Lower, Neither };

struct MetricInfo {
    const char* name;
    const char* unit;
    Better better;
    const char* description;
};

/// All metrics that gates, reports and comparisons know, in the order of reports.
const std::vector<MetricInfo>& metric_table();
std::vector<std::string> metric_names();
/// Null for an unknown name.
const MetricInfo* find_metric(const std::string& name);

/// The bit error rate that BER margins are measured from.
constexpr double kMarginBer = 1e-12;

/// Margin in dB of optical power between a lane's error rate (log10, by the lane model at the
/// trained phase and threshold) and kMarginBer: 10 log10(Q / Q(kMarginBer)), since Q of a receiver
/// with constant noise is proportional to optical power (physics.md 1.6). Negative: too weak.
double ber_margin_db(double log10_ber);

/// A result.json, reduced.
struct RunDigest {
    std::string status;
    double simulated_us = 0.0;
    double wall_s = 0.0;
    Metrics metrics;
    std::vector<RunFailure> failures;
    std::optional<Divergence> first_divergence;
    std::vector<RunEvent> events;
    std::string state_dump;
};

RunDigest digest_result(const nlohmann::json& result);
/// Throws ConfigError when the file is missing or is no result.
RunDigest read_digest(const std::filesystem::path& result_json);

}  // namespace oio
