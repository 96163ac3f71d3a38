// SPDX-License-Identifier: Apache-2.0
//
// The layout of rows on one size, and on a pair of gearboxes of every size: identity, observation
// and rate. Byte k of the stream is byte k mod Lanes of row k / Lanes.
#include <catch2/catch.hpp>

#include <deque>
#include <optional>
#include <random>
#include <vector>

#include "Vgearbox_bench.h"
#include "Voio_aggregation_tx_gearbox.h"
#include "tests/support/clocks.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

using FlitWords = std::array<std::uint32_t, 64>;

FlitWords random_flit(std::mt19937& random) {
    FlitWords flit;
    for (auto& word : flit) word = random();
    return flit;
}

template <class Port>
void put(Port& port, const FlitWords& flit) {
    for (unsigned k = 0; k < 64; ++k) port.data()[k] = flit[k];
}

template <class Port>
bool same(const Port& port, const FlitWords& flit) {
    return std::equal(flit.begin(), flit.end(), port.data());
}

constexpr std::array<unsigned, 6> kLanes{16, 48, 64, 112, 240, 400};

/// One pair of the bench: flits to rows to flits.
struct Pair {
    Vgearbox_bench dut;
    unsigned pair;
    unsigned row_chunks;
    std::mt19937 random{41};
    std::deque<FlitWords> flying;
    // Observation: where data flits end in the stream, in chunks.
    struct End {
        std::uint64_t chunk;
        unsigned seq;
    };
    std::deque<End> ends;
    std::uint64_t chunks_in = 0;
    std::uint64_t chunks_out = 0;
    std::uint64_t rows = 0;
    unsigned flits_in = 0;
    unsigned flits_out = 0;
    unsigned clocks = 0;
    unsigned observed = 0;

    explicit Pair(unsigned index)
        : pair(index), row_chunks(kLanes[index / 3] / 16 * (1U << index % 3)) {
        dut.select_i = static_cast<std::uint8_t>(pair);
        dut.clk_i = 0;
        dut.rst_ni = 1;
        dut.eval();
        dut.rst_ni = 0;
        edge();
        dut.rst_ni = 1;
        dut.enable_i = 1;
        dut.eval();
    }
    ~Pair() { dut.final(); }

    void edge() {
        dut.clk_i = 1U << pair;
        dut.eval();
        dut.clk_i = 0;
        dut.eval();
    }

    /// One clock with these chances, in eighths, of a flit to send and of a row that may move.
    void clock(unsigned valid_in_8, unsigned open_in_8) {
        const auto flit = random_flit(random);
        put(dut.flit_i, flit);
        dut.flit_valid_i = random() % 8 < valid_in_8;
        dut.flit_is_data_i = random() % 4 != 0;
        dut.flit_seq_i = random() & 0xFFF;
        dut.open_i = random() % 8 < open_in_8;
        // A frame is 16 rows of words here, always a whole number of flits.
        dut.first_i = rows % 16 == 0;
        dut.eval();
        if (dut.row_valid_o && dut.row_ready_o && dut.open_i) {
            check_observation();
            ++rows;
        }
        if (dut.flit_valid_o) {
            REQUIRE_FALSE(flying.empty());
            REQUIRE(same(dut.flit_o, flying.front()));
            flying.pop_front();
            ++flits_out;
        }
        if (dut.flit_valid_i && dut.flit_ready_o) {
            flying.push_back(flit);
            chunks_in += 16;
            if (dut.flit_is_data_i) ends.push_back({chunks_in, dut.flit_seq_i});
            ++flits_in;
        }
        ++clocks;
        edge();
    }

    /// The row that moves now names the last data flit that ends in it.
    void check_observation() {
        chunks_out += row_chunks;
        std::optional<unsigned> last;
        while (!ends.empty() && ends.front().chunk <= chunks_out) {
            last = ends.front().seq;
            ends.pop_front();
        }
        REQUIRE((dut.row_ends_data_o != 0) == last.has_value());
        if (last) {
            REQUIRE(dut.row_seq_o == *last);
            ++observed;
        }
    }
};

/// The word of lane `lane` of the row in a gearbox of 48 lanes and words of 16.
unsigned row_word(const Voio_aggregation_tx_gearbox& dut, unsigned lane) {
    return static_cast<unsigned>(lane_field(dut.row_o[lane / 16], lane % 16, 16));
}

}  // namespace

TEST_CASE("oio_aggregation_tx_gearbox: a lane carries its byte of each row, the earlier row first",
          "[rtl][aggregation]") {
    SingleClock<Voio_aggregation_tx_gearbox> bench;
    std::mt19937 random(1);
    std::vector<unsigned> bytes;
    CHECK(bench.dut.row_valid_o == 0);
    CHECK(bench.dut.flit_ready_o == 0);
    bench.dut.enable_i = 1;
    unsigned at = 0;
    for (unsigned k = 0; k < 200; ++k) {
        const auto flit = random_flit(random);
        put(bench.dut.flit_i, flit);
        bench.dut.flit_valid_i = random() % 2;
        bench.dut.row_ready_i = random() % 3 != 0;
        bench.settle();
        if (bench.dut.row_valid_o && bench.dut.row_ready_i) {
            for (unsigned lane = 0; lane < 48; ++lane) {
                REQUIRE(row_word(bench.dut, lane) ==
                        (bytes[at + lane] | bytes[at + 48 + lane] << 8));
            }
            at += 96;
        }
        if (bench.dut.flit_valid_i && bench.dut.flit_ready_o) {
            for (unsigned byte = 0; byte < 256; ++byte) {
                bytes.push_back(flit[byte / 4] >> (8 * (byte % 4)) & 0xFF);
            }
        }
        bench.clock();
    }
    CHECK(at > 96 * 60);
}

TEST_CASE("oio_aggregation_tx_gearbox: starts again with a whole flit when enabled again",
          "[rtl][aggregation]") {
    SingleClock<Voio_aggregation_tx_gearbox> bench;
    std::mt19937 random(1);
    bench.dut.enable_i = 1;
    bench.dut.flit_valid_i = 1;
    bench.dut.row_ready_i = 1;
    for (unsigned k = 0; k < 7; ++k) {
        put(bench.dut.flit_i, random_flit(random));
        bench.clock();
    }
    bench.dut.enable_i = 0;
    bench.settle();
    CHECK(bench.dut.row_valid_o == 0);
    CHECK(bench.dut.flit_ready_o == 0);
    bench.clock(2);
    bench.dut.enable_i = 1;
    const auto flit = random_flit(random);
    put(bench.dut.flit_i, flit);
    bench.clock();
    bench.settle();
    REQUIRE(bench.dut.row_valid_o == 1);
    CHECK(row_word(bench.dut, 0) == ((flit[0] & 0xFF) | (flit[12] & 0xFF) << 8));
}

TEST_CASE("oio_aggregation_tx_gearbox: takes a flit only when the next row needs it",
          "[rtl][aggregation]") {
    SingleClock<Voio_aggregation_tx_gearbox> bench;
    bench.dut.enable_i = 1;
    bench.dut.flit_valid_i = 1;
    bench.clock();
    bench.settle();
    CHECK(bench.dut.row_valid_o == 1);
    CHECK(bench.dut.flit_ready_o == 0);
    bench.clock(10);
    CHECK(bench.dut.flit_ready_o == 0);
}

TEST_CASE("oio_aggregation_tx_gearbox: flits come back in order for every size, with stalls",
          "[rtl][aggregation]") {
    const unsigned index = GENERATE(range(0U, 18U));
    Pair pair(index);
    for (unsigned k = 0; k < 300; ++k) pair.clock(4, 4);
    for (unsigned k = 0; k < 200; ++k) pair.clock(8, 2);
    for (unsigned k = 0; k < 200; ++k) pair.clock(1, 8);
    for (unsigned k = 0; k < 300; ++k) pair.clock(8, 8);
    CHECK(pair.flits_out > 10);
    CHECK(pair.observed > 5);
}

TEST_CASE("oio_aggregation_tx_gearbox: no bubble in rows, or in flits where rows are longer",
          "[rtl][aggregation]") {
    const unsigned index = GENERATE(range(0U, 18U));
    Pair pair(index);
    for (unsigned k = 0; k < 40; ++k) pair.clock(8, 8);
    const auto rows = pair.rows;
    const auto flits = pair.flits_out;
    // The first row of a frame may wait for the last flits of the frame before.
    const unsigned clocks = 1600;
    for (unsigned k = 0; k < clocks; ++k) pair.clock(8, 8);
    if (pair.row_chunks <= 16) {
        CHECK(pair.rows - rows >= clocks - clocks / 16);
    } else {
        const auto frames = (pair.rows - rows) / 16 + 1;
        CHECK(pair.flits_out - flits + 2 * frames >= clocks);
    }
}
