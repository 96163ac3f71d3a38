// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>

#include "Voio_aggregation_shift_down4.h"
#include "Voio_aggregation_shift_up16.h"
#include "Voio_aggregation_shift_up4.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

/// `Step` is where a moved lane comes from, in lanes, relative to itself.
template <class Dut, int Step>
struct Bench : SingleClock<Dut> {
    std::mt19937 random{5};

    void select(unsigned position) {
        this->dut.write_i = 1;
        this->dut.write_position_i = static_cast<std::uint16_t>(position);
        this->clock();
        this->dut.write_i = 0;
    }
    /// Every lane shows its own word, or the one `Step` away if its bit in `moved` is set.
    void check(unsigned moved) {
        randomise(this->dut.own_i, 128, random);
        randomise(this->dut.neighbour_i, 128, random);
        this->settle();
        for (int lane = 0; lane < 16; ++lane) {
            const int from = moved >> lane & 1 ? lane + Step : lane;
            const bool inside = from >= 0 && from < 16;
            const unsigned at = static_cast<unsigned>(from + 16) % 16;
            const auto expected = inside ? lane_field(this->dut.own_i, at, 8)
                                         : lane_field(this->dut.neighbour_i, at, 8);
            REQUIRE(lane_field(this->dut.words_o, static_cast<unsigned>(lane), 8) == expected);
        }
    }
    void clear() {
        this->dut.clear_i = 1;
        this->clock();
        this->dut.clear_i = 0;
    }
};

using Up4 = Bench<Voio_aggregation_shift_up4, -4>;
using Down4 = Bench<Voio_aggregation_shift_down4, 4>;
using Up16 = Bench<Voio_aggregation_shift_up16, -16>;

}  // namespace

TEMPLATE_TEST_CASE("oio_aggregation_shift: passes all lanes after reset and after a clear",
                   "[rtl][aggregation]", Up4, Down4, Up16) {
    TestType bench;
    bench.check(0);
    bench.select(7);
    bench.check(1U << 7);
    bench.clear();
    bench.check(0);
}

TEMPLATE_TEST_CASE("oio_aggregation_shift: exactly the selected lanes take the far word",
                   "[rtl][aggregation]", Up4, Down4, Up16) {
    TestType bench;
    bench.dut.column_i = 3;
    for (unsigned run = 0; run < 60; ++run) {
        const unsigned moved = run < 16 ? 1U << run : bench.random() & 0xFFFF;
        bench.clear();
        for (unsigned lane = 0; lane < 16; ++lane) {
            if (moved >> lane & 1) bench.select(3 * 16 + lane);
        }
        bench.check(moved);
        bench.select(2 * 16);
        bench.select(4 * 16 + 15);
        bench.check(moved);
    }
}
