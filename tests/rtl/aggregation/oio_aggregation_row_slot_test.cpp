// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <array>
#include <random>

#include "Voio_aggregation_row_slot.h"
#include "tests/support/clocks.hpp"

TEST_CASE("oio_aggregation_row_slot: reads what was written last at each address",
          "[rtl][aggregation]") {
    Voio_aggregation_row_slot dut;
    oio::test::Clocks<Voio_aggregation_row_slot> clocks(dut);
    clocks.add(dut.clk_wr_i);
    std::mt19937 random(2);
    std::array<std::uint32_t, 4> rows{};
    for (unsigned k = 0; k < 300; ++k) {
        dut.wr_en_i = k < 4 || random() % 2;
        dut.wr_addr_i = static_cast<std::uint8_t>(k < 4 ? k : random() % 4);
        dut.wr_data_i = random() & 0xFFFFFF;
        if (dut.wr_en_i) rows[dut.wr_addr_i] = dut.wr_data_i;
        clocks.rise();
        if (k < 4) continue;
        for (unsigned address = 0; address < 4; ++address) {
            dut.rd_addr_i = static_cast<std::uint8_t>(address);
            clocks.settle();
            REQUIRE(dut.rd_data_o == rows[address]);
        }
    }
    dut.final();
}
