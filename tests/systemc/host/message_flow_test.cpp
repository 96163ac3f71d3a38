// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/message_flow.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "systemc/host/standard_graphs.hpp"
#include "tests/systemc/host/graph_maker.hpp"

using namespace oio;
using Catch::Matchers::Contains;

TEST_CASE("message_flow: a ring all-reduce has one chunk per rank", "[systemc][host]") {
    const auto graphs = ring_all_reduce(4, 64, 1);
    const MessageFlow flow = resolve_messages(graphs);
    CHECK(flow.chunk_bytes == std::vector<std::uint64_t>(4, 16));
    // Rank r first sends chunk r, then what it received: r-1, r-2, ...
    for (int r = 0; r < 4; ++r) {
        const int own = flow.nodes[r][0].chunk;
        CHECK(own == flow.nodes[(r + 1) % 4][1].chunk);  // the next rank's first receive
        std::set<int> sent;
        for (std::size_t i = 0; i < graphs[r].nodes.size(); ++i) {
            if (graphs[r].nodes[i].kind == NodeKind::Send) sent.insert(flow.nodes[r][i].chunk);
        }
        CHECK(sent.size() == 4);
    }
    CHECK(flow.nodes[0][2].reduces == std::vector<std::uint32_t>{1});
    CHECK_FALSE(flow.nodes[0][1].stores);
    CHECK(flow.nodes[0].back().stores);
}

TEST_CASE("message_flow: reductions that a send joins are of one chunk", "[systemc][host]") {
    const auto graphs = graphs_of({{recv_node(0, 1, 8), compute_node(1, 1, {0}), recv_node(2, 2, 8),
                                    compute_node(3, 1, {2}), send_node(4, 3, 8, {1, 3})},
                                   {send_node(0, 0, 8)},
                                   {send_node(0, 0, 8)},
                                   {recv_node(0, 0, 8)}});
    const MessageFlow flow = resolve_messages(graphs);
    CHECK(flow.chunk_bytes.size() == 1);
}

TEST_CASE("message_flow: a send of another size than what came is new data", "[systemc][host]") {
    const auto graphs = graphs_of({{recv_node(0, 1, 8), send_node(1, 1, 12, {0})},
                                   {send_node(0, 0, 8), recv_node(1, 0, 12, {0})}});
    CHECK(resolve_messages(graphs).chunk_bytes == std::vector<std::uint64_t>{8, 12});
}

TEST_CASE("message_flow: a send carries what its chain received last", "[systemc][host]") {
    for (const Deps& deps : {Deps{0, 1}, Deps{1, 0}, Deps{1}}) {
        const auto graphs =
            graphs_of({{recv_node(0, 1, 8), recv_node(1, 2, 8, {0}), send_node(2, 3, 8, deps)},
                       {send_node(0, 0, 8)},
                       {send_node(0, 0, 8)},
                       {recv_node(0, 0, 8)}});
        const MessageFlow flow = resolve_messages(graphs);
        CHECK(flow.nodes[0][2].chunk == flow.nodes[0][1].chunk);
        CHECK(flow.nodes[0][2].chunk != flow.nodes[0][0].chunk);
    }
}

TEST_CASE("message_flow: names the message without a counterpart", "[systemc][host]") {
    CHECK_THROWS_WITH(resolve_messages(graphs_of(
                          {{recv_node(0, 1, 8), recv_node(1, 1, 8)}, {send_node(0, 0, 8)}})),
                      Contains("node 1 'r1': receives message 2 from rank 1 with tag 0, but that "
                               "rank sends only 1"));
    CHECK_THROWS_WITH(resolve_messages(graphs_of(
                          {{recv_node(0, 1, 8)}, {send_node(0, 0, 8), send_node(1, 0, 8, {}, 3)}})),
                      Contains("node 1 's1': sends message 1 to rank 0 with tag 3, but that rank "
                               "receives only 0"));
    CHECK_THROWS_WITH(resolve_messages(graphs_of({{recv_node(0, 1, 8)}, {send_node(0, 0, 12)}})),
                      Contains("receives 8 B, but file.1: byte 0: node 0 's0' sends 12 B"));
}

TEST_CASE("message_flow: refuses ranks that wait for each other", "[systemc][host]") {
    const auto graphs = graphs_of({{recv_node(0, 1, 8), send_node(1, 1, 8, {0})},
                                   {recv_node(0, 0, 8), send_node(1, 0, 8, {0})}});
    CHECK_THROWS_WITH(resolve_messages(graphs), Contains("wait for each other") &&
                                                    Contains("file.0: byte 0: node 0 'r0'") &&
                                                    Contains("file.1: byte 0: node 0 'r0'"));
}

TEST_CASE("message_flow: refuses a send whose value depends on timing", "[systemc][host]") {
    // Node 2 forwards what node 0 stored while node 1 stores something else over it.
    const auto racing =
        graphs_of({{recv_node(0, 1, 8), recv_node(1, 1, 8), send_node(2, 2, 8, {0})},
                   {send_node(0, 0, 8), recv_node(5, 2, 8), send_node(1, 0, 8, {0, 5})},
                   {recv_node(0, 0, 8), send_node(6, 1, 8, {0})}});
    CHECK_NOTHROW(resolve_messages(racing));  // ordered: the second store follows through rank 2
    const auto tied =
        graphs_of({{recv_node(0, 1, 8), compute_node(9, 1, {0}), recv_node(1, 2, 8),
                    compute_node(8, 1, {1}), send_node(2, 3, 8, {8, 9}), recv_node(3, 3, 8)},
                   {send_node(0, 0, 8)},
                   {send_node(0, 0, 8)},
                   {send_node(1, 0, 8, {0}), recv_node(0, 0, 8)}});
    CHECK_NOTHROW(resolve_messages(tied));
    const auto bad = graphs_of(
        {{recv_node(0, 1, 8), compute_node(1, 1, {0}), recv_node(2, 2, 8), compute_node(3, 1, {2}),
          send_node(4, 3, 8, {1, 3}), send_node(5, 3, 8, {1}, 1)},
         {send_node(0, 0, 8)},
         {send_node(0, 0, 8)},
         {recv_node(0, 0, 8), recv_node(1, 0, 8, {}, 1)}});
    CHECK_THROWS_WITH(resolve_messages(bad), Contains("neither depends on the other"));
}

TEST_CASE("message_flow: orders every node after what it needs, across ranks", "[systemc][host]") {
    const auto graphs = ring_all_reduce(5, 100, 1);
    const MessageFlow flow = resolve_messages(graphs);
    std::set<std::pair<int, std::uint32_t>> done;
    for (const auto& [rank, i] : flow.order) {
        const RankNode& node = graphs[rank].nodes[i];
        for (const std::uint64_t dep : node.deps) CHECK(done.count({rank, dep}) == 1);
        if (node.kind == NodeKind::Recv) {
            CHECK(done.count({node.peer, flow.nodes[rank][i].peer_node}) == 1);
        }
        done.insert({rank, i});
    }
    CHECK(done.size() == 5 * graphs[0].nodes.size());
}
