// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/die_interface.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "systemc/host/host_initiator.hpp"
#include "systemc/support/report_log.hpp"
#include "tests/support/die_bench.hpp"

using oio::DieBench;
using oio::DieInterfaceConfig;
using oio::DieViolation;
using oio::HostInitiator;
using oio::HostInitiatorConfig;
using Bytes = std::vector<std::uint8_t>;

namespace {

std::shared_ptr<const Bytes> random_bytes(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    auto bytes = std::make_shared<Bytes>(size);
    for (std::uint8_t& byte : *bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

/// A bench with an initiator on both sides.
struct TwoHosts {
    explicit TwoHosts(const HostInitiatorConfig& host = {}, const DieInterfaceConfig& die = {},
                      unsigned delay = 25, unsigned interval = 1)
        : bench("bench", die, delay, interval), host_a("host_a", host), host_b("host_b", host) {
        host_a.initiator_socket.bind(bench.a.host_target_socket);
        host_b.initiator_socket.bind(bench.b.host_target_socket);
    }
    DieBench bench;
    HostInitiator host_a;
    HostInitiator host_b;
};

/// Writes and reads back random pieces of many sizes both ways, and compares.
void check_traffic(TwoHosts& hosts) {
    std::mt19937 random(17);
    int pending = 0;
    int compared = 0;
    std::uint64_t address = 0;
    for (int i = 0; i < 60; ++i) {
        const std::size_t size = i < 20 ? 1 + random() % 300 : 1 + random() % 20000;
        const auto data = random_bytes(size, static_cast<unsigned>(i));
        HostInitiator& host = i % 2 == 0 ? hosts.host_a : hosts.host_b;
        pending += 2;
        host.write(address, data, 0, size, [&pending](tlm::tlm_response_status status, Bytes) {
            CHECK(status == tlm::TLM_OK_RESPONSE);
            --pending;
        });
        host.read(address, size, [&, data](tlm::tlm_response_status status, Bytes back) {
            CHECK(status == tlm::TLM_OK_RESPONSE);
            CHECK(back == *data);
            --pending;
            ++compared;
        });
        address += size;
    }
    REQUIRE(oio::run_until([&] { return pending == 0; }));
    CHECK(compared == 60);
    CHECK(hosts.bench.a.outstanding() == 0);
    CHECK(hosts.bench.a.counters().total_violations() == 0);
    CHECK(hosts.bench.b.counters().total_violations() == 0);
    CHECK(hosts.bench.a.data_flits_sent() == hosts.bench.b.data_flits_received());
    CHECK(hosts.bench.b.data_flits_sent() == hosts.bench.a.data_flits_received());
    CHECK(hosts.bench.a.user_bytes_sent() == hosts.bench.b.user_bytes_received());
    CHECK(hosts.bench.memory_a.bytes_written() == hosts.bench.memory_a.bytes_read());
}

}  // namespace

TEST_CASE("die_interface: non-blocking writes and reads of all sizes return what was written",
          "[systemc][ucie]") {
    TwoHosts hosts;
    check_traffic(hosts);
    CHECK(hosts.host_a.latency().count() == hosts.host_a.transactions());
}

TEST_CASE("die_interface: blocking transport from many threads does the same", "[systemc][ucie]") {
    HostInitiatorConfig host;
    host.blocking = true;
    host.max_outstanding = 12;
    TwoHosts hosts(host);
    check_traffic(hosts);
}

TEST_CASE("die_interface: more requests than it takes wait in order", "[systemc][ucie]") {
    DieInterfaceConfig die;
    die.max_outstanding = 3;
    TwoHosts hosts({}, die);
    check_traffic(hosts);
}

TEST_CASE("die_interface: more blocking requests than it takes wait in order", "[systemc][ucie]") {
    HostInitiatorConfig host;
    host.blocking = true;
    DieInterfaceConfig die;
    die.max_outstanding = 3;
    TwoHosts hosts(host, die);
    check_traffic(hosts);
}

TEST_CASE("die_interface: an unloaded write takes both ways and the memory", "[systemc][ucie]") {
    TwoHosts hosts;
    bool done = false;
    sc_core::sc_start(sc_core::sc_time(101, sc_core::SC_NS));
    hosts.host_a.write(0, random_bytes(238, 1), 0, 238,
                       [&](tlm::tlm_response_status, Bytes) { done = true; });
    REQUIRE(oio::run_until([&] { return done; }));
    // 1 ns to the next clock, 25 clocks each way, 10 ns in the memory.
    CHECK(hosts.bench.a.write_latency().count() == 1);
    CHECK(hosts.bench.a.write_latency().mean_ns() == Approx(1 + 50 + 10 + 50).margin(2.1));
    CHECK(hosts.bench.a.data_flits_sent() == 1);
    CHECK(hosts.bench.b.data_flits_sent() == 1);
}

TEST_CASE("die_interface: saturated with 4 KiB writes both ways, 99 percent of the payload is data",
          "[systemc][ucie]") {
    TwoHosts hosts({}, {}, 25, 2);
    int pending = 2;
    constexpr std::size_t kBytes = 1000000;
    for (HostInitiator* host : {&hosts.host_a, &hosts.host_b}) {
        host->write(0, random_bytes(kBytes, 2), 0, kBytes,
                    [&](tlm::tlm_response_status, Bytes) { --pending; });
    }
    const double start = oio::to_ns(sc_core::sc_time_stamp());
    REQUIRE(oio::run_until([&] { return pending == 0; }));
    const double flits = static_cast<double>(hosts.bench.a.data_flits_sent());
    CHECK(kBytes / (flits * 250) > 0.99);
    // One flit per 4 ns, so the time is that of the flits, and the ends.
    CHECK(oio::to_ns(sc_core::sc_time_stamp()) - start == Approx(flits * 4).epsilon(0.02));
}

TEST_CASE("die_interface: sends nothing without credit", "[systemc][ucie]") {
    TwoHosts hosts;
    hosts.bench.grant_credits = false;
    hosts.host_a.write(0, random_bytes(100, 1), 0, 100, {});
    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_NS));
    CHECK(hosts.bench.a.has_work());
    CHECK(hosts.bench.a.data_flits_sent() == 0);
    CHECK(hosts.bench.a.counters().stalled_clocks > 40);
    hosts.bench.grant_credits = true;
    sc_core::sc_start(sc_core::sc_time(10, sc_core::SC_NS));
    CHECK(hosts.bench.a.data_flits_sent() == 1);
    CHECK(hosts.bench.a.credits() + 1 >= 64);
}

TEST_CASE("die_interface: refuses what a record cannot carry with the TLM error that fits",
          "[systemc][ucie]") {
    HostInitiatorConfig host;
    TwoHosts hosts(host);
    std::uint8_t data[8] = {};
    std::uint8_t enable[8] = {};
    tlm::tlm_generic_payload transaction;
    const auto status = [&] {
        transaction.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        sc_core::sc_time delay;
        hosts.host_a.initiator_socket->b_transport(transaction, delay);
        return transaction.get_response_status();
    };
    transaction.set_data_ptr(data);
    transaction.set_data_length(4097);
    transaction.set_streaming_width(4097);
    transaction.set_command(tlm::TLM_WRITE_COMMAND);
    CHECK(status() == tlm::TLM_BURST_ERROR_RESPONSE);
    transaction.set_data_length(8);
    transaction.set_streaming_width(4);
    CHECK(status() == tlm::TLM_BURST_ERROR_RESPONSE);
    transaction.set_streaming_width(8);
    transaction.set_command(tlm::TLM_IGNORE_COMMAND);
    CHECK(status() == tlm::TLM_COMMAND_ERROR_RESPONSE);
    transaction.set_command(tlm::TLM_WRITE_COMMAND);
    transaction.set_byte_enable_ptr(enable);
    transaction.set_byte_enable_length(8);
    CHECK(status() == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    CHECK(hosts.bench.a.counters().refused_requests == 4);
}

TEST_CASE("die_interface: an error of the far memory comes back", "[systemc][ucie]") {
    TwoHosts hosts;
    std::vector<tlm::tlm_response_status> ends;
    const auto done = [&](tlm::tlm_response_status status, Bytes) { ends.push_back(status); };
    hosts.host_a.write(~0ULL - 50, random_bytes(40, 1), 0, 40, done);
    hosts.host_a.read(~0ULL - 50, 40, done);
    hosts.host_a.read(0, 40, done);
    REQUIRE(oio::run_until([&] { return ends.size() == 3; }));
    CHECK(ends[0] == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(ends[1] == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(ends[2] == tlm::TLM_OK_RESPONSE);
    CHECK(hosts.bench.memory_b.failed_accesses() == 2);
}

TEST_CASE("die_interface: a wrong bit, a wrong header and too many credits are each counted",
          "[systemc][ucie]") {
    oio::ReportLog log;
    TwoHosts hosts;
    int flits = 0;
    hosts.bench.tamper = [&](bool from_a, oio::Flit& flit) {
        if (from_a && ++flits == 3) flit.bytes[200] ^= 0x10;
        if (from_a && flits == 5) flit.bytes[1] = 1;  // the CRC no longer fits either
        return 1;
    };
    int pending = 1;
    hosts.host_a.write(0, random_bytes(4000, 1), 0, 4000,
                       [&](tlm::tlm_response_status, Bytes) { --pending; });
    REQUIRE(oio::run_until([&] { return pending == 0; }));
    hosts.bench.b.credits_granted(1);
    const auto& violations = hosts.bench.b.counters().violations;
    CHECK(violations[static_cast<std::size_t>(DieViolation::Crc)] == 2);
    CHECK(violations[static_cast<std::size_t>(DieViolation::Header)] == 1);
    CHECK(violations[static_cast<std::size_t>(DieViolation::Stream)] == 0);
    CHECK(violations[static_cast<std::size_t>(DieViolation::Credit)] == 1);
    CHECK(hosts.bench.b.credits() == 64);
    CHECK(log.errors() == 4);
    CHECK(hosts.bench.a.counters().total_violations() == 0);
}

namespace {

void check_broken_stream(int copies) {
    oio::ReportLog log;
    TwoHosts hosts;
    int flits = 0;
    hosts.bench.tamper = [&](bool from_a, oio::Flit&) {
        return from_a && ++flits == 7 ? copies : 1;
    };
    for (int i = 0; i < 20; ++i) hosts.host_a.write(0, random_bytes(4000, 1), 0, 4000, {});
    sc_core::sc_start(sc_core::sc_time(5, sc_core::SC_US));
    const auto& violations = hosts.bench.b.counters().violations;
    CHECK(violations[static_cast<std::size_t>(DieViolation::Stream)] == 1);
    CHECK(log.errors() == 1);
    // Nothing after the damage was acted upon.
    CHECK(hosts.bench.b.counters().requests_received <= 1);
}

}  // namespace

TEST_CASE("die_interface: a lost flit is a violation of the stream", "[systemc][ucie]") {
    check_broken_stream(0);
}

TEST_CASE("die_interface: a doubled flit is a violation of the stream", "[systemc][ucie]") {
    check_broken_stream(2);
}

TEST_CASE("die_interface: NOP flits are discarded", "[systemc][ucie]") {
    TwoHosts hosts;
    hosts.bench.a.flit_received(oio::Flit{});
    CHECK(hosts.bench.a.counters().nops_received == 1);
    CHECK(hosts.bench.a.data_flits_received() == 0);
}

TEST_CASE("die_interface: after a reset of one chiplet everything is written once and right",
          "[systemc][ucie]") {
    TwoHosts hosts;
    bool dark = false;
    hosts.bench.tamper = [&](bool, oio::Flit&) { return dark ? 0 : 1; };
    constexpr std::size_t kPieces = 40;
    constexpr std::size_t kBytes = 10000;
    int pending = 2 * kPieces;
    std::vector<std::shared_ptr<const Bytes>> data;
    for (unsigned i = 0; i < kPieces; ++i) {
        data.push_back(random_bytes(kBytes, i));
        const auto done = [&](tlm::tlm_response_status status, Bytes) {
            CHECK(status == tlm::TLM_OK_RESPONSE);
            --pending;
        };
        hosts.host_a.write(i * kBytes, data[i], 0, kBytes, done);
        hosts.host_b.write(i * kBytes, data[i], 0, kBytes, done);
    }
    // The order in which the first byte of each piece arrives, over and over.
    std::vector<std::uint64_t> order;
    hosts.bench.memory_b.watch_writes(
        0, kPieces * kBytes, [&](std::uint64_t address, std::size_t) { order.push_back(address); });
    sc_core::sc_start(sc_core::sc_time(333, sc_core::SC_NS));
    dark = true;
    sc_core::sc_start(sc_core::sc_time(50, sc_core::SC_NS));
    hosts.bench.grant_credits = false;
    const unsigned credits = hosts.bench.a.credits();
    hosts.bench.a.chiplet_reset();
    sc_core::sc_start(sc_core::sc_time(200, sc_core::SC_NS));
    CHECK(hosts.bench.a.credits() == 0);
    hosts.bench.b.link_event(6);
    dark = false;
    hosts.bench.a.credits_granted(credits);  // what the bench still holds it grants later
    hosts.bench.grant_credits = true;
    REQUIRE(oio::run_until([&] { return pending == 0; }));
    CHECK(hosts.host_a.retries() > 0);
    CHECK(hosts.host_b.retries() > 0);
    CHECK(hosts.bench.a.counters().failed_requests == hosts.host_a.retries());
    CHECK(hosts.bench.a.counters().total_violations() == 0);
    CHECK(hosts.bench.b.counters().total_violations() == 0);
    for (unsigned i = 0; i < kPieces; ++i) {
        for (const oio::HostMemory* memory : {&hosts.bench.memory_a, &hosts.bench.memory_b}) {
            Bytes got(kBytes);
            memory->read(i * kBytes, got.data(), kBytes);
            REQUIRE(got == *data[i]);
        }
    }
    int backward = 0;
    for (std::size_t i = 1; i < order.size(); ++i) backward += order[i] < order[i - 1] ? 1 : 0;
    CHECK(backward <= 1);
    REQUIRE(hosts.bench.b.link_events().size() == 1);
    CHECK(oio::link_event_name(hosts.bench.b.link_events()[0].code) == std::string("peer reset"));
}

TEST_CASE("die_interface: refuses a configuration out of range", "[systemc][ucie]") {
    DieInterfaceConfig config;
    config.max_outstanding = 0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("max_outstanding: 0"));
    config = {};
    config.max_credits = 512;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("[1, 511]"));
}

TEST_CASE("die_interface: every event has a name of its own", "[systemc][ucie]") {
    std::set<std::string> names;
    for (unsigned code = 0; code <= oio::kLinkEvents; ++code) {
        CHECK(names.insert(oio::link_event_name(code)).second);
    }
    CHECK(names.count("unknown") == 0);
    CHECK(oio::link_event_name(oio::kLinkEvents + 1) == std::string("unknown"));
}
