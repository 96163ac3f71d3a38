// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/rtl/ucie/ucie_bench.hpp"

using oio::test::control_flit;
using oio::test::data_flit;
using oio::test::Flit;
using oio::test::UcieBench;

namespace {

/// A bench with the link up and the opening ack taken.
struct Open : UcieBench {
    Open() {
        link(true);
        clock();
        REQUIRE(take() == control_flit(4095, false));
    }

    /// Naks among the next `count` flits taken.
    unsigned naks(unsigned count) {
        unsigned result = 0;
        for (unsigned k = 0; k < count; ++k) result += take().is_nak();
        return result;
    }
};

Flit spoiled(unsigned number) {
    Flit flit = data_flit(number, 0, 0, number);
    flit.flip(1500);
    return flit;
}

}  // namespace

TEST_CASE("oio_ucie_llr_rx: delivers in order and acks cumulatively when idle", "[rtl][ucie]") {
    Open bench;
    for (unsigned k = 0; k < 6; ++k) bench.arrive(data_flit(k, 0, 0, k));
    bench.clock(3);
    CHECK(bench.delivered.size() == 6);
    CHECK(bench.take() == control_flit(5, false));
    CHECK(bench.dut.flits_delivered_o == 6);
    CHECK(bench.dut.duplicates_o == 0);
}

TEST_CASE("oio_ucie_llr_rx: a gap is dropped and asks for one nak until there is progress",
          "[rtl][ucie]") {
    Open bench;
    bench.arrive(data_flit(0, 0, 0, 0));
    for (const unsigned number : {2U, 3U, 4U}) bench.arrive(data_flit(number, 0, 0, number));
    bench.clock(2);
    CHECK(bench.delivered.size() == 1);
    CHECK(bench.take() == control_flit(0, true));
    CHECK(bench.naks(20) == 0);
    CHECK(bench.dut.naks_sent_o == 1);
    for (const unsigned number : {1U, 2U}) bench.arrive(data_flit(number, 0, 0, number));
    bench.arrive(data_flit(4, 0, 0, 4));  // the next gap
    bench.clock(2);
    CHECK(bench.delivered.size() == 3);
    CHECK(bench.take() == control_flit(2, true));
}

TEST_CASE("oio_ucie_llr_rx: a nak for a gap is repeated after the time-out without progress",
          "[rtl][ucie]") {
    Open bench;
    bench.arrive(data_flit(7, 0, 0, 7));
    bench.clock(2);
    CHECK(bench.naks(UcieBench::kNakTimeout - 8) == 1);
    CHECK(bench.naks(16) == 1);
    CHECK(bench.naks(UcieBench::kNakTimeout - 16) == 0);
    CHECK(bench.naks(16) == 1);
}

TEST_CASE("oio_ucie_llr_rx: a bad CRC asks for one nak, again only after new trouble",
          "[rtl][ucie]") {
    Open bench;
    bench.arrive(spoiled(0));
    bench.arrive(spoiled(1));
    bench.clock(2);
    CHECK(bench.take() == control_flit(4095, true));
    CHECK(bench.naks(3 * UcieBench::kNakTimeout) == 0);
    CHECK(bench.dut.crc_errors_o == 2);
    bench.arrive(spoiled(0));
    bench.clock(2);
    CHECK(bench.naks(10) == 1);
    CHECK(bench.dut.crc_errors_o == 3);
    CHECK(bench.delivered.empty());
}

TEST_CASE("oio_ucie_llr_rx: a duplicate is dropped, counted and acked again", "[rtl][ucie]") {
    Open bench;
    for (unsigned k = 0; k < 4; ++k) bench.arrive(data_flit(k, 0, 0, k));
    bench.clock(2);
    bench.take();
    bench.arrive(data_flit(3, 0, 0, 3));
    bench.arrive(data_flit(0, 0, 0, 0));
    bench.clock(2);
    CHECK(bench.delivered.size() == 4);
    CHECK(bench.dut.duplicates_o == 2);
    CHECK(bench.take() == control_flit(3, false));
}

TEST_CASE("oio_ucie_llr_rx: every single-bit error of a data flit keeps it from the die",
          "[rtl][ucie]") {
    Open bench;
    for (unsigned bit = 0; bit < 2048; ++bit) {
        Flit flit = data_flit(0, 0, 0, 0);
        flit.flip(bit);
        bench.arrive(flit);
    }
    bench.clock(4);
    CHECK(bench.delivered.empty());
    CHECK(bench.dut.crc_errors_o == 2048);
}

TEST_CASE("oio_ucie_llr_rx: a pattern of four bits that the CRC misses gets through",
          "[rtl][ucie]") {
    // The limit of the code, so that nobody believes the scoreboard could be left out: g(x) itself.
    Open bench;
    Flit flit = data_flit(0, 0, 0, 0);
    for (const unsigned bit : {0U, 1U, 14U, 16U}) flit.flip(500 + bit);
    REQUIRE(flit.intact());
    bench.arrive(flit);
    bench.clock(4);
    REQUIRE(bench.delivered.size() == 1);
    CHECK_FALSE(bench.delivered[0] == data_flit(0));
    CHECK(bench.dut.crc_errors_o == 0);
}

TEST_CASE("oio_ucie_llr_rx: nothing is accepted while the link is down", "[rtl][ucie]") {
    Open bench;
    bench.arrive(data_flit(0, 0, 0, 0));
    bench.clock();
    bench.link(false);
    bench.arrive(data_flit(1, 0, 0, 1));
    bench.arrive(spoiled(2));
    bench.clock(4);
    CHECK(bench.delivered.size() == 1);
    CHECK(bench.dut.crc_errors_o == 0);
    bench.link(true);
    bench.arrive(data_flit(1, 0, 0, 1));
    bench.clock(4);
    CHECK(bench.delivered.size() == 2);
}

TEST_CASE("oio_ucie_llr_rx: a NOP and an unknown protocol id change nothing", "[rtl][ucie]") {
    Open bench;
    bench.arrive(Flit{});
    Flit unknown;
    unknown.bytes[0] = 0x80;
    unknown.seal();
    bench.arrive(unknown);
    bench.clock(4);
    CHECK(bench.delivered.empty());
    CHECK(bench.naks(10) == 0);
    CHECK(bench.dut.crc_errors_o == 0);
}

TEST_CASE("oio_ucie_llr_rx: half of the numbers are behind, half ahead", "[rtl][ucie]") {
    Open bench;
    for (const unsigned behind : {4095U, 3000U, 2048U}) bench.arrive(data_flit(1, 0, 0, behind));
    bench.clock(3);
    CHECK(bench.dut.duplicates_o == 3);
    CHECK(bench.naks(5) == 0);
    for (const unsigned ahead : {2047U, 1024U, 1U}) bench.arrive(data_flit(1, 0, 0, ahead));
    bench.clock(3);
    CHECK(bench.dut.duplicates_o == 3);
    CHECK(bench.naks(5) == 1);
    CHECK(bench.delivered.empty());
}

TEST_CASE("oio_ucie_llr_rx: a duplicate alone is acked under load too", "[rtl][ucie]") {
    Open bench;
    bench.arrive(data_flit(0, 0, 0, 0));
    const auto control_among_data = [&bench] {
        unsigned control = 0;
        for (unsigned serial = 0; serial < UcieBench::kAckEvery + 2; ++serial) {
            bench.die(data_flit(serial));
            bench.clock();
            control += bench.take().is_control();
        }
        return control;
    };
    CHECK(control_among_data() == 1);
    CHECK(control_among_data() == 0);  // nothing new to tell
    bench.arrive(data_flit(0, 0, 0, 0));
    CHECK(control_among_data() == 1);
}
