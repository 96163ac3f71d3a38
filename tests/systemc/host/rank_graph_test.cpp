// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/rank_graph.hpp"

#include <catch2/catch.hpp>

#include "tests/systemc/host/graph_maker.hpp"

using namespace oio;
using Catch::Matchers::Contains;

TEST_CASE("rank_graph: orders nodes by dependency, then by place in the file", "[systemc][host]") {
    const auto graphs = graphs_of({{compute_node(9, 1, {4}), compute_node(4, 1), compute_node(2, 1),
                                    compute_node(7, 1, {2, 9})}});
    CHECK(dependency_order(graphs[0]) == std::vector<std::uint32_t>{1, 0, 2, 3});
}

TEST_CASE("rank_graph: names file, byte and node of what is wrong", "[systemc][host]") {
    auto graphs = graphs_of({{send_node(0, 5, 4)}, {recv_node(0, 0, 4)}});
    graphs[0].nodes[0].file_offset = 17;
    CHECK_THROWS_WITH(check_graphs(graphs),
                      "file.0: byte 17: node 0 's0': send to rank 5, which is "
                      "missing: the ranks are 0 to 1");
}

TEST_CASE("rank_graph: shows the cycle that it refuses", "[systemc][host]") {
    const auto graphs =
        graphs_of({{compute_node(1, 0), compute_node(2, 0, {1, 4}), compute_node(3, 0, {2}),
                    compute_node(4, 0, {3}), compute_node(5, 0, {4})}});
    CHECK_THROWS_WITH(check_graphs(graphs), Contains("form a cycle: 2 needs 4 needs 3 needs 2"));
}

TEST_CASE("rank_graph: refuses what no rank could execute", "[systemc][host]") {
    CHECK_THROWS_WITH(check_graphs({}), Contains("outside [1, 1024]"));
    CHECK_THROWS_WITH(check_graphs(graphs_of({{}})), Contains("rank 0 has no nodes"));
    CHECK_THROWS_WITH(check_graphs(graphs_of({{compute_node(1, 0), compute_node(1, 0)}})),
                      Contains("the id is already used by 'c1'"));
    CHECK_THROWS_WITH(check_graphs(graphs_of({{compute_node(1, 0, {8})}})),
                      Contains("depends on node 8, which is not in the file"));
    CHECK_THROWS_WITH(check_graphs(graphs_of({{compute_node(1, -1)}})), Contains("[0, 3.6e9]"));
    CHECK_THROWS_WITH(check_graphs(graphs_of({{send_node(1, 0, 4)}})),
                      Contains("which is the rank itself"));
    CHECK_THROWS_WITH(check_graphs(graphs_of({{recv_node(1, 1, 0)}, {send_node(1, 0, 4)}})),
                      Contains("size 0 B is outside [1, 1073741824]"));
    CHECK_THROWS_WITH(check_graphs(graphs_of({{compute_node(1, 0, {1})}})),
                      Contains("form a cycle: 1 needs 1"));
    auto graphs = graphs_of({{compute_node(1, 0)}});
    graphs[0].rank = 1;
    CHECK_THROWS_WITH(check_graphs(graphs), Contains("holds rank 1, expected rank 0"));
}
