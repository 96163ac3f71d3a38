// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

namespace {

void write(CommonBench& bench, unsigned address, unsigned data) {
    bench.dut.ram_wr_en_i = 1;
    bench.dut.ram_wr_addr_i = static_cast<std::uint8_t>(address);
    bench.dut.ram_wr_data_i = static_cast<std::uint16_t>(data);
    bench.clocks.rise();
    bench.dut.ram_wr_en_i = 0;
}

unsigned read(CommonBench& bench, unsigned address) {
    bench.dut.ram_rd_en_i = 1;
    bench.dut.ram_rd_addr_i = static_cast<std::uint8_t>(address);
    bench.clocks.rise();
    bench.dut.ram_rd_en_i = 0;
    return bench.dut.ram_rd_data_o;
}

}  // namespace

TEST_CASE("oio_ram: every word reads back one clock after it is asked for", "[rtl][common]") {
    CommonBench bench;
    for (unsigned k = 0; k < 8; ++k) write(bench, k, 0x1111 * k + 5);
    for (unsigned k = 8; k-- > 0;) CHECK(read(bench, k) == 0x1111 * k + 5);
}

TEST_CASE("oio_ram: the output holds between reads", "[rtl][common]") {
    CommonBench bench;
    write(bench, 3, 0xABCD);
    REQUIRE(read(bench, 3) == 0xABCD);
    bench.dut.ram_rd_addr_i = 4;
    write(bench, 3, 0x1234);
    bench.clocks.rise(3);
    CHECK(bench.dut.ram_rd_data_o == 0xABCD);
}

TEST_CASE("oio_ram: a read at the edge of a write to the same word returns the old word",
          "[rtl][common]") {
    CommonBench bench;
    write(bench, 6, 0x0001);
    bench.dut.ram_rd_en_i = 1;
    bench.dut.ram_rd_addr_i = 6;
    write(bench, 6, 0x0002);
    CHECK(bench.dut.ram_rd_data_o == 0x0001);
    CHECK(read(bench, 6) == 0x0002);
}
