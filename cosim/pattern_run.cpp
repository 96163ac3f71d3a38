// SPDX-License-Identifier: Apache-2.0
//
// Saturation and unloaded latency over one RTL link.
#include <algorithm>

#include "cosim/config_reader.hpp"
#include "cosim/traffic.hpp"
#include "systemc/host/pattern_traffic.hpp"

namespace oio {

namespace {

constexpr std::uint64_t kSaturationBytes = 1 << 20;  // per direction: about 10 us at 800 Gb/s
constexpr std::uint64_t kLatencyWrites = 200;
constexpr double kLatencyGapNs = 400.0;

PatternTrafficConfig pattern_config(const SimConfig& config) {
    const WorkloadConfig& workload = config.workload;
    if (workload.path == "latency") {
        const double gap_ns = workload.gap_ns > 0.0 ? workload.gap_ns : kLatencyGapNs;
        const std::uint64_t writes =
            workload.payload_bytes == 0 ? kLatencyWrites : (workload.payload_bytes + 237) / 238;
        PatternTrafficConfig pattern = PatternTrafficConfig::unloaded(writes, gap_ns, gap_ns / 4.0);
        pattern.seed = config.run.seed;
        return pattern;
    }
    PatternTrafficConfig pattern;
    pattern.bytes_per_direction =
        workload.payload_bytes == 0 ? kSaturationBytes : workload.payload_bytes;
    pattern.outstanding = 64;  // covers the round trip of any reach that the retry covers
    pattern.seed = config.run.seed;
    return pattern;
}

class PatternRun : public Traffic {
public:
    PatternRun(const SimConfig& config, RtlLinks& links)
        : pattern_(pattern_config(config)), traffic_("traffic", pattern_) {
        traffic_.bind_link(links.front()->die(0), links.front()->die(1));
    }

    void start() override { traffic_.start(); }
    bool finished() const override { return traffic_.finished(); }
    std::uint64_t progress() const override {
        return traffic_.checked_bytes(0) + traffic_.checked_bytes(1);
    }
    double done() const override {
        std::uint64_t total = 0;
        for (const bool sends : pattern_.from_end) {
            if (sends) total += pattern_.bytes_per_direction;
        }
        return total == 0 ? 0.0 : std::min(1.0, double(progress()) / double(total));
    }

    std::uint64_t mismatches() const override {
        return traffic_.mismatched_bytes(0) + traffic_.mismatched_bytes(1);
    }

    void report(RunResult& result) override {
        for (int from = 0; from < 2; ++from) {
            if (!pattern_.from_end[static_cast<std::size_t>(from)]) continue;
            result.traffic.payload_bytes += traffic_.checked_bytes(from);
            result.traffic.mismatches += traffic_.mismatched_bytes(from);
            result.traffic.lost += traffic_.lost_writes(from) + traffic_.failed_writes(from);
            result.traffic.duplicated += traffic_.duplicated_writes(from);
            result.throughput_gbps += traffic_.throughput_gbps(from);
            result.ranks.push_back({from, traffic_.checked_bytes(from),
                                    traffic_.checked_bytes(1 - from), result.simulated_us});
        }
    }
    std::string state() const override { return traffic_.state(); }

private:
    PatternTrafficConfig pattern_;
    PatternTraffic traffic_;
};

}  // namespace

std::unique_ptr<Traffic> make_pattern_traffic(const SimConfig& config, RtlLinks& links) {
    if (links.size() != 1) {
        throw ConfigError("workload.path = \"" + config.workload.path +
                          "\" needs exactly one link in topology.rtl_links");
    }
    return std::make_unique<PatternRun>(config, links);
}

}  // namespace oio
