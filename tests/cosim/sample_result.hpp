// SPDX-License-Identifier: Apache-2.0
//
// A result with something in every field, for the tests of what is written from it.
#pragma once

#include <cmath>

#include "cosim/results.hpp"

namespace oio::test {

inline RunResult sample_result() {
    RunResult result;
    result.scenario = "sample";
    result.purpose = "Numbers made up for a test";
    result.seed = 7;
    result.workload = "ring_allreduce";
    result.configuration = {{"link", "small-16: 16 + 2 lanes at 2.125 Gb/s, 10 m, word cut"},
                            {"link.core_clock", "500 MHz"}};
    result.simulated_us = 250.0;
    result.lanes = {16, 2, 16, 1, 1};
    result.training_us = 87.25;
    result.traffic = {1835008, 7500, 12, 3, 0, 0, 0};
    result.throughput_gbps = 61.5;
    result.efficiency = 0.905;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        result.latency.add(90'000'000 + (i * i % 977) * 40'000);
    }
    for (const char* name : {"ucie tx", "aggregation tx", "fibre", "aggregation rx", "ucie rx"}) {
        LatencyStage stage{name, {}};
        for (std::uint64_t i = 0; i < 100; ++i) stage.histogram.add(10'000'000 + i * 70'000);
        result.latency_stages.push_back(stage);
    }
    result.ber = {41, 0, 0, 2'000'000'000, 1.9e-8, 0, 53'000, 900'000};
    result.energy_payload_bits = 1835008.0 * 8.0;
    result.energy = {{"micro-LED", 0.15, 2.2e-6, "B0", "physics.md 4", true},
                     {"receiver <TIA>", 0.25, 3.7e-6, "B1", "physics.md 4", true},
                     {"serdes", 0.125, 1.8e-6, "B2", "physics.md 4", false}};
    LinkResult link{"0-1", "rtl_word", 1835008, 7500, 12, 3, 110.5, 61.5, 1, {}};
    for (const char* name : {"a_to_b", "b_to_a"}) {
        DirectionResult direction{name, {}};
        for (int lane = 0; lane < 18; ++lane) {
            LaneResult one{lane, 100'000'000, static_cast<std::uint64_t>(lane % 4),
                           0.0,  false,       lane == 16};
            one.predicted_log10_ber = -7.8 + 0.4 * std::sin(lane);
            one.dead = lane == 5;
            direction.lanes.push_back(one);
        }
        link.directions.push_back(direction);
    }
    result.links = {link, {"1-2", "surrogate", 1835008, 0, 0, 0, 110.4, 61.4, 0, {}}};
    result.ranks = {{0, 1835008, 1835008, 240.5}, {1, 1835008, 1835008, 241.0}};
    result.events = {{87.25, "chiplet_a", "link up"},
                     {87.3, "chiplet_b", "link up"},
                     {120.0, "chiplet_b", "retrain: loss of signal"}};
    return result;
}

}  // namespace oio::test
