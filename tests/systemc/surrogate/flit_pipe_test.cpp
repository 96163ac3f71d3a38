// SPDX-License-Identifier: Apache-2.0
#include "systemc/surrogate/flit_pipe.hpp"

#include <catch2/catch.hpp>

#include "systemc/host/pattern_traffic.hpp"
#include "tests/support/die_bench.hpp"

using oio::DieInterface;
using oio::FlitPipe;
using oio::FlitPipeConfig;
using oio::PatternTraffic;
using oio::PatternTrafficConfig;

namespace {

struct Bench {
    Bench(
        const FlitPipeConfig& pipe, const PatternTrafficConfig& pattern,
        FlitPipe::ErrorGap gap = [] { return std::uint64_t{0}; })
        : a("a", {}),
          b("b", {}),
          a_to_b("a_to_b", pipe, a, b, gap),
          b_to_a("b_to_a", pipe, b, a, gap),
          traffic("traffic", pattern) {
        traffic.bind_link(a, b);
    }
    DieInterface a;
    DieInterface b;
    FlitPipe a_to_b;
    FlitPipe b_to_a;
    PatternTraffic traffic;
};

}  // namespace

TEST_CASE("flit_pipe: an unloaded write takes the latency both ways", "[systemc][surrogate]") {
    FlitPipeConfig pipe;
    pipe.latency_ns = 150.0;
    PatternTrafficConfig pattern = PatternTrafficConfig::unloaded(20, 400.0, 50.0);
    pattern.memory_latency_ns = 0.0;
    Bench bench(pipe, pattern);
    bench.traffic.start();
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }));
    CHECK(bench.a_to_b.flits() == 20);
    // Up to a clock of waiting at each end.
    CHECK(bench.traffic.write_latency(0).min_ns() >= 300.0);
    CHECK(bench.traffic.write_latency(0).max_ns() <= 304.0);
    CHECK(bench.a_to_b.idle());
}

TEST_CASE("flit_pipe: a full link carries one flit per flit time", "[systemc][surrogate]") {
    FlitPipeConfig pipe;
    pipe.flit_ns = 3.3;
    PatternTrafficConfig pattern;
    pattern.bytes_per_direction = 1000000;
    Bench bench(pipe, pattern);
    bench.traffic.start();
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }));
    const double expected = 2000.0 / 3.3 * oio::user_share(4096);
    CHECK(bench.traffic.throughput_gbps(0) == Approx(expected).epsilon(0.005));
    CHECK(bench.traffic.throughput_gbps(1) == Approx(expected).epsilon(0.005));
}

TEST_CASE("flit_pipe: a replay stops the direction for its time and keeps the order",
          "[systemc][surrogate]") {
    FlitPipeConfig pipe;
    pipe.flit_ns = 2.5;
    pipe.flit_error_rate = 0.01;  // the gap below says when
    pipe.replay_penalty_ns = 500.0;
    PatternTrafficConfig pattern;
    pattern.bytes_per_direction = 1000000;
    pattern.from_end = {true, false};
    Bench bench(pipe, pattern, [] { return std::uint64_t{999}; });
    bench.traffic.start();
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }));
    CHECK(bench.a_to_b.replays() == bench.a_to_b.flits() / 1000);
    CHECK(bench.traffic.mismatched_bytes(0) == 0);
    CHECK(bench.a.counters().total_violations() + bench.b.counters().total_violations() == 0);
    const double share = 2.5 / (2.5 + 500.0 / 1000);
    CHECK(bench.traffic.throughput_gbps(0) ==
          Approx(2000.0 / 2.5 * share * oio::user_share(4096)).epsilon(0.02));
}

TEST_CASE("flit_pipe: refuses a configuration out of range", "[systemc][surrogate]") {
    FlitPipeConfig config;
    config.flit_ns = 0.0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("flit_ns"));
    config = {};
    config.flit_error_rate = 0.6;
    CHECK_THROWS_WITH(config.validate(),
                      Catch::Contains("flit_pipe.flit_error_rate: 0.6 is outside [0, 0.5]"));
    config = {};
    config.credits = 0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("credits"));
}
