// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/program_builder.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "systemc/host/standard_graphs.hpp"
#include "tests/systemc/host/graph_maker.hpp"

using namespace oio;
using Catch::Matchers::Contains;

TEST_CASE("program_builder: a compute node is its time and then its additions", "[systemc][host]") {
    const auto graphs =
        graphs_of({{recv_node(0, 1, 8), compute_node(1, 3, {0})}, {send_node(0, 0, 8)}});
    WorkloadOptions options;
    options.compute_scale = 2.0;
    const Programs programs = build_programs(graphs, resolve_messages(graphs), options);
    const std::vector<Op>& ops = programs.ranks[0].ops;
    REQUIRE(ops.size() == 4);
    CHECK(ops[0].kind == OpKind::Recv);
    CHECK_FALSE(ops[0].stores);
    CHECK(ops[1].kind == OpKind::Delay);
    CHECK(ops[1].duration_ns == Approx(6000.0));
    CHECK(ops[2].kind == OpKind::Reduce);
    CHECK(ops[2].payload_of == 0);
    CHECK(ops[3].kind == OpKind::Check);
    CHECK(ops[3].dep_count == 2);  // the receive and the addition touched the chunk
    CHECK(programs.ranks[0].recv_bytes == 8);
    CHECK(programs.ranks[1].send_bytes == 8);
}

TEST_CASE("program_builder: successors and counts of dependencies agree", "[systemc][host]") {
    for (const CollectiveKind kind : {CollectiveKind::AllReduce, CollectiveKind::AllToAll}) {
        const auto graphs = single_collective(kind, 6, 5000);
        WorkloadOptions options;
        options.slice_bytes = 256;
        const Programs programs = build_programs(graphs, resolve_messages(graphs), options);
        for (const RankProgram& program : programs.ranks) {
            std::vector<std::uint32_t> count(program.ops.size(), 0);
            for (std::uint32_t i = 0; i < program.ops.size(); ++i) {
                for (const std::uint32_t next : program.ops[i].successors) {
                    CHECK(next > i);
                    ++count[next];
                }
            }
            for (std::uint32_t i = 0; i < program.ops.size(); ++i) {
                CHECK(program.ops[i].dep_count == count[i]);
            }
        }
    }
}

TEST_CASE("program_builder: no two messages of collectives share a tag", "[systemc][host]") {
    const auto kind = CollectiveKind::AllReduce;
    auto graphs = single_collective(kind, 4, 8192);
    for (RankGraph& graph : graphs) graph.nodes.push_back(collective_node(1, kind, 8192, {0}));
    WorkloadOptions options;
    options.slice_bytes = 512;
    const Programs programs = build_programs(graphs, resolve_messages(graphs), options);
    std::set<std::uint64_t> tags;
    std::size_t sends = 0;
    for (const Op& op : programs.ranks[2].ops) {
        if (op.kind != OpKind::Send) continue;
        tags.insert(op.tag);
        ++sends;
    }
    CHECK(sends == 2 * 6 * 4);
    CHECK(tags.size() == sends);
}

TEST_CASE("program_builder: every region has its own key", "[systemc][host]") {
    const auto kind = CollectiveKind::AllReduce;
    const auto graphs = graphs_of({{collective_node(0, kind, 64), collective_node(1, kind, 64, {0}),
                                    send_node(2, 1, 8, {1}), send_node(3, 1, 8, {1}, 1)},
                                   {collective_node(0, kind, 64), collective_node(1, kind, 64, {0}),
                                    recv_node(2, 0, 8), recv_node(3, 0, 8, {}, 1)}});
    const Programs programs = build_programs(graphs, resolve_messages(graphs), {});
    REQUIRE(programs.regions.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            CHECK(programs.regions[i].key != programs.regions[j].key);
        }
    }
}

TEST_CASE("program_builder: options out of range are refused", "[systemc][host]") {
    WorkloadOptions options;
    options.compute_scale = -1.0;
    CHECK_THROWS_WITH(options.validate(), "workload.compute_scale: -1 is outside [0, 1000]");
    options = {};
    options.slice_bytes = 1001;
    CHECK_THROWS_WITH(options.validate(), Contains("workload.slice_bytes: 1001"));
    options = {};
    options.reduce_gbyte_per_s = 1e7;
    CHECK_THROWS_WITH(options.validate(), Contains("workload.reduce_gbyte_per_s"));
    CHECK_NOTHROW(WorkloadOptions{}.validate());
}
