// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/ring_transport.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "systemc/host/standard_graphs.hpp"
#include "systemc/host/workload.hpp"
#include "systemc/surrogate/surrogate_link.hpp"
#include "tests/support/die_bench.hpp"

using oio::RingTransport;
using oio::RingTransportConfig;
using oio::SurrogateLink;
using oio::SurrogateLinkConfig;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// A ring whose links are all surrogates.
struct Ring {
    explicit Ring(int ranks, bool blocking = false, const SurrogateLinkConfig& link = {})
        : transport("ring", config_of(ranks, blocking)) {
        for (int i = 0; i < transport.link_count(); ++i) {
            links.push_back(
                std::make_unique<SurrogateLink>(("link_" + std::to_string(i)).c_str(), link));
            transport.bind_link(i, links.back()->end(0), links.back()->end(1));
        }
        transport.set_delivery([this](int to, int from, std::uint64_t tag, Bytes data) {
            ++delivered;
            received[{from, to, tag}].push_back(std::move(data));
        });
    }
    static RingTransportConfig config_of(int ranks, bool blocking) {
        RingTransportConfig config;
        config.ranks = ranks;
        config.host.initiator.blocking = blocking;
        return config;
    }
    void check_clean(std::uint64_t messages) const {
        CHECK(transport.scoreboard().messages_delivered() == messages);
        CHECK(transport.scoreboard().in_flight() == 0);
        CHECK(transport.scoreboard().mismatched_bytes() == 0);
        CHECK(transport.scoreboard().misrouted() == 0);
        CHECK(transport.scoreboard().duplicated() == 0);
        CHECK(transport.lost_segments() == 0);
        CHECK(transport.failed_writes() == 0);
        CHECK(transport.bad_doorbells() == 0);
        for (const auto& link : links) {
            CHECK(link->end(0).counters().total_violations() == 0);
            CHECK(link->end(1).counters().total_violations() == 0);
        }
    }
    std::vector<std::unique_ptr<SurrogateLink>> links;
    RingTransport transport;
    std::map<std::tuple<int, int, std::uint64_t>, std::vector<Bytes>> received;
    std::uint64_t delivered = 0;
};

Bytes random_bytes(std::size_t size, std::mt19937& random) {
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

void check_all_to_all(Ring& ring, int ranks, std::size_t most) {
    std::mt19937 random(5);
    std::map<std::tuple<int, int, std::uint64_t>, std::vector<Bytes>> sent;
    std::uint64_t messages = 0;
    int accepted = 0;
    for (int round = 0; round < 3; ++round) {
        for (int from = 0; from < ranks; ++from) {
            for (int to = 0; to < ranks; ++to) {
                if (from == to) continue;
                const std::uint64_t tag = random() % 2;
                Bytes data = random_bytes(1 + random() % most, random);
                sent[{from, to, tag}].push_back(data);
                ring.transport.send(from, to, tag, std::move(data), [&] { ++accepted; });
                ++messages;
            }
        }
    }
    CHECK(ring.delivered == 0);
    REQUIRE(oio::run_until([&] { return ring.transport.idle(); }));
    CHECK(ring.received == sent);  // content, and order within (from, to, tag)
    CHECK(accepted == static_cast<int>(messages));
    ring.check_clean(messages);
}

}  // namespace

TEST_CASE("ring_transport: five ranks send everything to everybody, hop by hop",
          "[systemc][host]") {
    Ring ring(5);
    CHECK(ring.transport.link_count() == 5);
    check_all_to_all(ring, 5, 40000);
}

TEST_CASE("ring_transport: the same with blocking transport", "[systemc][host]") {
    Ring ring(5, true);
    check_all_to_all(ring, 5, 10000);
}

TEST_CASE("ring_transport: two ranks share one link", "[systemc][host]") {
    Ring ring(2);
    CHECK(ring.transport.link_count() == 1);
    check_all_to_all(ring, 2, 300000);
}

TEST_CASE("ring_transport: a message goes the shorter way round, to the right if equal",
          "[systemc][host]") {
    Ring ring(4);
    ring.transport.send(0, 3, 0, Bytes(1000, 1), [] {});
    ring.transport.send(0, 2, 0, Bytes(1000, 1), [] {});
    REQUIRE(oio::run_until([&] { return ring.transport.idle(); }));
    CHECK(ring.links[0]->end(0).user_bytes_sent() > 1000);  // 0 to 1, for 2
    CHECK(ring.links[1]->end(0).user_bytes_sent() > 1000);  // 1 to 2
    CHECK(ring.links[2]->end(0).user_bytes_sent() == 0);
    CHECK(ring.links[2]->end(1).user_bytes_sent() == 0);
    CHECK(ring.links[3]->end(1).user_bytes_sent() > 1000);  // 0 to 3, leftwards
}

TEST_CASE("ring_transport: a long message is as fast as the link", "[systemc][host]") {
    Ring ring(2);
    constexpr std::size_t kBytes = 2000000;
    ring.transport.send(0, 1, 0, Bytes(kBytes, 1), [] {});
    REQUIRE(oio::run_until([&] { return ring.delivered == 1; }));
    const double ns = ring.transport.now_ns();
    CHECK(kBytes * 8.0 / ns > 0.97 * 828.0);
    CHECK(kBytes * 8.0 / ns < 828.0);
}

TEST_CASE("ring_transport: a ring all-reduce of eight ranks ends with the right sums",
          "[systemc][host]") {
    Ring ring(8);
    oio::Workload workload(oio::ring_all_reduce(8, 262144, 1), {});
    ring.transport.set_delivery([&](int to, int from, std::uint64_t tag, Bytes data) {
        workload.rank(to).on_message(from, tag, std::move(data));
    });
    workload.start(ring.transport);
    REQUIRE(oio::run_until([&] { return workload.finished(); }));
    CHECK(workload.mismatches() == 0);
    CHECK(workload.checked_bytes() > 0);
    for (int rank = 0; rank < 8; ++rank) CHECK(workload.sent_bytes(rank) == 14 * 262144 / 8);
    ring.check_clean(8 * 14);
}

TEST_CASE("ring_transport: an all-to-all is forwarded and ends right", "[systemc][host]") {
    Ring ring(8);
    oio::Workload workload(oio::single_collective(oio::CollectiveKind::AllToAll, 8, 1 << 20), {});
    ring.transport.set_delivery([&](int to, int from, std::uint64_t tag, Bytes data) {
        workload.rank(to).on_message(from, tag, std::move(data));
    });
    workload.start(ring.transport);
    REQUIRE(oio::run_until([&] { return workload.finished(); }));
    CHECK(workload.mismatches() == 0);
    ring.check_clean(8 * 7);
}

TEST_CASE("ring_transport: a spoiled byte on the way is found at the end", "[systemc][host]") {
    RingTransport transport("ring", {});
    int delivered = 0;
    transport.set_delivery([&](int, int, std::uint64_t, const Bytes&) { ++delivered; });
    SurrogateLink link("link", {});
    transport.bind_link(0, link.end(0), link.end(1));
    transport.send(0, 1, 0, Bytes(5000, 1), [] {});
    bool spoiled = false;
    const auto done = [&] {
        if (!spoiled && transport.host(1).memory.bytes_written() >= 4096) {
            const std::uint8_t wrong = 2;
            transport.host(1).memory.write((1ULL << 36) + 65536 + 17, &wrong, 1);
            spoiled = true;
        }
        return delivered == 1;
    };
    REQUIRE(oio::run_until(done));
    CHECK(transport.scoreboard().mismatched_bytes() == 1);
}

TEST_CASE("ring_transport: actions are called at their time, in the order of the calls",
          "[systemc][host]") {
    Ring ring(2);
    std::vector<std::pair<int, double>> calls;
    const auto at = [&](double delay, int what) {
        ring.transport.call_after(delay, [&calls, &ring, what] {
            calls.push_back({what, ring.transport.now_ns()});
        });
    };
    at(30.0, 1);
    at(10.0, 2);
    at(30.0, 3);
    at(0.0, 4);
    ring.transport.call_after(20.0, [&] { at(5.0, 5); });
    CHECK(calls.empty());
    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_NS));
    REQUIRE(calls.size() == 5);
    const std::vector<std::pair<int, double>> expected = {
        {4, 0.0}, {2, 10.0}, {5, 25.0}, {1, 30.0}, {3, 30.0}};
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(calls[i].first == expected[i].first);
        CHECK(calls[i].second == Approx(expected[i].second).margin(1e-5));
    }
}

TEST_CASE("ring_transport: refuses impossible messages, delays and configurations",
          "[systemc][host]") {
    RingTransportConfig config;
    config.ranks = 1;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("ranks: 1 is outside [2, 1024]"));
    Ring ring(3);
    CHECK_THROWS_AS(ring.transport.send(0, 0, 0, Bytes(1), [] {}), std::invalid_argument);
    CHECK_THROWS_AS(ring.transport.send(0, 3, 0, Bytes(1), [] {}), std::invalid_argument);
    CHECK_THROWS_AS(ring.transport.send(0, 1, 0, Bytes(), [] {}), std::invalid_argument);
    CHECK_THROWS_AS(ring.transport.call_after(-1.0, [] {}), std::invalid_argument);
}
