// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/rank_host.hpp"

#include <catch2/catch.hpp>

using oio::RankHost;
using oio::RankHostConfig;
using oio::RingSide;
using oio::SegmentInfo;

TEST_CASE("rank_host: two hosts side by side exchange segments through each other's memory",
          "[systemc][host]") {
    std::vector<int> arrivals;
    const auto handler = [&](int rank) {
        return [&arrivals, rank](RingSide from, const SegmentInfo& info, std::uint64_t) {
            CHECK(info.message_bytes == 5000);
            CHECK(from == (rank == 0 ? RingSide::Right : RingSide::Left));
            arrivals.push_back(rank);
        };
    };
    RankHost left("left", {}, false, true, handler(0));
    RankHost right("right", {}, true, false, handler(1));
    CHECK_FALSE(left.has(RingSide::Left));
    CHECK(left.has(RingSide::Right));
    left.initiator(RingSide::Right)
        .initiator_socket.bind(right.memory_port(RingSide::Left).target_socket);
    right.initiator(RingSide::Left)
        .initiator_socket.bind(left.memory_port(RingSide::Right).target_socket);
    oio::Outgoing outgoing;
    outgoing.data = std::make_shared<std::vector<std::uint8_t>>(5000, std::uint8_t{7});
    outgoing.info.message_bytes = 5000;
    left.sender(RingSide::Right).push_own(outgoing);
    right.sender(RingSide::Left).push_own(outgoing);
    CHECK_FALSE(left.idle());
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
    CHECK(arrivals.size() == 2);
    CHECK(left.idle());
    CHECK(right.idle());
    CHECK(left.receiver(RingSide::Right).segments_received() == 1);
    CHECK(right.memory.bytes_written() == 5000 + oio::kDoorbellBytes);
}

TEST_CASE("rank_host: refuses a configuration out of range", "[systemc][host]") {
    RankHostConfig config;
    config.window_slots = 0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("window_slots: 0"));
    config = {};
    config.segment_bytes = 63;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("segment_bytes: 63"));
    config = {};
    config.memory_latency_ns = -1;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("memory_latency_ns"));
}
