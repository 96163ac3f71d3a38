// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/golden.hpp"

#include <catch2/catch.hpp>

#include "systemc/host/payload.hpp"
#include "systemc/host/program_builder.hpp"
#include "systemc/host/standard_graphs.hpp"
#include "tests/systemc/host/graph_maker.hpp"

using namespace oio;

namespace {

struct Reference {
    explicit Reference(const std::vector<RankGraph>& graphs)
        : flow(resolve_messages(graphs)),
          programs(build_programs(graphs, flow, {})),
          golden(graphs, flow, programs.regions, 1) {}

    MessageFlow flow;
    Programs programs;
    Golden golden;
};

}  // namespace

TEST_CASE("golden: a ring all-reduce holds every rank exactly once", "[systemc][host]") {
    for (const int n : {2, 3, 8}) {
        Reference reference(ring_all_reduce(n, 4 * n * 5, 1));
        REQUIRE(reference.flow.chunk_bytes.size() == static_cast<std::size_t>(n));
        for (int rank = 0; rank < n; ++rank) {
            for (int chunk = 0; chunk < n; ++chunk) {
                CHECK(reference.golden.shares(rank, chunk) == std::vector<std::uint32_t>(n, 1));
            }
        }
        CHECK(reference.golden.messages_all_reduce());
    }
}

TEST_CASE("golden: knows a chain that is no all-reduce", "[systemc][host]") {
    // 0 -> 1 (adds) -> 2 (adds), and 0 keeps its own.
    Reference reference(
        graphs_of({{send_node(0, 1, 8)},
                   {recv_node(0, 0, 8), compute_node(1, 1, {0}), send_node(2, 2, 8, {1})},
                   {recv_node(0, 1, 8), compute_node(1, 1, {0})}}));
    CHECK(reference.golden.shares(0, 0) == std::vector<std::uint32_t>{1, 0, 0});
    CHECK(reference.golden.shares(1, 0) == std::vector<std::uint32_t>{1, 1, 0});
    CHECK(reference.golden.shares(2, 0) == std::vector<std::uint32_t>{1, 1, 1});
    CHECK_FALSE(reference.golden.messages_all_reduce());
}

TEST_CASE("golden: a store replaces, it does not add", "[systemc][host]") {
    Reference reference(graphs_of({{send_node(0, 1, 8)}, {recv_node(0, 0, 8)}}));
    CHECK(reference.golden.shares(1, 0) == std::vector<std::uint32_t>{1, 0});
}

TEST_CASE("golden: the sum of a chunk is compared word by word", "[systemc][host]") {
    Reference reference(ring_all_reduce(3, 24, 0));
    std::vector<std::uint8_t> data(8);
    for (std::uint64_t word = 0; word < 2; ++word) {
        std::uint32_t sum = 0;
        for (int r = 0; r < 3; ++r) sum += contribution(1, 2, r, word);
        for (int b = 0; b < 4; ++b) data[4 * word + b] = static_cast<std::uint8_t>(sum >> (8 * b));
    }
    CHECK(reference.golden.count_mismatches(0, 2, 0, data.data(), 8) == 0);
    data[6] ^= 1;
    CHECK(reference.golden.count_mismatches(0, 2, 0, data.data(), 8) == 1);
}

TEST_CASE("golden: an all-to-all is the transpose of the blocks", "[systemc][host]") {
    Reference reference(single_collective(CollectiveKind::AllToAll, 2, 16));
    const std::uint64_t key = reference.programs.regions[0].key;
    std::vector<std::uint8_t> data(16);
    // Rank 1 ends with words 2, 3 of rank 0 and then words 2, 3 of rank 1.
    fill_contribution(data.data(), 1, key, 0, 8, 8);
    fill_contribution(data.data() + 8, 1, key, 1, 8, 8);
    CHECK(reference.golden.count_mismatches(1, 0, 0, data.data(), 16) == 0);
    CHECK(reference.golden.count_mismatches(0, 0, 0, data.data(), 16) == 4);
}
