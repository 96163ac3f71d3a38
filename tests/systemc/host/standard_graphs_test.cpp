// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/standard_graphs.hpp"

#include <catch2/catch.hpp>

#include "systemc/host/workload.hpp"

using namespace oio;
using Catch::Matchers::Contains;

TEST_CASE("standard_graphs: a ring all-reduce has the known number of steps", "[systemc][host]") {
    const auto graphs = ring_all_reduce(8, 1048576, 7);
    CHECK_NOTHROW(check_workload(graphs));
    for (const RankGraph& graph : graphs) {
        int sends = 0;
        int receives = 0;
        int computes = 0;
        for (const RankNode& node : graph.nodes) {
            if (node.kind == NodeKind::Send) ++sends;
            if (node.kind == NodeKind::Recv) ++receives;
            if (node.kind == NodeKind::Compute) ++computes;
            if (node.kind != NodeKind::Compute) CHECK(node.bytes == 131072);
        }
        CHECK(sends == 14);
        CHECK(receives == 14);
        CHECK(computes == 7);
    }
}

TEST_CASE("standard_graphs: refuses sizes that do not divide", "[systemc][host]") {
    CHECK_THROWS_WITH(ring_all_reduce(1, 64, 0), Contains("ranks: 1 is outside [2, 1024]"));
    CHECK_THROWS_WITH(ring_all_reduce(8, 100, 0), Contains("not a multiple of 4 x ranks = 32"));
    CHECK_THROWS_WITH(single_collective(CollectiveKind::AllReduce, 0, 4), Contains("[1, 1024]"));
}
