// SPDX-License-Identifier: Apache-2.0
#include "cosim/results.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cosim/config_reader.hpp"
#include "models/confidence.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPicojoules = 1e12;
constexpr double kConfidence = 0.95;
constexpr int kHistogramBins = 60;

Json latency_json(const LatencyHistogram& latency) {
    return {{"min", latency.min_ns()},
            {"mean", latency.mean_ns()},
            {"p50", latency.percentile_ns(0.50)},
            {"p99", latency.percentile_ns(0.99)},
            {"max", latency.max_ns()},
            {"samples", latency.count()}};
}

Json latency_json(const RunResult& result) {
    Json json = latency_json(result.latency);
    json["stages"] = Json::array();
    for (const LatencyStage& stage : result.latency_stages) {
        Json entry = {{"name", stage.name}};
        entry.update(latency_json(stage.histogram));
        json["stages"].push_back(entry);
    }
    Json low = Json::array();
    Json counts = Json::array();
    for (const LatencyHistogram::Bin& bin : result.latency.bins(kHistogramBins)) {
        low.push_back(bin.low_ns);
        counts.push_back(bin.count);
    }
    json["histogram"] = {{"bin_low_ns", low}, {"count", counts}};
    return json;
}

Json ber_json(const BerResult& ber, std::uint64_t errors) {
    const Interval interval = clopper_pearson(errors, ber.bits, kConfidence);
    Json json = {{"errors_injected", ber.errors_injected},
                 {"bits", ber.bits},
                 {"estimate", ber.bits == 0 ? 0.0 : double(errors) / double(ber.bits)},
                 {"ci95", Json::array({interval.low, interval.high})},
                 {"predicted", ber.predicted},
                 {"training_errors", ber.training_errors},
                 {"training_bits", ber.training_bits}};
    if (ber.detected_bits > 0) {
        json["errors_detected"] = ber.errors_detected;
        json["detected_bits"] = ber.detected_bits;
    }
    return json;
}

Json energy_json(const RunResult& result) {
    Json entries = Json::array();
    for (const EnergyLine& line : result.energy) {
        entries.push_back({{"name", line.name},
                           {"pj_per_bit", line.pj_per_bit},
                           {"joules", line.joules},
                           {"boundary", line.boundary},
                           {"kind", line.is_static ? "static" : "dynamic"},
                           {"source", line.source}});
    }
    return {{"total_pj_per_bit", result.energy_pj_per_bit()},
            {"payload_bits", result.energy_payload_bits},
            {"entries", entries}};
}

// Three digits: an interval of many lanes need not fill the file.
double rounded(double value) {
    return std::strtod(fmt::format("{:.3g}", value).c_str(), nullptr);
}

Json direction_json(const DirectionResult& direction) {
    Json bits = Json::array();
    Json errors = Json::array();
    Json predicted = Json::array();
    Json dead = Json::array();
    Json mapped = Json::array();
    Json low = Json::array();
    Json high = Json::array();
    for (const LaneResult& lane : direction.lanes) {
        const Interval interval = clopper_pearson(lane.errors, lane.bits, kConfidence);
        low.push_back(rounded(interval.low));
        high.push_back(rounded(interval.high));
        bits.push_back(lane.bits);
        errors.push_back(lane.errors);
        predicted.push_back(std::round(lane.predicted_log10_ber * 1000.0) / 1000.0);
        if (lane.dead) dead.push_back(lane.lane);
        if (lane.mapped) mapped.push_back(lane.lane);
    }
    return {{"name", direction.name},
            {"flit_hash", direction.flit_hash},
            {"lane_bits", bits},
            {"lane_errors", errors},
            {"lane_ber_ci95_low", low},
            {"lane_ber_ci95_high", high},
            {"lane_predicted_log10_ber", predicted},
            {"dead_lanes", dead},
            {"mapped_lanes", mapped}};
}

Json link_json(const LinkResult& link) {
    Json json = {{"name", link.name},
                 {"level", link.level},
                 {"payload_bytes", link.payload_bytes},
                 {"flits", link.flits},
                 {"replays", link.replays},
                 {"crc_errors", link.crc_errors},
                 {"retrains", link.retrains},
                 {"latency_mean_ns", link.latency_mean_ns},
                 {"throughput_gbps", link.throughput_gbps}};
    if (!link.directions.empty()) {
        json["directions"] = Json::array();
        for (const DirectionResult& direction : link.directions) {
            json["directions"].push_back(direction_json(direction));
        }
    }
    return json;
}

bool is_flat(const Json& json) {
    for (const Json& item : json) {
        if (item.is_structured()) return false;
    }
    return true;
}

// Like dump(2), but an array of plain values stays on as few lines as fit: per-lane arrays would
// otherwise make a file of thousands of one-number lines.
void print(const Json& json, std::string& text, std::size_t indent) {
    constexpr std::size_t kWidth = 100;
    const std::string margin(indent + 2, ' ');
    if (!json.is_structured() || json.empty()) {
        text += json.dump();
    } else if (json.is_array() && is_flat(json)) {
        text += '[';
        std::size_t column = indent + 1;
        for (std::size_t i = 0; i < json.size(); ++i) {
            const std::string item = json[i].dump() + (i + 1 < json.size() ? ", " : "");
            if (column + item.size() > kWidth) {
                text += '\n' + margin;
                column = margin.size();
            }
            text += item;
            column += item.size();
        }
        text += ']';
    } else {
        const bool is_array = json.is_array();
        text += is_array ? '[' : '{';
        bool first = true;
        for (const auto& item : json.items()) {
            text += (first ? "\n" : ",\n") + margin;
            first = false;
            if (!is_array) text += Json(item.key()).dump() + ": ";
            print(item.value(), text, indent + 2);
        }
        text += '\n' + std::string(indent, ' ') + (is_array ? ']' : '}');
    }
}

}  // namespace

void BerResult::add(const LaneResult& lane) {
    bits += lane.bits;
    errors_injected += lane.errors;
    if (lane.dead || lane.bits == 0) return;
    predicted_bits += lane.bits;
    const double share = double(lane.bits) / double(predicted_bits);
    predicted += share * (std::pow(10.0, lane.predicted_log10_ber) - predicted);
}

const char* to_string(RunStatus status) {
    switch (status) {
        case RunStatus::Pass:
            return "pass";
        case RunStatus::Fail:
            return "fail";
        case RunStatus::RtlAssertion:
            return "rtl_assertion";
        case RunStatus::InternalError:
            return "internal_error";
        case RunStatus::Timeout:
            return "timeout";
    }
    return "internal_error";
}

int exit_code(RunStatus status) {
    switch (status) {
        case RunStatus::Pass:
            return 0;
        case RunStatus::Fail:
        case RunStatus::RtlAssertion:
            return 1;
        case RunStatus::InternalError:
            return 3;
        case RunStatus::Timeout:
            return 4;
    }
    return 3;
}

double RunResult::energy_pj_per_bit() const {
    double total = 0.0;
    for (const EnergyLine& line : energy) total += line.pj_per_bit;
    return total;
}

void RunResult::fail(const std::string& check, const std::string& message,
                     std::optional<double> time_us) {
    if (status == RunStatus::Pass) status = RunStatus::Fail;
    failures.push_back({check, message, time_us.value_or(simulated_us), !time_us});
}

double joules_to_pj_per_bit(double joules, double payload_bits) {
    return payload_bits > 0.0 ? joules * kPicojoules / payload_bits : 0.0;
}

std::string to_json(const RunResult& result) {
    Json json;
    json["schema"] = kResultSchema;
    json["status"] = to_string(result.status);
    json["scenario"] = result.scenario;
    json["purpose"] = result.purpose;
    json["workload"] = result.workload;
    json["seed"] = result.seed;
    json["simulated_us"] = result.simulated_us;
    json["workload_us"] = result.workload_us;
    json["lanes"] = {{"data", result.lanes.data},
                     {"spare", result.lanes.spare},
                     {"active", result.lanes.active},
                     {"dead", result.lanes.dead},
                     {"mapped", result.lanes.mapped}};
    // Never trained: no number, instead of one that looks like a time.
    json["training"] = {{"time_us", result.training_us < 0.0 ? Json() : Json(result.training_us)}};
    json["traffic"] = {{"payload_bytes", result.traffic.payload_bytes},
                       {"flits", result.traffic.flits},
                       {"replays", result.traffic.replays},
                       {"crc_errors", result.traffic.crc_errors},
                       {"timeouts", result.traffic.timeouts},
                       {"mismatches", result.traffic.mismatches},
                       {"lost", result.traffic.lost},
                       {"duplicated", result.traffic.duplicated}};
    json["throughput_gbps"] = result.throughput_gbps;
    json["efficiency"] = result.efficiency;
    json["latency_ns"] = latency_json(result);
    json["ber"] = ber_json(result.ber, result.ber.errors_injected);
    json["energy"] = energy_json(result);
    json["links"] = Json::array();
    for (const LinkResult& link : result.links) json["links"].push_back(link_json(link));
    json["ranks"] = Json::array();
    for (const RankResult& rank : result.ranks) {
        json["ranks"].push_back({{"rank", rank.rank},
                                 {"sent_bytes", rank.sent_bytes},
                                 {"received_bytes", rank.received_bytes},
                                 {"end_us", rank.end_us}});
    }
    json["events"] = Json::array();
    for (const RunEvent& event : result.events) {
        json["events"].push_back(
            {{"time_us", event.time_us}, {"where", event.where}, {"what", event.what}});
    }
    json["causes"] = causes_json(result.causes);
    json["failures"] = Json::array();
    for (const RunFailure& failure : result.failures) {
        json["failures"].push_back({{"check", failure.check},
                                    {"message", failure.message},
                                    {"time_us", failure.time_us},
                                    {"at_end", failure.at_end}});
    }
    if (result.first_divergence) {
        const Divergence& first = *result.first_divergence;
        json["first_divergence"] = {{"stage", first.stage},
                                    {"item", first.item},
                                    {"detail", first.detail},
                                    {"time_us", first.time_us}};
    }
    json["rewind"] = Json::array();
    for (const RewindWave& wave : result.rewind) {
        json["rewind"].push_back({{"cause", wave.cause},
                                  {"trigger_us", wave.trigger_us},
                                  {"from_us", wave.from_us},
                                  {"until_us", wave.until_us},
                                  {"file", wave.file},
                                  {"ok", wave.ok},
                                  {"note", wave.note}});
    }
    if (!result.state_dump.empty()) json["state_dump"] = result.state_dump;
    json["configuration"] = Json::object();
    for (const auto& [key, value] : result.configuration) json["configuration"][key] = value;
    if (!result.draws.empty()) json["draws"] = Json::object();
    for (const auto& [key, value] : result.draws) json["draws"][key] = Json::parse(value);
    json["wall"] = {{"started", result.wall.started},
                    {"total_s", result.wall.total_s},
                    {"rtl_build_s", result.wall.rtl_build_s},
                    {"simulate_s", result.wall.simulate_s},
                    {"lane_bits_per_s", result.wall.lane_bits_per_s},
                    {"rewind_snapshots", result.wall.rewind_snapshots},
                    {"rewind_lost_snapshots", result.wall.rewind_lost_snapshots},
                    {"rewind_peak_mb", result.wall.rewind_peak_mb},
                    {"rewind_fork_s", result.wall.rewind_fork_s}};
    std::string text;
    print(json, text, 0);
    return text + '\n';
}

void write_file_atomically(const std::filesystem::path& path, const std::string& text) {
    const std::filesystem::path temporary = path.string() + ".tmp" + std::to_string(getpid());
    std::ofstream file(temporary, std::ios::binary);
    file << text;
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(temporary, path, error);
    if (!file || error) {
        const std::string why = error ? error.message() : std::strerror(errno);
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw ConfigError(path.string() + ": cannot write: " + why);
    }
}

}  // namespace oio
