// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/ucie/ucie_bench.hpp"

using oio::test::data_flit;
using oio::test::Flit;
using oio::test::UcieBench;

TEST_CASE("oio_ucie_tx: an unloaded flit is offered to the rows two clocks after it came",
          "[rtl][ucie]") {
    UcieBench bench;
    bench.link(true);
    bench.clock(3);
    bench.take();  // the ack that opens a link
    bench.die(data_flit(1));
    bench.clocks.settle();
    CHECK(bench.dut.tx_is_data_o == 0);
    bench.clock();
    bench.clocks.settle();
    CHECK(bench.dut.tx_is_data_o == 1);
}

TEST_CASE("oio_ucie_tx: a full buffer keeps the order of its flits", "[rtl][ucie]") {
    UcieBench bench;
    bench.clock(3);
    for (unsigned k = 0; k < UcieBench::kIngressDepth; ++k) bench.die(data_flit(100 + k));
    bench.clock(5);
    CHECK(bench.dut.ingress_level_o == UcieBench::kIngressDepth);
    bench.link(true);
    for (unsigned k = 0; k < UcieBench::kIngressDepth; ++k) {
        const auto flit = bench.take_data();
        REQUIRE(flit.has_value());
        CHECK(*flit == data_flit(100 + k, 0, 0, k));
    }
    bench.clock(2);
    CHECK(bench.dut.ingress_level_o == 0);
}

TEST_CASE("oio_ucie_tx: discards and counts damage in every part of a flit", "[rtl][ucie]") {
    UcieBench bench;
    bench.link(true);
    bench.clock(3);
    unsigned count = 0;
    for (const unsigned bit : {0U, 7U, 16U, 1007U, 1008U, 1023U, 1024U, 2031U, 2032U, 2047U}) {
        Flit flit = data_flit(5);
        flit.flip(bit);
        bench.die(flit);
        bench.clock(3);
        CHECK(bench.dut.die_crc_errors_o == ++count);
    }
    CHECK_FALSE(bench.take_data().has_value());
    bench.die(data_flit(6));
    CHECK(bench.take_data() == data_flit(6, 0, 0, 0));
}

TEST_CASE("oio_ucie_tx: discards NOPs silently and unknown protocol ids with a count",
          "[rtl][ucie]") {
    UcieBench bench;
    bench.link(true);
    bench.clock(3);
    bench.die(Flit{});
    Flit nop = data_flit(1);
    nop.bytes[0] = 0x00;
    nop.seal();
    bench.die(nop);
    bench.clock(3);
    CHECK(bench.dut.die_crc_errors_o == 0);
    for (const unsigned pid : {2U, 3U}) {
        Flit unknown = data_flit(1);
        unknown.bytes[0] = static_cast<std::uint8_t>(pid << 6);
        unknown.seal();
        bench.die(unknown);
    }
    bench.clock(3);
    CHECK(bench.dut.die_crc_errors_o == 2);
    CHECK_FALSE(bench.take_data().has_value());
}
