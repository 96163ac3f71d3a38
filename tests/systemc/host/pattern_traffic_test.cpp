// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/pattern_traffic.hpp"

#include <catch2/catch.hpp>

#include "tests/support/die_bench.hpp"

using oio::ClockedLink;
using oio::Flit;
using oio::PatternTraffic;
using oio::PatternTrafficConfig;

namespace {

struct Bench {
    explicit Bench(const PatternTrafficConfig& config, bool crc = true)
        : link("link", die_config(crc), 25, 1), traffic("traffic", config) {
        traffic.bind_link(link.a, link.b);
    }
    static oio::DieInterfaceConfig die_config(bool crc) {
        oio::DieInterfaceConfig config;
        config.crc = crc;
        return config;
    }
    ClockedLink link;
    PatternTraffic traffic;
};

void check_saturation(bool blocking) {
    PatternTrafficConfig config;
    config.bytes_per_direction = 1000001;  // rounded up to 245 writes
    config.blocking = blocking;
    Bench bench(config);
    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_NS));
    CHECK(bench.link.a.data_flits_sent() == 0);  // not before start()
    bench.traffic.start();
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }));
    for (const int from : {0, 1}) {
        CHECK(bench.traffic.checked_bytes(from) == 245 * 4096);
        CHECK(bench.traffic.mismatched_bytes(from) == 0);
        CHECK(bench.traffic.lost_writes(from) == 0);
        CHECK(bench.traffic.duplicated_writes(from) == 0);
        CHECK(bench.traffic.failed_writes(from) == 0);
        // One flit per 2 ns.
        CHECK(bench.traffic.throughput_gbps(from) ==
              Approx(1000 * oio::user_share(4096)).epsilon(0.005));
    }
}

}  // namespace

TEST_CASE("pattern_traffic: fills the link both ways and compares every byte", "[systemc][host]") {
    check_saturation(false);
}

TEST_CASE("pattern_traffic: does the same with blocking transport", "[systemc][host]") {
    check_saturation(true);
}

TEST_CASE("pattern_traffic: goes on until it is stopped", "[systemc][host]") {
    PatternTrafficConfig config;
    config.bytes_per_direction = 0;
    Bench bench(config);
    bench.traffic.start();
    CHECK_FALSE(oio::run_until([&] { return bench.traffic.finished(); }, 20000.0));
    bench.traffic.stop();
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }, 5000.0));
    CHECK(bench.traffic.checked_bytes(0) > 1500000);
    CHECK(bench.traffic.mismatched_bytes(0) + bench.traffic.mismatched_bytes(1) == 0);
}

TEST_CASE("pattern_traffic: a byte spoiled behind the CRC is found", "[systemc][host]") {
    PatternTrafficConfig config;
    config.bytes_per_direction = 100000;
    config.from_end = {true, false};
    Bench bench(config, false);
    int flits = 0;
    bench.link.tamper = [&](bool from_a, Flit& flit) {
        if (from_a && ++flits == 100) flit.bytes[60] ^= 0xFF;
        return 1;
    };
    bench.traffic.start();
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }));
    CHECK(bench.traffic.mismatched_bytes(0) == 1);
}

TEST_CASE("pattern_traffic: unloaded writes are one flit each, one at a time, at changing phases",
          "[systemc][host]") {
    Bench bench(PatternTrafficConfig::unloaded(50, 300.0, 40.0));
    bench.traffic.start();
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }));
    CHECK(bench.link.a.data_flits_sent() == 50);
    CHECK(bench.link.b.data_flits_sent() == 50);  // the responses
    CHECK(bench.traffic.checked_bytes(0) == 50 * 238);
    CHECK(bench.traffic.checked_bytes(1) == 0);
    // 50 ns each way and 20 ns in the memory, and less than a clock of waiting at each end.
    CHECK(bench.traffic.write_latency(0).min_ns() >= 120.0);
    CHECK(bench.traffic.write_latency(0).max_ns() <= 124.0);
    CHECK(bench.traffic.write_latency(0).max_ns() > bench.traffic.write_latency(0).min_ns());
    const double gaps = oio::to_ns(sc_core::sc_time_stamp()) / 50;
    CHECK(gaps > 420.0);
    CHECK(gaps < 464.0);
}

TEST_CASE("pattern_traffic: a reset in mid-traffic loses and doubles nothing", "[systemc][host]") {
    PatternTrafficConfig config;
    config.bytes_per_direction = 2000000;
    Bench bench(config);
    bool dark = false;
    bench.link.tamper = [&](bool, Flit&) { return dark ? 0 : 1; };
    bench.traffic.start();
    sc_core::sc_start(sc_core::sc_time(3333, sc_core::SC_NS));
    dark = true;
    bench.link.grant_credits = false;
    const unsigned credits = bench.link.b.credits();
    bench.link.b.chiplet_reset();
    sc_core::sc_start(sc_core::sc_time(500, sc_core::SC_NS));
    bench.link.a.link_event(6);
    dark = false;
    bench.link.b.credits_granted(credits);
    bench.link.grant_credits = true;
    REQUIRE(oio::run_until([&] { return bench.traffic.finished(); }));
    for (const int from : {0, 1}) {
        CHECK(bench.traffic.initiator(from).retries() > 0);
        CHECK(bench.traffic.checked_bytes(from) >= 2000000);
        CHECK(bench.traffic.mismatched_bytes(from) == 0);
        CHECK(bench.traffic.lost_writes(from) == 0);
        CHECK(bench.traffic.duplicated_writes(from) == 0);
    }
}

TEST_CASE("pattern_traffic: refuses a configuration out of range", "[systemc][host]") {
    PatternTrafficConfig config;
    config.write_bytes = 4097;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("write_bytes"));
    config = {};
    config.gap_ns = 5.0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("outstanding: 32"));
    config = {};
    config.from_end = {false, false};
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("from_end"));
}
