// SPDX-License-Identifier: Apache-2.0
#include "systemc/support/latency_stats.hpp"

#include <catch2/catch.hpp>

TEST_CASE("latency_stats: nothing added reads as zero", "[systemc][support]") {
    const oio::LatencyStats stats;
    CHECK(stats.count() == 0);
    CHECK(stats.min_ns() == 0.0);
    CHECK(stats.mean_ns() == 0.0);
}

TEST_CASE("latency_stats: keeps minimum, maximum and mean", "[systemc][support]") {
    oio::LatencyStats stats;
    for (const std::uint64_t ns : {30, 10, 50}) stats.add(ns * 1000000);
    CHECK(stats.count() == 3);
    CHECK(stats.min_ns() == 10.0);
    CHECK(stats.max_ns() == 50.0);
    CHECK(stats.mean_ns() == Approx(30.0));
}
