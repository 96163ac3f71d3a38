// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_aggregation_tx.h"
#include "Voio_aggregation_tx_mutant.h"
#include "tests/rtl/aggregation/aggregation_pair.hpp"

using namespace oio::test;

namespace {

template <class Dut>
struct TxSide : AggregationSide<Dut> {
    using Side = AggregationSide<Dut>;
    std::mt19937 random{77};
    std::deque<std::uint8_t> stream;
    std::deque<std::pair<unsigned, unsigned>> ends;  ///< stream position and number of data flits
    unsigned offered = 0;
    unsigned sent = 0;
    unsigned pops = 0;

    using Side::Side;

    /// Goes on until an edge of the word clock is next, a flit always waiting.
    void feed() {
        this->dut.enable_i = 1;
        while (true) {
            if (!this->dut.flit_valid_i) {
                for (unsigned word = 0; word < 64; ++word) {
                    this->dut.flit_i.data()[word] = random();
                }
                this->dut.flit_valid_i = 1;
                this->dut.flit_is_data_i = 1;
                this->dut.flit_seq_i = offered++ & 0xFFF;
            }
            this->clocks.settle();
            const bool core = this->clocks.next() & Side::kCore;
            if (core && this->dut.flit_ready_o && !recorded_) take_flit();
            if (this->clocks.next() & Side::kWord) return;
            edge(core);
        }
    }
    /// The next edge; `core` tells that a flit was taken at it, if ready.
    void edge(bool core) {
        const bool taken = core && this->dut.flit_ready_o;
        this->clocks.rise();
        if (taken) this->dut.flit_valid_i = 0;
        recorded_ = false;
    }
    /// As the base, with flits going on.
    void load_map(const LaneSet& dead) {
        for (unsigned lane = 0; lane < kMapPhysical; ++lane) {
            set_bit(this->dut.dead_i, lane, dead[lane]);
        }
        this->dut.map_start_i = 1;
        word(false);
        this->dut.map_start_i = 0;
        for (unsigned k = 0; k < 100 && !this->dut.map_done_o; ++k) word(false);
        REQUIRE(this->dut.map_done_o == 1);
    }
    /// One word clock; with `pop` the next row is loaded. Returns whether a row was there.
    bool word(bool pop) {
        feed();
        const bool valid = this->dut.row_valid_o;
        this->dut.pop_i = pop && valid;
        this->clocks.settle();
        const bool core = this->clocks.next() & Side::kCore;
        edge(core);
        this->dut.pop_i = 0;
        return valid;
    }
    std::uint8_t lane(unsigned physical) const {
        return static_cast<std::uint8_t>(
            lane_field(this->dut.words_o[physical / 16], physical % 16, 8));
    }
    /// Pops a row and counts the active lanes whose word is not the right one.
    unsigned wrong_lanes(const std::vector<unsigned>& good) {
        while (!word(true)) {
        }
        ++pops;
        unsigned wrong = 0;
        for (unsigned logical = 0; logical < kMapLanes; ++logical) {
            wrong += lane(good[logical]) != stream[logical];
        }
        stream.erase(stream.begin(), stream.begin() + kMapLanes);
        sent += kMapLanes;
        return wrong;
    }

private:
    bool recorded_ = false;  ///< the flit of the coming edge is in `stream`

    void take_flit() {
        recorded_ = true;
        for (unsigned byte = 0; byte < 256; ++byte) {
            stream.push_back(
                static_cast<std::uint8_t>(this->dut.flit_i.data()[byte / 4] >> (8 * (byte % 4))));
        }
        ends.emplace_back(sent + stream.size(), this->dut.flit_seq_i);
    }
};

template <class Dut>
unsigned wrong_lanes_over_all_sets() {
    TxSide<Dut> side;
    unsigned wrong = 0;
    for (const auto& dead : dead_sets()) {
        side.load_map(dead);
        const auto good = good_lanes(dead);
        for (unsigned row = 0; row < 3; ++row) wrong += side.wrong_lanes(good);
    }
    return wrong;
}

}  // namespace

TEST_CASE("oio_aggregation_tx: nothing is offered or taken after reset", "[rtl][aggregation]") {
    TxSide<Voio_aggregation_tx> side;
    side.clocks.rise(50);
    CHECK(side.dut.row_valid_o == 0);
    CHECK(side.dut.flit_ready_o == 0);
    CHECK(side.dut.map_done_o == 0);
    CHECK(side.dut.ends_data_o == 0);
}

TEST_CASE("oio_aggregation_tx: active lanes go to the good lanes for every set of dead lanes",
          "[rtl][aggregation]") {
    CHECK(wrong_lanes_over_all_sets<Voio_aggregation_tx>() == 0);
}

TEST_CASE("oio_aggregation_tx: the check of the map catches a stage with a wrong position",
          "[rtl][aggregation][mutant]") {
    CHECK(wrong_lanes_over_all_sets<Voio_aggregation_tx_mutant>() > 0);
}

TEST_CASE("oio_aggregation_tx: counts the dead lanes that spares replace", "[rtl][aggregation]") {
    TxSide<Voio_aggregation_tx> side;
    LaneSet dead(kMapPhysical);
    side.load_map(dead);
    CHECK(side.dut.mapped_o == 0);
    dead[0] = dead[30] = dead[67] = true;
    side.load_map(dead);
    CHECK(side.dut.mapped_o == 2);
}

TEST_CASE("oio_aggregation_tx: a row for every word clock, and the row that ends each flit",
          "[rtl][aggregation]") {
    const std::uint64_t phase = GENERATE(0U, 700U, 1999U);
    TxSide<Voio_aggregation_tx> side(2000, 3765, phase);
    const LaneSet dead(kMapPhysical);
    side.load_map(dead);
    const auto good = good_lanes(dead);
    unsigned ended = 0;
    for (unsigned k = 0; k < 20; ++k) side.word(false);
    for (unsigned k = 0; k < 800; ++k) {
        side.feed();
        REQUIRE(side.dut.row_valid_o == 1);
        REQUIRE(side.wrong_lanes(good) == 0);
        const bool ends = !side.ends.empty() && side.ends.front().first <= side.sent;
        REQUIRE((side.dut.ends_data_o != 0) == ends);
        if (ends) {
            REQUIRE(side.dut.seq_o == side.ends.front().second);
            side.ends.pop_front();
            ++ended;
        }
    }
    CHECK(ended == 800 * kMapLanes / 256);
}

TEST_CASE("oio_aggregation_tx: draining throws waiting rows away", "[rtl][aggregation]") {
    TxSide<Voio_aggregation_tx> side;
    for (unsigned k = 0; k < 20; ++k) side.word(false);
    CHECK(side.dut.row_valid_o == 1);
    side.dut.enable_i = 0;
    side.dut.drain_i = 1;
    side.clocks.rise(60);
    CHECK(side.dut.row_valid_o == 0);
}
