// SPDX-License-Identifier: Apache-2.0
#include "cosim/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/rtl_link.hpp"
#include "models/energy/energy_model.hpp"

namespace oio {

void add_link_state(RtlLink& link, RunResult& result) {
    result.events.insert(result.events.end(), link.events().begin(), link.events().end());
    LaneCounts& lanes = result.lanes;
    for (int side = 0; side < 2; ++side) {
        const ChipletCounters counters = link.read_counters(side);
        lanes.dead = std::max(lanes.dead, static_cast<int>(counters.dead));
        lanes.mapped = std::max(lanes.mapped, static_cast<int>(counters.mapped));
        lanes.active = std::min(lanes.active, static_cast<int>(counters.active));
        result.traffic.flits += counters.flits_delivered;
        result.traffic.replays += counters.replays;
        result.traffic.crc_errors += counters.crc_errors;
        result.traffic.timeouts += counters.timeouts;
        result.traffic.lost += counters.lost;
        const DieCounters& die = link.die(side).counters();
        if (die.total_violations() > 0) {
            result.fail("die_port",
                        fmt::format("{} violations at die {} of link {}", die.total_violations(),
                                    side == 0 ? "a" : "b", link.label()));
        }
    }
}

void add_link_traffic(RtlLink& link, ErrorLog* logs, double workload_us, RunResult& result) {
    for (int from = 0; from < 2; ++from) {
        const LatencyTracker& tracker = link.latency(from);
        result.latency.merge(tracker.total());
        for (int stage = 0; stage < kLatencyStages; ++stage) {
            const auto id = static_cast<LatencyStageId>(stage);
            if (result.latency_stages.size() < kLatencyStages) {
                result.latency_stages.push_back({to_string(id), {}});
            }
            result.latency_stages[static_cast<std::size_t>(stage)].histogram.merge(
                tracker.stage(id));
        }
    }
    LinkResult link_result = link.result();
    for (const DirectionResult& direction : link_result.directions) {
        std::uint64_t injected = 0;
        for (const LaneResult& lane : direction.lanes) {
            result.ber.add(lane);
            injected += lane.errors;
        }
        result.ber.training_errors += direction.training_errors;
        result.ber.training_bits += direction.training_bits;
        logs->look();
        result.causes.merge(logs->causes(injected, direction.training_errors));
        ++logs;
    }
    link_result.payload_bytes =
        link.die(0).user_bytes_received() + link.die(1).user_bytes_received();
    link_result.throughput_gbps = double(link_result.payload_bytes) * 8e-3 / workload_us;
    result.links.push_back(std::move(link_result));
}

void add_energy(const SimConfig& config, RtlLinks& links, double seconds, RunResult& result) {
    if (links.empty()) return;
    Activity activity;
    double bits = 0.0;
    for (std::unique_ptr<RtlLink>& link : links) {
        activity += link->activity(seconds);
        bits +=
            8.0 * double(link->die(0).user_bytes_received() + link->die(1).user_bytes_received());
    }
    const EnergyModel model(
        config.energy_costs,
        EnergyDesign{config.link.lanes, config.link.word_ui, config.link.lane_rate_gbps});
    const EnergyReport report = model.report(activity, bits);
    result.energy_payload_bits = bits;
    for (const EnergyEntry& entry : report.entries) {
        result.energy.push_back({entry.name, entry.pj_per_bit, entry.joules,
                                 to_string(entry.boundary), entry.source,
                                 entry.kind == EnergyKind::Static});
    }
}

}  // namespace oio
