// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/workload.hpp"

#include <catch2/catch.hpp>

#include "systemc/host/standard_graphs.hpp"
#include "tests/support/memory_transport.hpp"
#include "tests/systemc/host/graph_maker.hpp"

using namespace oio;
using Catch::Matchers::Contains;

TEST_CASE("workload: an explicit ring all-reduce is exact with any timing", "[systemc][host]") {
    for (const double delay_ns : {0.0, 50.0, 20000.0}) {
        Workload workload(ring_all_reduce(8, 65536, 7), {});
        CHECK(workload.total_bytes() == 8 * 14 * 8192);
        MemoryTransport transport(delay_ns);
        transport.run(workload);
        CHECK(workload.finished());
        CHECK(workload.mismatches() == 0);
        CHECK(workload.checked_bytes() == 8 * 65536);
        CHECK(workload.delivered_bytes() == workload.total_bytes());
        for (int r = 0; r < 8; ++r) {
            CHECK(workload.sent_bytes(r) == 14 * 8192);
            CHECK(workload.received_bytes(r) == 14 * 8192);
            CHECK(workload.planned_bytes(r) == 14 * 8192);
        }
        CHECK(workload.blocked_report().empty());
    }
}

TEST_CASE("workload: one flipped bit is found", "[systemc][host]") {
    Workload workload(ring_all_reduce(4, 4096, 0), {});
    MemoryTransport transport;
    transport.spoil = [](std::uint64_t count, std::vector<std::uint8_t>& data) {
        if (count == 0) data[5] ^= 0x10;
        return true;
    };
    transport.run(workload);
    CHECK(workload.finished());
    // Rank 0's contribution is spoiled on its way to the sum that all four ranks end with.
    CHECK(workload.mismatches() == 4);
    for (int r = 0; r < 4; ++r) CHECK(workload.mismatches(r) == 1);
}

TEST_CASE("workload: messages of the wrong size or for nobody count", "[systemc][host]") {
    Workload workload(single_collective(CollectiveKind::AllGather, 2, 64), {});
    MemoryTransport transport;
    transport.spoil = [](std::uint64_t count, std::vector<std::uint8_t>& data) {
        if (count == 0) data.resize(30);
        return true;
    };
    transport.run(workload);
    CHECK(workload.finished());
    CHECK(workload.mismatches() == 2);  // the message and the one word that it lacked
    workload.rank(1).on_message(0, 999, {1, 2, 3});
    CHECK(workload.mismatches(1) > 0);
    CHECK(workload.mismatches() == 3);
}

TEST_CASE("workload: says what every rank waits for when it is blocked", "[systemc][host]") {
    Workload workload(ring_all_reduce(3, 48, 0), {});
    MemoryTransport transport;
    transport.spoil = [](std::uint64_t count, std::vector<std::uint8_t>&) { return count != 3; };
    transport.run(workload);
    CHECK_FALSE(workload.finished());
    CHECK(workload.delivered_bytes() < workload.total_bytes());
    CHECK_THAT(workload.blocked_report(), Contains("waits for 16 B from rank"));
}

TEST_CASE("workload: ranks blocked by a collective are reported", "[systemc][host]") {
    // Rank 0 enters the all-reduce before it sends; rank 1 wants the message first.
    const auto kind = CollectiveKind::AllReduce;
    Workload workload(graphs_of({{collective_node(0, kind, 64), send_node(1, 1, 8, {0})},
                                 {recv_node(0, 0, 8), collective_node(1, kind, 64, {0})}}),
                      {});
    MemoryTransport transport;
    transport.run(workload);
    CHECK_FALSE(workload.finished());
    CHECK_THAT(workload.blocked_report(),
               Contains("rank 0") && Contains("'x0' waits for 32 B from rank 1") &&
                   Contains("rank 1") && Contains("'r0' waits for 8 B from rank 0 (tag 0)"));
}

TEST_CASE("workload: computes take their time, scaled", "[systemc][host]") {
    for (const double scale : {0.0, 1.0, 2.5}) {
        WorkloadOptions options;
        options.compute_scale = scale;
        Workload workload(ring_all_reduce(8, 4096, 7), options);
        MemoryTransport transport;
        transport.run(workload);
        CHECK(workload.rank(3).finish_time_ns() == Approx(7 * 7000.0 * scale));
        CHECK(workload.rank(3).compute_time_ns() == Approx(7 * 7000.0 * scale));
        CHECK(workload.rank(3).stall_time_ns() == Approx(0.0).margin(1e-9));
    }
}

TEST_CASE("workload: time without compute is a stall", "[systemc][host]") {
    Workload workload(graphs_of({{compute_node(0, 5), send_node(1, 1, 4, {0})},
                                 {recv_node(0, 0, 4), compute_node(1, 2, {0})}}),
                      {});
    MemoryTransport transport;
    transport.run(workload);
    CHECK(workload.rank(1).stall_time_ns() == Approx(5000.0));
    CHECK(workload.rank(1).compute_time_ns() == Approx(2000.0));
    CHECK(workload.rank(1).finish_time_ns() == Approx(7000.0));
}

TEST_CASE("workload: sends of one tag keep the order of the file", "[systemc][host]") {
    // The second send could go at once, but the receiver takes it for the first.
    Workload workload(graphs_of({{compute_node(0, 5), send_node(1, 1, 8, {0}), send_node(2, 1, 12)},
                                 {recv_node(1, 0, 8), recv_node(2, 0, 12)}}),
                      {});
    MemoryTransport transport;
    transport.run(workload);
    CHECK(workload.finished());
    CHECK(workload.mismatches() == 0);
}

TEST_CASE("workload: another seed is other data, still right", "[systemc][host]") {
    std::vector<std::vector<std::uint8_t>> first;
    for (const std::uint64_t seed : {1ull, 2ull}) {
        WorkloadOptions options;
        options.seed = seed;
        Workload workload(ring_all_reduce(2, 64, 0), options);
        MemoryTransport transport;
        transport.spoil = [&](std::uint64_t count, std::vector<std::uint8_t>& data) {
            if (count == 0) first.push_back(data);
            return true;
        };
        transport.run(workload);
        CHECK(workload.mismatches() == 0);
    }
    CHECK(first.at(0) != first.at(1));
}

TEST_CASE("workload: describes itself in one line", "[systemc][host]") {
    CHECK(Workload(ring_all_reduce(8, 65536, 7), {}).describe() ==
          "8 ranks, 280 nodes: 112 explicit sends (an all-reduce), 56 compute nodes; 917504 B to "
          "deliver");
    CHECK(Workload(single_collective(CollectiveKind::AllGather, 4, 4096), {}).describe() ==
          "4 ranks, 4 nodes: 1 x all-gather of 4096 B, 0 compute nodes; 12288 B to deliver");
}

TEST_CASE("workload: refuses collectives that do not agree", "[systemc][host]") {
    const auto kind = CollectiveKind::AllReduce;
    CHECK_THROWS_WITH(
        Workload(graphs_of({{collective_node(0, kind, 64)}, {collective_node(0, kind, 32)}}), {}),
        Contains("its collective 1 is all-reduce of 32 B, but at file.0") &&
            Contains("it is all-reduce of 64 B"));
    CHECK_THROWS_WITH(
        Workload(graphs_of({{collective_node(0, kind, 64)}, {compute_node(0, 1)}}), {}),
        Contains("rank 1 takes part in 0 collectives, rank 0 in 1"));
}
