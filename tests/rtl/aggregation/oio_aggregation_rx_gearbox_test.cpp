// SPDX-License-Identifier: Apache-2.0
//
// What belongs to the receive side alone; the identity over all sizes is with the transmit side.
#include <catch2/catch.hpp>

#include <deque>
#include <random>
#include <vector>

#include "Voio_aggregation_rx_gearbox.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

/// 48 lanes, words of 16: a row is 96 bytes, a flit 256.
struct Bench : SingleClock<Voio_aggregation_rx_gearbox> {
    std::mt19937 random{6};
    std::vector<std::uint8_t> stream;  ///< bytes since the last first row
    std::size_t taken = 0;             ///< bytes of the stream already seen in flits
    unsigned flits = 0;

    /// Offers a row until it is taken.
    void row(bool first) {
        std::vector<std::uint8_t> bytes(96);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        for (unsigned lane = 0; lane < 48; ++lane) {
            set_lane_field(dut.row_i[lane / 16], lane % 16, 16,
                           bytes[lane] | bytes[48 + lane] << 8);
        }
        dut.row_valid_i = 1;
        dut.row_first_i = first;
        bool ready = false;
        for (unsigned k = 0; k < 10 && !ready; ++k) {
            settle();
            ready = dut.row_ready_o;
            step();
        }
        REQUIRE(ready);
        dut.row_valid_i = 0;
        dut.row_first_i = 0;
        if (first) {
            stream.clear();
            taken = 0;
        }
        stream.insert(stream.end(), bytes.begin(), bytes.end());
    }
    void step() {
        settle();
        if (dut.flit_valid_o) {
            REQUIRE(taken + 256 <= stream.size());
            for (unsigned byte = 0; byte < 256; ++byte) {
                REQUIRE(lane_field(dut.flit_o, byte, 8) == stream[taken + byte]);
            }
            taken += 256;
            ++flits;
        }
        clock();
    }
    void idle(unsigned count) {
        for (unsigned k = 0; k < count; ++k) step();
    }
};

}  // namespace

TEST_CASE("oio_aggregation_rx_gearbox: is empty and ready after reset", "[rtl][aggregation]") {
    Bench bench;
    bench.settle();
    CHECK(bench.dut.flit_valid_o == 0);
    CHECK(bench.dut.row_ready_o == 1);
    bench.dut.row_first_i = 1;
    bench.settle();
    CHECK(bench.dut.row_ready_o == 1);
}

TEST_CASE("oio_aggregation_rx_gearbox: a row that completes a flit gives it in the next clock",
          "[rtl][aggregation]") {
    Bench bench;
    bench.row(true);
    bench.row(false);
    bench.settle();
    CHECK(bench.dut.flit_valid_o == 0);
    bench.row(false);
    bench.settle();
    CHECK(bench.dut.flit_valid_o == 1);
    bench.idle(3);
    CHECK(bench.flits == 1);
}

TEST_CASE("oio_aggregation_rx_gearbox: a first row drops a part flit and nothing else",
          "[rtl][aggregation]") {
    const unsigned rows = GENERATE(range(1U, 20U));
    Bench bench;
    bench.row(true);
    for (unsigned k = 1; k < rows; ++k) bench.row(false);
    // Without a pause: whole flits that wait must leave before.
    bench.row(true);
    CHECK(bench.flits == rows * 96 / 256);
    for (unsigned k = 0; k < 7; ++k) bench.row(false);
    bench.idle(4);
    CHECK(bench.flits == rows * 96 / 256 + 3);
    CHECK(bench.taken == bench.stream.size());
}

TEST_CASE("oio_aggregation_rx_gearbox: goes round its ring for a long frame",
          "[rtl][aggregation]") {
    Bench bench;
    bench.row(true);
    for (unsigned k = 1; k < 800; ++k) {
        bench.row(false);
        if (bench.random() % 4 == 0) bench.idle(bench.random() % 5);
    }
    bench.idle(4);
    CHECK(bench.flits == 800 * 96 / 256);
}
