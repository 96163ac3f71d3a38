// SPDX-License-Identifier: Apache-2.0
//
// Two stages back to back. The scoreboard of RetryPair demands each flit once, in order, bit-exact.
#include <algorithm>
#include <catch2/catch.hpp>

#include "Voio_ucie.h"
#include "Voio_ucie_small.h"
#include "tests/rtl/ucie/retry_pair.hpp"

using oio::test::RetryPair;
using oio::test::RetryPairConfig;

namespace {

using SmallPair = RetryPair<Voio_ucie_small>;
using FullPair = RetryPair<Voio_ucie>;

RetryPairConfig small() {
    RetryPairConfig config;
    config.ingress_depth = 5;
    config.replay_depth = 32;
    config.delay = 4;
    return config;
}

template <class Pair>
void check_clean(Pair& pair) {
    INFO(pair.first_violation());
    CHECK(pair.violations() == 0);
}

template <class Pair>
void check_drained(Pair& pair) {
    CHECK(pair.drain());
    check_clean(pair);
    for (unsigned s = 0; s < 2; ++s) {
        const auto& near = pair.side(s);
        const auto& far = pair.side(1 - s);
        CHECK(near.die_delivered + pair.forgotten() >= near.die_sent);
        CHECK(far.dut.flits_delivered_o == near.die_delivered);
        CHECK(near.dut.flits_sent_o == near.die_sent);
        CHECK(near.dut.die_crc_errors_o == 0);
    }
}

}  // namespace

TEST_CASE("oio_ucie: a clean channel needs no retry", "[rtl][ucie]") {
    FullPair pair(RetryPairConfig{});
    pair.run(5);
    pair.link(true, true);
    pair.run(6000);
    check_drained(pair);
    for (unsigned s = 0; s < 2; ++s) {
        CHECK(pair.side(s).die_sent > 5000);
        CHECK(pair.side(s).dut.replays_o == 0);
        CHECK(pair.side(s).dut.naks_sent_o == 0);
        CHECK(pair.side(s).dut.timeouts_o == 0);
        CHECK(pair.side(s).dut.duplicates_o == 0);
    }
}

TEST_CASE("oio_ucie: keeps the rows full at the longest reach the replay buffer covers",
          "[rtl][ucie]") {
    RetryPairConfig config;
    config.slots_per_1000 = 1000;
    config.delay = (512 - 64 - 8) / 2;  // round trip + the wait for an ack = replay depth
    FullPair pair(config);
    pair.link(true, true);
    pair.run(1000);
    const auto before = pair.side(0).data_slots;
    pair.run(4000);
    CHECK(pair.side(0).data_slots - before >= 4000 * 64 / 65 - 8);
    CHECK(pair.side(0).max_replay_level > 480);
    check_drained(pair);
    CHECK(pair.side(0).dut.replays_o == 0);
}

TEST_CASE("oio_ucie: beyond that reach throughput drops and nothing else", "[rtl][ucie]") {
    RetryPairConfig config;
    config.slots_per_1000 = 1000;
    config.delay = 500;
    FullPair pair(config);
    pair.link(true, true);
    pair.run(8000);
    CHECK(pair.side(0).max_replay_level == 512);
    CHECK(pair.side(0).data_slots > 3000);
    CHECK(pair.side(0).data_slots < 5000);
    check_drained(pair);
    CHECK(pair.side(0).dut.replays_o == 0);
}

TEST_CASE("oio_ucie: delivers exactly once and in order while flits are lost and damaged",
          "[rtl][ucie]") {
    const unsigned seed = GENERATE(1U, 2U, 3U);
    RetryPairConfig config = small();
    config.seed = seed;
    config.corrupt[0] = config.corrupt[1] = 0.01;
    config.drop[0] = config.drop[1] = 0.01;
    config.load_per_1000[1] = seed == 2 ? 300 : 1000;
    SmallPair pair(config);
    pair.link(true, true);
    pair.run(25000);
    // Also over the end of the 12-bit numbers.
    CHECK(pair.side(0).die_sent > 4096);
    check_drained(pair);
    for (unsigned s = 0; s < 2; ++s) {
        CHECK(pair.side(s).dut.replays_o > 0);
        CHECK(pair.side(s).dut.naks_received_o > 0);
        CHECK(pair.side(s).dut.duplicates_o > 0);
        CHECK(pair.side(1 - s).dut.crc_errors_o == pair.side(s).spoiled);
    }
}

TEST_CASE("oio_ucie: numbers wrap many times under rare errors", "[rtl][ucie]") {
    RetryPairConfig config;
    config.corrupt[0] = config.corrupt[1] = 1e-3;
    config.delay = 60;
    FullPair pair(config);
    pair.link(true, true);
    pair.run(20000);
    CHECK(pair.side(0).die_sent > 2 * 4096);
    CHECK(pair.side(0).dut.timeouts_o == 0);
    check_drained(pair);
    for (unsigned s = 0; s < 2; ++s) {
        CHECK(pair.side(1 - s).dut.crc_errors_o == pair.side(s).spoiled);
        CHECK(pair.side(s).spoiled > 0);
    }
}

TEST_CASE("oio_ucie: survives a direction that is silent for longer than the time-out",
          "[rtl][ucie]") {
    const unsigned direction = GENERATE(0U, 1U);
    RetryPairConfig config = small();
    config.load_per_1000[1] = 0;
    SmallPair pair(config);
    pair.link(true, true);
    pair.run(500);
    pair.side(direction).frozen = true;  // 0: the data vanish; 1: the acks vanish
    pair.run(3 * 256 + 50);
    CHECK(pair.side(0).max_replay_level == 32);
    CHECK(pair.side(0).dut.timeouts_o >= 2);
    pair.side(direction).frozen = false;
    pair.run(500);
    check_drained(pair);
    if (direction == 1) CHECK(pair.side(1).dut.duplicates_o > 0);
}

TEST_CASE("oio_ucie: links that fall and rise at any time lose and repeat nothing", "[rtl][ucie]") {
    const unsigned seed = GENERATE(4U, 5U);
    RetryPairConfig config = small();
    config.seed = seed;
    config.corrupt[0] = config.corrupt[1] = 0.003;
    SmallPair pair(config);
    auto& random = pair.random();
    for (unsigned round = 0; round < 150; ++round) {
        pair.link(true, true);
        pair.run(random() % 150);
        // The sides do not notice at the same time, and not always both.
        const unsigned first = random() % 3;
        pair.link(first == 1, first == 2);
        pair.run(random() % 20);
        if (random() % 4 != 0) pair.link(false, false);
        pair.run(random() % (round % 10 == 0 ? 600 : 30));
        if (random() % 2) pair.link(first == 2, first == 1);
        pair.run(random() % 20);
    }
    pair.link(true, true);
    CHECK(pair.side(0).die_sent > 3000);
    check_drained(pair);
    CHECK(pair.side(0).dut.lost_o == 0);
}

TEST_CASE("oio_ucie: a restart loses what was under way, counts it and starts afresh",
          "[rtl][ucie]") {
    SmallPair pair(small());
    pair.link(true, true);
    pair.run(1000);
    pair.link(false, false);
    pair.run(10);
    const unsigned under_way = pair.side(0).dut.replay_level_o;
    CHECK(under_way > 0);
    pair.restart();
    CHECK(pair.side(0).dut.lost_o == under_way);
    CHECK(pair.forgotten() > 0);
    CHECK(pair.forgotten() <= pair.side(0).dut.lost_o + pair.side(1).dut.lost_o);
    pair.link(true, true);
    pair.run(1000);
    check_drained(pair);
}

TEST_CASE("oio_ucie: spoiled CRCs are all found, counted and mended", "[rtl][ucie]") {
    SmallPair pair(small());
    pair.link(true, true);
    pair.run(100);
    for (unsigned round = 1; round <= 20; ++round) {
        pair.side(0).dut.inject_crc_i = 1;
        pair.side(0).dut.inject_load_i = 1;
        pair.run(1);
        pair.side(0).dut.inject_load_i = 0;
        pair.run(120);
        CHECK(pair.side(1).dut.crc_errors_o == round);
        CHECK(pair.side(1).dut.naks_sent_o == round);
        CHECK(pair.side(0).dut.naks_received_o == round);
    }
    CHECK(pair.side(0).dut.crc_errors_o == 0);
    CHECK(pair.side(0).dut.timeouts_o == 0);
    check_drained(pair);
}

TEST_CASE("oio_ucie: the scoreboard sees damage that the CRC misses", "[rtl][ucie]") {
    SmallPair pair(small());
    pair.link(true, true);
    pair.run(200);
    CHECK(pair.violations() == 0);
    pair.side(0).miss_next = true;
    pair.run(200);
    CHECK(pair.violations() == 1);
    CHECK(pair.side(1).dut.crc_errors_o == 0);
}

TEST_CASE("oio_ucie: an unloaded flit crosses both stages in four clocks", "[rtl][ucie]") {
    RetryPairConfig config = small();
    config.slots_per_1000 = 1000;
    config.delay = 1;
    config.load_per_1000[0] = config.load_per_1000[1] = 0;
    SmallPair pair(config);
    pair.link(true, true);
    pair.run(20);
    pair.config().load_per_1000[0] = 1000;
    pair.run(1);
    pair.config().load_per_1000[0] = 0;
    REQUIRE(pair.side(0).die_sent == 1);
    // Two clocks to the rows, one in the channel, two to the die.
    pair.run(4);
    CHECK(pair.side(0).die_delivered == 0);
    pair.run(1);
    CHECK(pair.side(0).die_delivered == 1);
}
