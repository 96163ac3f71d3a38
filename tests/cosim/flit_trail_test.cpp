// SPDX-License-Identifier: Apache-2.0
#include "cosim/flit_trail.hpp"

#include <catch2/catch.hpp>

using oio::Flit;
using oio::FlitTrail;

namespace {

constexpr std::uint64_t kUs = 1'000'000'000;

Flit flit_of(unsigned number) {
    Flit flit;
    for (std::size_t i = 0; i < Flit::kBytes; ++i) {
        flit.bytes[i] = static_cast<std::uint8_t>(number * 31 + i * 7);
    }
    return flit;
}

/// The way of flit `number` as far as the far retry.
void cross(FlitTrail& trail, unsigned number) {
    trail.die_sent(flit_of(number), number * kUs);
    trail.rows_entered(number % 4096, number * kUs + 1);
    trail.launched(number % 4096, number * kUs + 2);
    trail.accepted(number % 4096, number * kUs + 3);
}

std::string item(const FlitTrail& trail) {
    return trail.divergence() ? trail.divergence()->item : "";
}

}  // namespace

TEST_CASE("flit_trail: flits in order are none, with headers and CRCs of another hop", "[cosim]") {
    FlitTrail trail("a to b");
    for (unsigned number = 0; number < 10000; ++number) {
        cross(trail, number);
        Flit arrived = flit_of(number);
        for (const std::size_t byte : {0, 1, 126, 127, 254, 255}) arrived.bytes[byte] ^= 0x5a;
        trail.die_received(arrived, number * kUs + 4);
    }
    CHECK(item(trail).empty());
    CHECK_FALSE(trail.stuck());
}

TEST_CASE("flit_trail: a replay is none, a flit that was left out is one", "[cosim]") {
    FlitTrail trail("a to b");
    for (unsigned number = 0; number < 4; ++number) {
        trail.die_sent(flit_of(number), number * kUs);
        trail.rows_entered(number, number * kUs);
    }
    for (unsigned number = 1; number < 4; ++number) trail.rows_entered(number, 10 * kUs);
    CHECK(item(trail).empty());
    for (int i = 0; i < 2; ++i) trail.die_sent(flit_of(4), 11 * kUs);
    trail.rows_entered(5, 12 * kUs);
    CHECK(item(trail) == "the retry left a flit out when it sent");
    CHECK(trail.divergence()->time_us == Approx(12.0));
    CHECK(trail.divergence()->stage == "ucie");
}

TEST_CASE("flit_trail: the retry must accept each flit once and in order", "[cosim]") {
    FlitTrail early("a to b");
    for (unsigned number = 0; number < 3; ++number) early.die_sent(flit_of(number), 0);
    early.accepted(0, kUs);
    early.accepted(2, 2 * kUs);
    CHECK(item(early) == "the retry accepted a flit too early");

    FlitTrail again("a to b");
    for (unsigned number = 0; number < 3; ++number) again.die_sent(flit_of(number), 0);
    again.accepted(0, kUs);
    again.accepted(0, 2 * kUs);
    CHECK(item(again) == "the retry accepted a flit again");
}

TEST_CASE("flit_trail: at the die a flit may be altered, early, or there again", "[cosim]") {
    const auto received = [](const Flit& third) {
        FlitTrail trail("a to b");
        for (unsigned number = 0; number < 5; ++number) cross(trail, number);
        for (unsigned number = 0; number < 2; ++number) {
            trail.die_received(flit_of(number), 10 * kUs);
        }
        trail.die_received(third, 20 * kUs);
        return trail;
    };
    Flit altered = flit_of(2);
    altered.bytes[200] ^= 1;
    CHECK(item(received(altered)) == "the die got an altered flit");
    CHECK_THAT(received(altered).divergence()->detail,
               Catch::Equals("a to b flit 2: 1 bytes differ, the first is byte 200"));
    CHECK(item(received(flit_of(3))) == "the die got a later flit");
    CHECK(item(received(flit_of(1))) == "the die got a flit again");
    CHECK(item(received(flit_of(2))).empty());
}

TEST_CASE("flit_trail: the oldest flit that is missing says where it stands", "[cosim]") {
    const auto stage = [](int passages) {
        FlitTrail trail("b to a");
        for (unsigned number = 0; number < 2; ++number) {
            trail.die_sent(flit_of(number), kUs);
            if (passages > 0) trail.rows_entered(number, 2 * kUs);
        }
        if (passages > 1) trail.launched(1, 3 * kUs);  // stands for flit 0 of the same row
        if (passages > 2) trail.accepted(0, 4 * kUs);
        return trail.stuck()->stage + ", " + trail.stuck()->item;
    };
    CHECK(stage(0) == "ucie, a flit did not come from the die to the rows");
    CHECK(stage(1) == "serdes, a flit did not come from the rows to the light");
    CHECK(stage(2) == "aggregation, a flit did not come from the light to the far retry");
    CHECK(stage(3) == "ucie, a flit did not come from the far retry to the die");
}

namespace {

void both_trained(FlitTrail& trail) {
    trail.receiver_trained();
    trail.sender_trained();
}

}  // namespace

TEST_CASE("flit_trail: a reset of the sender loses all, and what follows is judged", "[cosim]") {
    const auto after_reset = [](const Flit& second) {
        FlitTrail trail("a to b");
        for (unsigned number = 0; number < 9; ++number) cross(trail, number);
        for (unsigned number = 0; number < 4; ++number) trail.die_received(flit_of(number), kUs);
        trail.reset(true);
        trail.accepted(9, 10 * kUs);  // Was on its way in the light.
        trail.die_received(flit_of(4), 10 * kUs);
        CHECK_FALSE(trail.stuck());
        trail.die_sent(flit_of(20), 11 * kUs);
        both_trained(trail);
        trail.rows_entered(0, 12 * kUs);
        trail.accepted(0, 12 * kUs);
        trail.die_received(flit_of(20), 12 * kUs);
        cross(trail, 1);
        trail.die_received(second, 13 * kUs);
        return trail;
    };
    CHECK(item(after_reset(flit_of(1))).empty());
    Flit altered = flit_of(1);
    altered.bytes[60] ^= 1;
    CHECK(item(after_reset(altered)) == "the die got an altered flit");
    CHECK(after_reset(altered).divergence()->detail ==
          "a to b flit 1: 1 bytes differ, the first is byte 60");
}

TEST_CASE("flit_trail: the ingress of a sender survives a reset of the receiver", "[cosim]") {
    const auto after_reset = [](unsigned first, unsigned number) {
        FlitTrail trail("a to b");
        for (unsigned i = 0; i < 5; ++i) cross(trail, i);
        trail.die_received(flit_of(0), kUs);
        trail.reset(false);
        for (unsigned i = 5; i < 9; ++i) trail.die_sent(flit_of(i), 6 * kUs);
        // It does not know yet: two more leave, and are lost with the three in the light.
        trail.rows_entered(5, 7 * kUs);
        trail.rows_entered(6, 7 * kUs);
        both_trained(trail);
        trail.rows_entered(number, 8 * kUs);
        trail.accepted(number, 9 * kUs);
        trail.die_received(flit_of(first), 9 * kUs);
        return trail;
    };
    CHECK(item(after_reset(7, 0)).empty());
    CHECK(after_reset(7, 0).stuck()->detail == "a to b flit 1, 0 more wait behind it");
    CHECK(item(after_reset(8, 0)) == "the die got a later flit");
    CHECK(item(after_reset(5, 0)) == "the die got an altered flit");  // Of those that were lost.
    CHECK(item(after_reset(7, 1)) == "the retry left a flit out when it sent");
}

TEST_CASE("flit_trail: training without a reset changes no number", "[cosim]") {
    FlitTrail trail("a to b");
    for (unsigned number = 0; number < 3; ++number) trail.die_sent(flit_of(number), kUs);
    trail.rows_entered(0, kUs);
    trail.accepted(0, kUs);
    both_trained(trail);
    trail.accepted(1, 2 * kUs);
    CHECK(item(trail).empty());
    trail.accepted(0, 3 * kUs);
    CHECK(item(trail) == "the retry accepted a flit again");
}
