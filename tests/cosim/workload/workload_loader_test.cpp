// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/workload_loader.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "cosim/workload/chakra_writer.hpp"
#include "systemc/host/standard_graphs.hpp"
#include "systemc/host/workload.hpp"
#include "tests/cosim/workload/trace_files.hpp"
#include "tests/support/memory_transport.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace oio;
using Catch::Matchers::Contains;

TEST_CASE("workload_loader: a 64 KiB ring of our own runs exactly", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    write_chakra(folder.path(), "ring", ring_all_reduce(8, 65536, 7));
    for (const double delay_ns : {0.0, 3000.0}) {
        Workload workload(load_workload(folder.path()), {});
        MemoryTransport transport(delay_ns);
        transport.run(workload);
        CHECK(workload.finished());
        CHECK(workload.mismatches() == 0);
        CHECK(workload.checked_bytes() == 8 * 65536);
        CHECK(workload.golden().messages_all_reduce());
        for (int r = 0; r < 8; ++r) CHECK(workload.sent_bytes(r) == 14 * 8192);
    }
}

TEST_CASE("workload_loader: the published ring all-reduce is a sum over ranks", "[cosim][host]") {
    const auto published = published_traces();
    if (!published) {
        WARN(kNoPublishedTraces);
        return;
    }
    const auto graphs = load_workload(*published / "chakra_ring_allreduce_8npus_1MB");
    for (const double delay_ns : {0.0, 20000.0}) {
        Workload workload(graphs, {});
        CHECK(workload.golden().messages_all_reduce());
        MemoryTransport transport(delay_ns);
        transport.run(workload);
        CHECK(workload.finished());
        CHECK(workload.mismatches() == 0);
        CHECK(workload.checked_bytes() == 8 * 1048576);  // every rank holds all 8 chunks
        for (int r = 0; r < 8; ++r) {
            CHECK(workload.sent_bytes(r) == 1835008);
            CHECK(workload.received_bytes(r) == 1835008);
            CHECK(workload.rank(r).compute_time_ns() <= 7 * 7000.0 + 1e-6);
        }
    }
}

TEST_CASE("workload_loader: the published collectives conserve bytes", "[cosim][host]") {
    const auto published = published_traces();
    if (!published) {
        WARN(kNoPublishedTraces);
        return;
    }
    const std::uint64_t once = 1048576 / 8 * 7;  // (n-1) S/n
    const std::pair<const char*, std::uint64_t> kinds[] = {{"all_reduce", 2 * once},
                                                           {"all_gather", once},
                                                           {"all_to_all", once},
                                                           {"reduce_scatter", once}};
    for (const auto& [name, sent] : kinds) {
        for (const double delay_ns : {0.0, 5000.0}) {
            Workload workload(load_workload(*published / "chakra_micro_8npus_1MB" / name), {});
            MemoryTransport transport(delay_ns);
            transport.run(workload);
            INFO(name);
            CHECK(workload.finished());
            CHECK(workload.mismatches() == 0);
            CHECK(workload.checked_bytes() > 0);
            for (int r = 0; r < 8; ++r) {
                CHECK(workload.sent_bytes(r) == sent);
                CHECK(workload.received_bytes(r) == sent);
            }
        }
    }
}

TEST_CASE("workload_loader: a trace cut at any byte is refused", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    write_chakra(folder.path(), "ring", ring_all_reduce(3, 48, 7));
    const auto file = folder.path() / "ring.1.et";
    const std::string whole = bytes_of(file);
    REQUIRE(whole.size() > 300);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        write_bytes(file, whole.substr(0, length));
        INFO("cut at byte " << length);
        CHECK_THROWS_AS(load_workload(folder.path()), ConfigError);
    }
    write_bytes(file, whole);
    CHECK_NOTHROW(load_workload(folder.path()));
}

TEST_CASE("workload_loader: errors between ranks name file and byte", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    auto graphs = ring_all_reduce(2, 8, 1);
    graphs[1].nodes[0].peer = 6;
    write_chakra(folder.path(), "t", graphs);
    CHECK_THROWS_WITH(load_workload(folder.path()),
                      Contains("t.1.et: byte ") &&
                          Contains("node 0 'send_step0': send to rank 6, which is missing"));
    graphs = ring_all_reduce(2, 8, 1);
    graphs[1].nodes[0].deps = {4};
    write_chakra(folder.path(), "t", graphs);
    CHECK_THROWS_WITH(load_workload(folder.path()), Contains("t.1.et") && Contains("form a cycle"));
    graphs[1].nodes[0].deps = {77};
    write_chakra(folder.path(), "t", graphs);
    CHECK_THROWS_WITH(load_workload(folder.path()), Contains("depends on node 77"));
    CHECK_THROWS_AS(load_workload(folder.path() / "t.toml"), ConfigError);
}
