// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <vector>

#include "Voio_aggregation_deskew.h"
#include "Voio_aggregation_deskew_32.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

template <class Dut, unsigned Depth>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kWord = sizeof(Dut::words_i) / 2;
    static constexpr unsigned kDepth = Depth;

    std::mt19937 random{21};
    std::vector<std::array<std::uint64_t, 16>> sent;  ///< words of all lanes, clock by clock

    void word() {
        std::array<std::uint64_t, 16> words{};
        for (unsigned lane = 0; lane < 16; ++lane) {
            words[lane] = random() & ((std::uint64_t{1} << kWord) - 1);
            set_lane_field(this->dut.words_i, lane, kWord, words[lane]);
        }
        sent.push_back(words);
        this->clock();
    }
    void words(unsigned count) {
        for (unsigned k = 0; k < count; ++k) word();
    }
    /// Position `position` takes `lane`, `delay` words late.
    void place(unsigned column, unsigned lane, unsigned position, unsigned delay) {
        this->dut.write_i = 1;
        this->dut.write_column_i = static_cast<std::uint8_t>(column);
        this->dut.write_lane_i = static_cast<std::uint8_t>(lane);
        this->dut.write_position_i = static_cast<std::uint8_t>(position);
        this->dut.delay_i = static_cast<std::uint8_t>(delay);
        word();
        this->dut.write_i = 0;
    }
    bool shows(unsigned position, unsigned lane, unsigned delay) const {
        return lane_field(this->dut.words_o, position, kWord) ==
               sent[sent.size() - 1 - delay][lane];
    }
};

using Deep = Bench<Voio_aggregation_deskew, 16>;
using Wide = Bench<Voio_aggregation_deskew_32, 4>;

}  // namespace

TEMPLATE_TEST_CASE("oio_aggregation_deskew: passes lanes straight in one clock after reset",
                   "[rtl][aggregation]", Deep, Wide) {
    TestType bench;
    for (unsigned k = 0; k < 20; ++k) {
        bench.word();
        for (unsigned lane = 0; lane < 16; ++lane) REQUIRE(bench.shows(lane, lane, 0));
    }
    for (unsigned lane = 0; lane < 16; ++lane) {
        CHECK(lane_field(bench.dut.delay_o, lane, 5) == 0);
        CHECK(lane_field(bench.dut.source_o, lane, 4) == lane);
    }
}

TEMPLATE_TEST_CASE("oio_aggregation_deskew: every delay is exact on every lane",
                   "[rtl][aggregation]", Deep, Wide) {
    const unsigned delay = GENERATE(range(0U, 16U));
    if (delay >= TestType::kDepth) return;
    TestType bench;
    bench.dut.column_i = 5;
    for (unsigned lane = 0; lane < 16; ++lane) bench.place(5, lane, lane, delay);
    bench.words(TestType::kDepth + 1);
    for (unsigned k = 0; k < 40; ++k) {
        bench.word();
        for (unsigned lane = 0; lane < 16; ++lane) REQUIRE(bench.shows(lane, lane, delay));
    }
}

TEMPLATE_TEST_CASE("oio_aggregation_deskew: any permutation with any delays comes out in order",
                   "[rtl][aggregation]", Deep, Wide) {
    TestType bench;
    for (unsigned run = 0; run < 20; ++run) {
        std::array<unsigned, 16> lane_of{}, delay{};
        std::iota(lane_of.begin(), lane_of.end(), 0U);
        std::shuffle(lane_of.begin(), lane_of.end(), bench.random);
        for (unsigned position = 0; position < 16; ++position) {
            delay[position] = bench.random() % TestType::kDepth;
            bench.place(0, lane_of[position], position, delay[position]);
        }
        bench.words(TestType::kDepth + 1);
        for (unsigned k = 0; k < 20; ++k) {
            bench.word();
            for (unsigned position = 0; position < 16; ++position) {
                REQUIRE(bench.shows(position, lane_of[position], delay[position]));
            }
        }
        for (unsigned position = 0; position < 16; ++position) {
            CHECK(lane_field(bench.dut.source_o, position, 4) == lane_of[position]);
            CHECK(lane_field(bench.dut.delay_o, lane_of[position], 5) == delay[position]);
        }
    }
}

TEST_CASE("oio_aggregation_deskew: listens to its own column and forgets when cleared",
          "[rtl][aggregation]") {
    Deep bench;
    bench.dut.column_i = 3;
    bench.place(2, 0, 15, 4);
    CHECK(lane_field(bench.dut.source_o, 15, 4) == 15);
    bench.place(3, 0, 15, 4);
    CHECK(lane_field(bench.dut.source_o, 15, 4) == 0);
    CHECK(lane_field(bench.dut.delay_o, 0, 5) == 4);
    bench.dut.clear_i = 1;
    bench.word();
    bench.dut.clear_i = 0;
    bench.word();
    CHECK(lane_field(bench.dut.source_o, 15, 4) == 15);
    for (unsigned lane = 0; lane < 16; ++lane) CHECK(bench.shows(lane, lane, 0));
}
