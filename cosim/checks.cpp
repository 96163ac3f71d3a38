// SPDX-License-Identifier: Apache-2.0
#include "cosim/checks.hpp"

#include <fmt/format.h>

namespace oio {

namespace {

template <typename Limit, typename Value>
void at_most(RunResult& result, const char* name, const std::optional<Limit>& limit, Value value,
             const char* unit) {
    if (limit && !(value <= *limit)) {
        result.fail(name, fmt::format("{} is {:.6g}{}, allowed at most {:.6g}{}", name + 4,
                                      double(value), unit, double(*limit), unit));
    }
}

template <typename Limit, typename Value>
void at_least(RunResult& result, const char* name, const std::optional<Limit>& limit, Value value,
              const char* unit) {
    if (limit && !(value >= *limit)) {
        result.fail(name, fmt::format("{} is {:.6g}{}, needed at least {:.6g}{}", name + 4,
                                      double(value), unit, double(*limit), unit));
    }
}

// Never a silent pass (architecture.md section 6).
void check_substance(const SimConfig& config, RunResult& result) {
    if (result.training_us < 0.0) {
        if (result.failures.empty()) result.fail("training", "the link was never ACTIVE");
        return;
    }
    const bool any_rtl = !config.topology.rtl_links.empty();
    if (any_rtl && result.ber.bits == 0) result.fail("no_bits", "no lane carried a bit");
    if (config.workload.path != "prbs" && result.traffic.payload_bytes == 0) {
        result.fail("no_payload", "no payload byte was delivered and compared");
    }
    if (result.traffic.mismatches > 0) {
        result.fail("mismatch", fmt::format("{} payload bytes differ from what was sent",
                                            result.traffic.mismatches));
    }
    if (result.traffic.lost > 0) {
        result.fail("lost", fmt::format("{} flits were lost", result.traffic.lost));
    }
    if (result.traffic.duplicated > 0) {
        result.fail("duplicated", fmt::format("{} flits came twice", result.traffic.duplicated));
    }
}

}  // namespace

void apply_checks(const SimConfig& config, RunResult& result) {
    check_substance(config, result);
    const ChecksConfig& checks = config.checks;
    const double ber =
        result.ber.bits == 0 ? 0.0 : double(result.ber.errors_injected) / double(result.ber.bits);
    at_most(result, "max_ber", checks.max_ber, ber, "");
    at_least(result, "min_ber", checks.min_ber, ber, "");
    at_most(result, "max_energy_pj_per_bit", checks.max_energy_pj_per_bit,
            result.energy_pj_per_bit(), " pJ/bit");
    at_least(result, "min_throughput_gbps", checks.min_throughput_gbps, result.throughput_gbps,
             " Gb/s");
    at_least(result, "min_efficiency", checks.min_efficiency, result.efficiency, "");
    at_most(result, "max_latency_ns", checks.max_latency_ns, result.latency.max_ns(), " ns");
    at_most(result, "max_p99_latency_ns", checks.max_p99_latency_ns,
            result.latency.percentile_ns(0.99), " ns");
    at_most(result, "max_training_us", checks.max_training_us, result.training_us, " us");
    at_least(result, "min_replays", checks.min_replays, result.traffic.replays, "");
    at_most(result, "max_replays", checks.max_replays, result.traffic.replays, "");
    at_least(result, "min_errors_injected", checks.min_errors_injected, result.ber.errors_injected,
             "");
    if (checks.mapped_lanes && result.lanes.mapped != *checks.mapped_lanes) {
        result.fail("mapped_lanes", fmt::format("{} lanes are mapped to spares, expected {}",
                                                result.lanes.mapped, *checks.mapped_lanes));
    }
}

}  // namespace oio
