// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oio {

namespace {

std::string traffic_of(const std::string& path) {
    for (const char* const pattern : {"saturate", "latency", "prbs"}) {
        if (path == pattern) return path;
    }
    return "trace";
}

CoverageSample run_sample(const SimConfig& config, const RunResult& result) {
    double faults = 0.0, resets = 0.0;
    for (const FaultConfig& fault : config.faults) {
        if (fault.at_us > result.simulated_us) continue;
        ++faults;
        resets += fault.kind == FaultKind::Reset ? 1.0 : 0.0;
    }
    return {"run",
            {{"status", to_string(result.status)},
             {"traffic", traffic_of(config.workload.path)},
             {"faults", faults},
             {"resets", resets},
             {"dead_from_start", double(config.link.dead_lanes.size())},
             {"training_us", result.training_us},
             {"payload_bytes", double(result.traffic.payload_bytes)},
             {"bit_errors", double(result.ber.errors_injected)}}};
}

}  // namespace

std::vector<CoverageSample> complete_samples(const SimConfig& config, const RunResult& result) {
    std::vector<CoverageSample> samples = result.samples;
    samples.push_back(run_sample(config, result));
    for (CoverageSample& sample : samples) {
        for (const auto& [key, value] : config.used) {
            if (key.find('.') != std::string::npos) sample.values.emplace(key, value);
        }
    }
    return samples;
}

CoverageRunId coverage_run_id(const SimConfig& config, const RunResult& result) {
    std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a.
    const auto add = [&hash](const std::string& key, const std::string& text) {
        for (const char c : key + "\n" + text + "\n") {
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        }
    };
    // The description has the lists (faults, dead lanes), `used` every other key. Where a file lies
    // differs from machine to machine and is left out.
    for (const auto& [key, text] : result.configuration) {
        if (key != "workload" && key != "rtl.file_list") add(key, text);
    }
    for (const auto& [key, value] : config.used) {
        if (key != "workload.path" && key != "rtl.file_list") add(key, to_text(value));
    }
    add("workload", std::filesystem::path(config.workload.path).filename().string());
    return {config.name, config.run.seed, fmt::format("{:016x}", hash)};
}

std::string coverage_json(const SimConfig& config, const RunResult& result) {
    const CoveragePlan plan(CoveragePlan::default_file());
    return CoverageData(plan.hash(), coverage_run_id(config, result),
                        plan.count(complete_samples(config, result)))
        .to_json();
}

}  // namespace oio
