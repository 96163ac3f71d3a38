// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/collectives.hpp"

#include <catch2/catch.hpp>

#include "systemc/host/standard_graphs.hpp"
#include "tests/support/memory_transport.hpp"

using namespace oio;

namespace {

const CollectiveKind kKinds[] = {CollectiveKind::AllReduce, CollectiveKind::AllGather,
                                 CollectiveKind::ReduceScatter, CollectiveKind::AllToAll};

}  // namespace

TEST_CASE("collectives: chunks cover everything once, in whole words", "[systemc][host]") {
    for (const std::uint64_t bytes : {1ull, 7ull, 64ull, 1000ull, 1048576ull}) {
        for (const int ranks : {1, 2, 3, 8, 13}) {
            std::uint64_t at = 0;
            for (int i = 0; i < ranks; ++i) {
                const ByteRange range = chunk_range(bytes, ranks, i);
                CHECK(range.offset == at);
                CHECK(range.offset % 4 == 0);
                at += range.bytes;
            }
            CHECK(at == bytes);
        }
    }
}

TEST_CASE("collectives: every rank sends the bytes of the closed form", "[systemc][host]") {
    // All-reduce 2(n-1)S/n, the others (n-1)S/n: NVIDIA/nccl-tests doc/PERFORMANCE.md.
    const std::uint64_t size = 48 * 1024;
    for (const CollectiveKind kind : kKinds) {
        for (const int n : {2, 3, 4, 8}) {
            const Workload workload(single_collective(kind, n, size), {});
            const std::uint64_t once = size / n * (n - 1);
            for (int r = 0; r < n; ++r) {
                CHECK(workload.planned_bytes(r) ==
                      (kind == CollectiveKind::AllReduce ? 2 * once : once));
            }
        }
    }
}

TEST_CASE("collectives: ring algorithms talk to neighbours only", "[systemc][host]") {
    for (const CollectiveKind kind : kKinds) {
        Workload workload(single_collective(kind, 5, 1000), {});
        MemoryTransport transport;
        transport.run(workload);
        for (const auto& [pair, bytes] : transport.bytes_between) {
            if (kind != CollectiveKind::AllToAll) CHECK(pair.second == (pair.first + 1) % 5);
            CHECK(bytes > 0);
        }
        CHECK(transport.bytes_between.size() == (kind == CollectiveKind::AllToAll ? 20 : 5));
    }
}

TEST_CASE("collectives: right for any ranks, size, slices and timing", "[systemc][host]") {
    for (const CollectiveKind kind : kKinds) {
        for (const int ranks : {1, 2, 3, 7, 8}) {
            for (const std::uint64_t bytes : {1ull, 30ull, 4096ull, 70001ull}) {
                for (const double delay_ns : {0.0, 1000.0}) {
                    WorkloadOptions options;
                    options.slice_bytes = 1024;
                    Workload workload(single_collective(kind, ranks, bytes), options);
                    MemoryTransport transport(delay_ns, static_cast<unsigned>(bytes));
                    transport.run(workload);
                    INFO(to_string(kind) << ", " << ranks << " ranks, " << bytes << " B");
                    CHECK(workload.finished());
                    CHECK(workload.mismatches() == 0);
                    CHECK(transport.bad_calls == 0);
                    if (kind == CollectiveKind::AllReduce || kind == CollectiveKind::AllGather) {
                        CHECK(workload.checked_bytes() == bytes * ranks);
                    }
                    if (kind == CollectiveKind::ReduceScatter) {
                        CHECK(workload.checked_bytes() == bytes);
                    }
                }
            }
        }
    }
}

TEST_CASE("collectives: slices overlap, so that a slow hop costs less", "[systemc][host]") {
    // With a reduction of 1 ns per byte, n slices of a chunk are added while others travel.
    const auto finish = [](std::uint64_t slice_bytes) {
        WorkloadOptions options;
        options.slice_bytes = slice_bytes;
        options.reduce_gbyte_per_s = 1.0;
        Workload workload(single_collective(CollectiveKind::AllReduce, 4, 65536), options);
        MemoryTransport transport;
        transport.run(workload);
        CHECK(workload.mismatches() == 0);
        return workload.rank(0).finish_time_ns();
    };
    CHECK(finish(16384) == Approx(3 * 16384.0));
    CHECK(finish(1024) < 3 * 16384.0 / 4);
}
