// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <random>

#include "Voio_phy_lane_access.h"
#include "tests/rtl/phy/two_clocks.hpp"
#include "tests/support/port_bits.hpp"

using namespace oio::test;

namespace {

/// 40 lanes whose instruments answer one receive clock after they are read.
struct Bench : TwoClocks<Voio_phy_lane_access> {
    struct Lane {
        std::array<std::uint32_t, 3> serdes;
        std::uint32_t phy;
        std::uint32_t align;
    };
    std::array<Lane, 40> lanes{};
    unsigned acks = 0;
    unsigned reads = 0;

    explicit Bench(std::uint64_t rx = 3765, std::uint64_t core = 2000, std::uint64_t phase = 100)
        : TwoClocks(
              [](Voio_phy_lane_access& d) {
                  return ClockPins{d.clk_i, d.rst_ni, d.clk_core_i, d.rst_core_ni};
              },
              rx, core, phase) {
        std::mt19937 random(10);
        for (auto& lane : lanes) {
            for (auto& word : lane.serdes) word = random();
            lane.phy = random() & 0xFFFFF;
            lane.align = random() & 0x7FFFFFF;
        }
    }

    void run(unsigned edges) {
        for (unsigned k = 0; k < edges; ++k) {
            clocks.settle();
            const bool read = dut.read_o && (clocks.next() & kRx);
            const unsigned lane = dut.column_o * 16U + dut.lane_o;
            const unsigned mask = clocks.rise();
            if (read) {
                REQUIRE(lane < 40);
                ++reads;
                for (unsigned word = 0; word < 3; ++word) {
                    set_bits(dut.serdes_i, 32 * word, 32, lanes[lane].serdes[word]);
                }
                dut.phy_i = lanes[lane].phy;
                dut.align_i = lanes[lane].align;
            }
            if (mask & kCore) acks += dut.ack_o;
        }
    }
    void request(unsigned index) {
        while ((clocks.next() & kCore) == 0) run(1);
        dut.req_i = 1;
        dut.index_i = static_cast<std::uint16_t>(index);
        run(1);
        dut.req_i = 0;
    }
    /// Bits of the record of oio_serdes_rx.
    std::uint32_t serdes(unsigned lane, unsigned lsb, unsigned width) const {
        std::uint64_t value = 0;
        for (unsigned k = 0; k < width; ++k) {
            const unsigned bit = lsb + k;
            value |= std::uint64_t{lanes[lane].serdes[bit / 32] >> bit % 32 & 1} << k;
        }
        return static_cast<std::uint32_t>(value);
    }
};

}  // namespace

TEST_CASE("oio_phy_lane_access: neither reads nor answers without a request", "[rtl][phy]") {
    Bench bench;
    bench.run(200);
    CHECK(bench.acks == 0);
    CHECK(bench.reads == 0);
}

TEST_CASE("oio_phy_lane_access: one answer per request, with everything in its place",
          "[rtl][phy]") {
    const std::uint64_t core = GENERATE(700U, 2000U, 3765U, 8000U);
    Bench bench(3765, core, 55);
    for (unsigned lane = 0; lane < 40; lane += 3) set_bit(bench.dut.dead_i, lane, true);
    for (unsigned lane = 0; lane < 40; ++lane) {
        const auto before = bench.acks;
        bench.request(lane);
        bench.run(100);
        REQUIRE(bench.acks == before + 1);
        const auto& known = bench.lanes[lane];
        const unsigned flags = (known.phy >> 19 & 1 ? 0U : 1U) | bench.serdes(lane, 95, 1) << 1 |
                               (lane % 3 == 0 ? 4U : 0U) | bench.serdes(lane, 93, 1) << 3 |
                               bench.serdes(lane, 94, 1) << 4 | (known.align >> 16 & 3) << 5;
        const unsigned missed = known.align & 0xFFFF;
        CHECK((bench.dut.status_o & 0xFF) == flags);
        CHECK((bench.dut.status_o >> 8 & 0xFF) == known.align >> 23);
        CHECK(bench.dut.status_o >> 16 == std::min(missed, 0x7FFFU));
        CHECK((bench.dut.codes_o & 0x3F) == (known.phy & 0x3F));
        CHECK((bench.dut.codes_o >> 8 & 0xFF) == (known.phy >> 6 & 0xFF));
        CHECK((bench.dut.codes_o >> 16 & 0xFF) == bench.serdes(lane, 88, 5));
        CHECK(bench.dut.codes_o >> 24 == (known.align >> 18 & 0x1F));
        CHECK(bench.dut.errors_o == bench.serdes(lane, 0, 24));
        CHECK(bench.dut.words_o == bench.serdes(lane, 24, 32));
        CHECK(bench.dut.id_o == bench.serdes(lane, 56, 24));
    }
    CHECK(bench.reads == 40);
}

TEST_CASE("oio_phy_lane_access: a request waits for the end of a scan", "[rtl][phy]") {
    Bench bench;
    bench.dut.scan_busy_i = 1;
    bench.request(17);
    bench.run(200);
    CHECK(bench.reads == 0);
    CHECK(bench.acks == 0);
    bench.dut.scan_busy_i = 0;
    bench.run(60);
    CHECK(bench.acks == 1);
    CHECK(bench.dut.id_o == bench.serdes(17, 56, 24));
}

TEST_CASE("oio_phy_lane_access: a lane that does not exist is answered with lane 0", "[rtl][phy]") {
    Bench bench;
    bench.request(4095);
    bench.run(60);
    CHECK(bench.acks == 1);
    CHECK(bench.dut.id_o == bench.serdes(0, 56, 24));
}
