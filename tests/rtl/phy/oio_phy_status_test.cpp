// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <vector>

#include "Voio_phy_status.h"
#include "tests/rtl/phy/two_clocks.hpp"

using namespace oio::test;

namespace {

enum State : unsigned { Reset, Detect, Threshold, Active = 8, Retrain = 9, Failed = 15 };

struct Bench : TwoClocks<Voio_phy_status> {
    std::vector<unsigned> events;
    unsigned restarts = 0;
    unsigned core_clocks = 0;

    explicit Bench(std::uint64_t rx = 3765, std::uint64_t core = 2000, std::uint64_t phase = 100)
        : TwoClocks(
              [](Voio_phy_status& d) {
                  return ClockPins{d.clk_rx_i, d.rst_rx_ni, d.clk_i, d.rst_ni};
              },
              rx, core, phase) {}

    void run(unsigned edges) {
        for (unsigned k = 0; k < edges; ++k) {
            if (clocks.rise() & kCore) {
                ++core_clocks;
                if (dut.event_valid_o) events.push_back(dut.event_o);
                restarts += dut.restart_o;
            }
        }
    }
    void rx_edge() {
        while ((clocks.next() & kRx) == 0) run(1);
        run(1);
    }
    void event(unsigned code) {
        dut.event_i = static_cast<std::uint8_t>(code);
        dut.event_valid_i = 1;
        rx_edge();
        dut.event_valid_i = 0;
        dut.event_i = 0;
    }
    void state(unsigned state, unsigned fail = 0) {
        dut.state_i = static_cast<std::uint8_t>(state);
        dut.fail_i = static_cast<std::uint8_t>(fail);
        run(60);
    }
};

}  // namespace

TEST_CASE("oio_phy_status: shows reset, no failure and no event after reset", "[rtl][phy]") {
    Bench bench;
    CHECK(bench.dut.state_o == Reset);
    CHECK(bench.dut.fail_o + bench.dut.link_up_o + bench.dut.event_valid_o == 0);
    bench.run(100);
    CHECK(bench.events.empty());
    CHECK(bench.restarts == 0);
}

TEST_CASE("oio_phy_status: state and cause arrive together, for any ratio of the clocks",
          "[rtl][phy]") {
    const std::uint64_t core = GENERATE(500U, 2000U, 3765U, 9000U);
    Bench bench(3765, core, 77);
    // Pairs that differ in all bits: a mixture would show.
    for (unsigned k = 0; k < 200; ++k) {
        const unsigned state = k % 2 ? 15 : 0;
        bench.dut.state_i = static_cast<std::uint8_t>(state);
        bench.dut.fail_i = static_cast<std::uint8_t>(15 - state);
        for (unsigned edge = 0; edge < 7 + k % 5; ++edge) {
            bench.run(1);
            const unsigned sum = bench.dut.state_o + bench.dut.fail_o;
            REQUIRE((sum == 15 || sum == 0));
        }
    }
    bench.state(Detect, 2);
    CHECK(bench.dut.state_o == Detect);
    CHECK(bench.dut.fail_o == 2);
}

TEST_CASE("oio_phy_status: every event arrives once and in order", "[rtl][phy]") {
    const std::uint64_t core = GENERATE(500U, 2000U, 9000U);
    Bench bench(3765, core, 31);
    std::vector<unsigned> sent;
    for (unsigned code = 1; code < 10; ++code) {
        bench.event(code);
        sent.push_back(code);
        bench.run(80);
    }
    CHECK(bench.events == sent);
}

TEST_CASE("oio_phy_status: two events close together both arrive", "[rtl][phy]") {
    Bench bench;
    bench.event(8);
    bench.rx_edge();
    bench.event(9);
    bench.run(100);
    CHECK(bench.events == std::vector<unsigned>{8, 9});
}

TEST_CASE("oio_phy_status: a restart is one pulse, the link comes and goes as a level",
          "[rtl][phy]") {
    Bench bench;
    for (unsigned k = 0; k < 5; ++k) {
        bench.dut.restart_i = 1;
        bench.rx_edge();
        bench.dut.restart_i = 0;
        bench.run(40);
    }
    CHECK(bench.restarts == 5);
    bench.dut.link_up_i = 1;
    bench.run(20);
    CHECK(bench.dut.link_up_o == 1);
    bench.dut.link_up_i = 0;
    bench.run(20);
    CHECK(bench.dut.link_up_o == 0);
}

TEST_CASE("oio_phy_status: counts are taken when the state changes", "[rtl][phy]") {
    Bench bench;
    bench.dut.retrains_i = 7;
    bench.dut.dead_i = 8;
    bench.dut.mapped_i = 5;
    bench.run(60);
    CHECK(bench.dut.retrains_o == 0);
    bench.state(Active);
    CHECK(bench.dut.retrains_o == 7);
    CHECK(bench.dut.dead_o == 8);
    CHECK(bench.dut.mapped_o == 5);
}

TEST_CASE("oio_phy_status: the training time runs from reset, and again from a retrain",
          "[rtl][phy]") {
    Bench bench;
    bench.run(500);
    bench.state(Detect);
    bench.run(500);
    bench.state(Threshold);
    const auto before = bench.core_clocks;
    bench.state(Active);
    const auto time = bench.dut.train_time_o;
    // From reset on, within the crossing of the clocks.
    CHECK(time > before - 5);
    CHECK(time < before + 20);
    bench.run(300);
    CHECK(bench.dut.train_time_o == time);
    bench.state(Retrain);
    CHECK(bench.dut.train_time_o < 60);
    bench.run(300);
    CHECK(bench.dut.train_time_o > 150);
    bench.state(Failed, 1);
    const auto failed = bench.dut.train_time_o;
    bench.run(100);
    CHECK(bench.dut.train_time_o == failed);
}
