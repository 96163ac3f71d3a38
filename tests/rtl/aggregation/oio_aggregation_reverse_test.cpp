// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_aggregation_reverse.h"
#include "tests/support/port_bits.hpp"

using namespace oio::test;

namespace {

/// Column `column` of an array of `physical` lanes, whose words are their numbers plus one.
void load(Voio_aggregation_reverse& dut, unsigned physical, unsigned column) {
    const auto word = [physical](int lane) {
        return lane >= 0 && lane < static_cast<int>(physical) ? lane + 1 : 0;
    };
    const int whole = static_cast<int>(physical / 16);
    const int own = static_cast<int>(column);
    for (int lane = 0; lane < 16; ++lane) {
        set_lane_field(dut.own_i, lane, 8, word(16 * own + lane));
        set_lane_field(dut.far_low_i, lane, 8, word(16 * (whole - own - 1) + lane));
        set_lane_field(dut.far_high_i, lane, 8, word(16 * (whole - own) + lane));
    }
    dut.remainder_i = physical % 16;
}

}  // namespace

TEST_CASE("oio_aggregation_reverse: a position takes the mirrored lane for any number of lanes",
          "[rtl][aggregation]") {
    Voio_aggregation_reverse dut;
    dut.rst_ni = 1;
    for (unsigned physical = 16; physical <= 200; ++physical) {
        for (unsigned column = 0; column < (physical + 15) / 16; ++column) {
            load(dut, physical, column);
            dut.reverse_i = 1;
            dut.eval();
            for (unsigned lane = 0; lane < 16; ++lane) {
                const unsigned position = 16 * column + lane;
                if (position >= physical) continue;
                REQUIRE(lane_field(dut.words_o, lane, 8) == physical - position);
            }
        }
    }
}

TEST_CASE("oio_aggregation_reverse: passes its own lanes while not asked to mirror",
          "[rtl][aggregation]") {
    Voio_aggregation_reverse dut;
    dut.rst_ni = 1;
    load(dut, 40, 1);
    dut.reverse_i = 0;
    dut.eval();
    CHECK(all_bits(dut.words_o, 128) == all_bits(dut.own_i, 128));
}
