// SPDX-License-Identifier: Apache-2.0
//
// The states of training here; flits in flit_trail_test.cpp; both in whole runs with planted bugs
// in system/mutation_test.py.
#include "cosim/first_divergence.hpp"

#include <catch2/catch.hpp>

using oio::LinkState;

namespace {

/// Both sides' changes, 10 us apart.
std::vector<oio::StateChange> changes(const std::vector<std::pair<int, LinkState>>& states) {
    std::vector<oio::StateChange> list;
    for (const auto& [side, state] : states) {
        oio::LinkStatus status;
        status.state = unsigned(state);
        list.push_back({10.0 * double(list.size() + 1), side, status});
    }
    return list;
}

std::string turn(const std::vector<std::pair<int, LinkState>>& states, double first_fault_us = -1) {
    const auto found = oio::first_wrong_turn(changes(states), first_fault_us);
    return found ? found->stage + "/" + found->item : "";
}

using Way = std::vector<std::pair<int, LinkState>>;

Way up(int side, LinkState until) {
    Way way;
    for (unsigned state = 1; state <= unsigned(until); ++state) {
        way.emplace_back(side, LinkState(state));
    }
    return way;
}

Way operator+(Way way, const Way& more) {
    way.insert(way.end(), more.begin(), more.end());
    return way;
}

}  // namespace

TEST_CASE("first_divergence: the way up is none, to payload or to the bit error test", "[cosim]") {
    CHECK(turn(up(0, LinkState::Active) + up(1, LinkState::Active)).empty());
    CHECK(turn(up(0, LinkState::Fine) + Way{{0, LinkState::Bert}}).empty());
}

TEST_CASE("first_divergence: the first state that does not lead up, with its stage", "[cosim]") {
    const Way failed = up(0, LinkState::Deskew) + Way{{0, LinkState::Reset}} +
                       up(0, LinkState::Align) + Way{{0, LinkState::Failed}};
    CHECK(turn(failed) == "aggregation/training ended in deskew");
    CHECK(turn(up(1, LinkState::Align) + Way{{1, LinkState::Reset}}) ==
          "serdes/training ended in align");
    CHECK(turn(up(1, LinkState::Detect) + Way{{1, LinkState::Failed}}) ==
          "phy/training ended in detect");
    CHECK(turn(up(0, LinkState::Active) + Way{{0, LinkState::Retrain}}) ==
          "phy/the link retrained by itself");
}

TEST_CASE("first_divergence: a loss-of-signal detector that misses light is the cause", "[cosim]") {
    std::vector<oio::StateChange> list =
        changes(up(0, LinkState::Fine) + Way{{0, LinkState::Reset}});
    list.back().unseen_lanes = 3;
    CHECK(oio::first_wrong_turn(list, -1.0)->item == "lanes with light are reported dark");
    CHECK(oio::first_wrong_turn(list, -1.0)->stage == "channel");
}

TEST_CASE("first_divergence: faults send a side back rightly, until it gives up", "[cosim]") {
    const Way back = up(0, LinkState::Active) + Way{{0, LinkState::Retrain}} +
                     up(0, LinkState::Deskew) + Way{{0, LinkState::Reset}};
    CHECK(turn(back, 85.0).empty());
    CHECK(turn(back + up(0, LinkState::Align) + Way{{0, LinkState::Failed}}, 85.0) ==
          "serdes/training ended in align");
    // What happened before the first fault is not its doing.
    CHECK(turn(back, 1000.0) == "phy/the link retrained by itself");
}
