// SPDX-License-Identifier: Apache-2.0
#include "cosim/checks.hpp"

#include <catch2/catch.hpp>

#include "tests/cosim/sample_result.hpp"

using oio::RunResult;
using oio::SimConfig;
using oio::test::sample_result;

namespace {

// The names of the checks that fail.
std::vector<std::string> failed(const SimConfig& config, RunResult result) {
    oio::apply_checks(config, result);
    std::vector<std::string> names;
    for (const oio::RunFailure& failure : result.failures) names.push_back(failure.check);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("checks: a sound run passes", "[cosim]") {
    CHECK(failed({}, sample_result()).empty());
}

TEST_CASE("checks: a run without substance fails", "[cosim]") {
    RunResult result = sample_result();
    result.traffic.payload_bytes = 0;
    CHECK(failed({}, result) == Names{"no_payload"});
    SimConfig prbs;
    prbs.workload.path = "prbs";
    CHECK(failed(prbs, result).empty());
    result.ber.bits = 0;
    CHECK(failed(prbs, result) == Names{"no_bits"});
    CHECK(failed({}, RunResult{}) == Names{"no_bits", "no_payload"});
    result.training_us = -1.0;
    CHECK(failed({}, result) == Names{"training"});
}

TEST_CASE("checks: wrong, lost and doubled data fail", "[cosim]") {
    RunResult result = sample_result();
    result.traffic.mismatches = 1;
    result.traffic.lost = 2;
    result.traffic.duplicated = 3;
    CHECK(failed({}, result) == Names{"mismatch", "lost", "duplicated"});
}

TEST_CASE("checks: each limit of a scenario fails when crossed", "[cosim]") {
    SimConfig config;
    config.checks.max_ber = 1e-8;
    config.checks.min_ber = 1e-7;
    config.checks.max_energy_pj_per_bit = 0.5;
    config.checks.min_throughput_gbps = 62.0;
    config.checks.min_efficiency = 0.95;
    config.checks.max_latency_ns = 91.0;
    config.checks.max_p99_latency_ns = 91.0;
    config.checks.max_training_us = 80.0;
    config.checks.min_replays = 13;
    config.checks.max_replays = 11;
    config.checks.min_errors_injected = 42;
    config.checks.mapped_lanes = 2;
    CHECK(failed(config, sample_result()) ==
          Names{"max_ber", "min_ber", "max_energy_pj_per_bit", "min_throughput_gbps",
                "min_efficiency", "max_latency_ns", "max_p99_latency_ns", "max_training_us",
                "min_replays", "max_replays", "min_errors_injected", "mapped_lanes"});
    SimConfig loose;
    loose.checks.max_ber = 3e-8;
    loose.checks.min_replays = 12;
    loose.checks.max_replays = 12;
    loose.checks.mapped_lanes = 1;
    CHECK(failed(loose, sample_result()).empty());
}
