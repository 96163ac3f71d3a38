// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_phy_peer.h"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

enum Flag : unsigned { Ready = 1, Applied = 2, Fresh = 4 };

struct Bench : SingleClock<Voio_phy_peer> {
    unsigned map_starts = 0, restarts = 0;

    void run(unsigned count) {
        for (unsigned k = 0; k < count; ++k) {
            settle();
            map_starts += dut.tx_map_start_o;
            clock();
            restarts += dut.restart_o;
        }
    }
    void start() {
        dut.starting_i = 1;
        dut.exchange_i = 0;
        run(1);
        dut.starting_i = 0;
    }
    void own_map() {
        dut.rx_mapped_i = 1;
        run(1);
        dut.rx_mapped_i = 0;
        dut.exchange_i = 1;
    }
    void message(unsigned flags) {
        dut.message_flags_i = static_cast<std::uint8_t>(flags);
        dut.message_valid_i = 1;
        run(1);
        dut.message_valid_i = 0;
    }
    void frame(bool payload) {
        dut.frame_close_i = 1;
        dut.frame_is_active_i = payload;
        run(1);
        dut.frame_close_i = 0;
        dut.frame_is_active_i = 0;
    }
    bool agreed() {
        settle();
        return dut.agreed_o;
    }
    // The far side is done with everything and this side is too.
    void agree(unsigned freshness) {
        own_map();
        message(Ready | freshness);
        dut.tx_map_done_i = 1;
        run(70);
        message(Ready | Applied | freshness);
    }
    void leave() {
        dut.leave_i = 1;
        run(1);
        dut.leave_i = 0;
        dut.exchange_i = 0;
    }
};

}  // namespace

TEST_CASE("oio_phy_peer: agrees when both sides have both maps, in whatever order they say so",
          "[rtl][phy]") {
    Bench bench;
    bench.start();
    CHECK((bench.dut.flags_o & (Ready | Applied)) == 0);
    bench.own_map();
    CHECK((bench.dut.flags_o & (Ready | Applied)) == Ready);
    bench.message(0);
    CHECK(bench.map_starts == 0);
    bench.message(Ready);
    CHECK_FALSE(bench.agreed());
    bench.dut.tx_map_done_i = 1;
    bench.run(70);
    CHECK((bench.dut.flags_o & (Ready | Applied)) == (Ready | Applied));
    SECTION("the far side says that it has loaded our map") {
        CHECK_FALSE(bench.agreed());
        bench.message(Ready | Applied);
    }
    SECTION("the far side already sends payload: the message that said so was lost") {
        bench.frame(true);
        CHECK(bench.dut.far_active_o);
    }
    CHECK(bench.agreed());
}

TEST_CASE("oio_phy_peer: the far map is loaded once per start", "[rtl][phy]") {
    Bench bench;
    for (unsigned starts = 1; starts <= 2; ++starts) {
        bench.start();
        bench.own_map();
        for (int k = 0; k < 5; ++k) {
            bench.message(Ready);
            bench.run(40);
        }
        CHECK(bench.map_starts == starts);
    }
}

TEST_CASE("oio_phy_peer: an old done flag of the transmit side does not count", "[rtl][phy]") {
    Bench bench;
    bench.dut.tx_map_done_i = 1;  // Of the start before.
    bench.start();
    bench.own_map();
    bench.message(Ready);
    bench.run(10);
    bench.dut.tx_map_done_i = 0;
    bench.run(100);
    CHECK((bench.dut.flags_o & Applied) == 0);
    bench.dut.tx_map_done_i = 1;
    bench.run(1);
    CHECK((bench.dut.flags_o & Applied) != 0);
}

TEST_CASE("oio_phy_peer: numbers begin again when either side is fresh, and only then",
          "[rtl][phy]") {
    Bench bench;
    CHECK(bench.dut.fresh_o);
    bench.start();
    bench.agree(0);
    bench.leave();
    CHECK(bench.restarts == 1);  // This side came out of reset.
    CHECK_FALSE(bench.dut.fresh_o);
    CHECK(bench.dut.fresh_start_o);

    bench.start();
    bench.agree(0);
    bench.leave();
    CHECK(bench.restarts == 1);  // Both still have their retry state.

    bench.start();
    bench.agree(Fresh);
    CHECK(bench.dut.far_fresh_o);
    bench.leave();
    CHECK(bench.restarts == 2);
    bench.run(20);
    CHECK(bench.restarts == 2);
}

TEST_CASE("oio_phy_peer: a start forgets what was said, and keeps freshness until payload",
          "[rtl][phy]") {
    Bench bench;
    bench.start();
    bench.agree(Fresh);
    bench.frame(true);
    CHECK(bench.agreed());
    bench.start();
    CHECK_FALSE(bench.agreed());
    CHECK_FALSE(bench.dut.far_active_o);
    CHECK_FALSE(bench.dut.far_fresh_o);
    CHECK((bench.dut.flags_o & (Ready | Applied)) == 0);
    CHECK((bench.dut.flags_o & Fresh) != 0);  // It never left the exchange.
}

TEST_CASE("oio_phy_peer: messages outside the exchange are not listened to", "[rtl][phy]") {
    Bench bench;
    bench.start();
    bench.message(Ready | Applied | Fresh);
    bench.run(10);
    CHECK(bench.map_starts == 0);
    CHECK_FALSE(bench.dut.far_fresh_o);
    bench.frame(true);
    CHECK_FALSE(bench.dut.far_active_o);  // Payload before the own map is there cannot be read.
}
