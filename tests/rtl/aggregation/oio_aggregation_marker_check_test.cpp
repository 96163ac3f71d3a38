// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <array>
#include <random>

#include "Voio_aggregation_marker_check_16.h"
#include "Voio_aggregation_marker_check_32.h"
#include "Voio_aggregation_marker_check_8.h"
#include "Voio_aggregation_marker_check_mutant.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

#define EVERY_WORD_SIZE                                                \
    Voio_aggregation_marker_check_8, Voio_aggregation_marker_check_16, \
        Voio_aggregation_marker_check_32

namespace {

struct Verdict {
    bool loss;
    bool drift;
};

template <class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kWord = sizeof(Dut::words_i) / 2;
    static constexpr unsigned kColumn = 2;

    std::array<std::uint64_t, 16> good{};  ///< the marker of every lane

    Bench() {
        this->dut.common_word_i = kActiveWord;
        this->dut.column_i = kColumn;
        for (unsigned lane = 0; lane < 16; ++lane) {
            good[lane] = marker(kActiveWord, 16 * kColumn + lane);
            set_lane_field(this->dut.identities_i, lane, 24, golay(16 * kColumn + lane));
        }
    }

    /// All lanes show these 64 unit intervals; the verdict of the following clock.
    Verdict show(const std::array<std::uint64_t, 16>& bits) {
        for (unsigned index = 0; index < 64 / kWord; ++index) {
            this->dut.window_i = 1;
            this->dut.index_i = static_cast<std::uint8_t>(index);
            for (unsigned lane = 0; lane < 16; ++lane) {
                set_lane_field(this->dut.words_i, lane, kWord, bits[lane] >> (index * kWord));
            }
            this->clock();
        }
        this->dut.window_i = 0;
        this->dut.close_i = 1;
        this->settle();
        const Verdict verdict{this->dut.loss_o != 0, this->dut.drift_o != 0};
        this->clock();
        this->dut.close_i = 0;
        this->settle();
        return verdict;
    }
    /// As `show`, with one lane that differs from its marker.
    Verdict show(unsigned lane, std::uint64_t bits) {
        auto all = good;
        all[lane] = bits;
        return show(all);
    }
    void watch(unsigned lane, unsigned column = kColumn) {
        this->dut.watch_i = 1;
        this->dut.watch_column_i = static_cast<std::uint8_t>(column);
        this->dut.watch_lane_i = static_cast<std::uint8_t>(lane);
        this->clock();
        this->dut.watch_i = 0;
    }
    void watch_all() {
        for (unsigned lane = 0; lane < 16; ++lane) watch(lane);
    }
    struct Result {
        bool watched;
        bool missed;
        unsigned count;
    };
    Result result(unsigned lane) {
        this->dut.read_i = 1;
        this->dut.read_lane_i = static_cast<std::uint8_t>(lane);
        this->clock();
        this->dut.read_i = 0;
        const auto bits = static_cast<std::uint32_t>(this->dut.result_o);
        return {(bits >> 17 & 1) != 0, (bits >> 16 & 1) != 0, bits & 0xFFFF};
    }
};

/// `count` bits of a marker inverted.
std::uint64_t spoiled(std::uint64_t bits, unsigned count) {
    for (unsigned k = 0; k < count; ++k) bits ^= std::uint64_t{1} << (k * 7 % 64);
    return bits;
}

/// A single missed marker on a watched lane, with good ones around it, is a loss.
template <class Dut>
bool loses_on_one_miss() {
    Bench<Dut> bench;
    bench.watch_all();
    bench.show(bench.good);
    return bench.show(3, 0).loss;
}

}  // namespace

TEMPLATE_TEST_CASE("oio_aggregation_marker_check: good markers are never missed",
                   "[rtl][aggregation]", EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    CHECK(bench.dut.missed_o == 0);
    bench.watch_all();
    for (unsigned k = 0; k < 5; ++k) {
        CHECK_FALSE(bench.show(bench.good).loss);
        CHECK(bench.dut.missed_o == 0);
    }
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        CHECK(result.watched);
        CHECK_FALSE(result.missed);
        CHECK(result.count == 0);
    }
}

TEMPLATE_TEST_CASE("oio_aggregation_marker_check: eight wrong bits are a marker, nine are a miss",
                   "[rtl][aggregation]", EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    for (unsigned lane = 0; lane < 16; ++lane) {
        bench.show(lane, spoiled(bench.good[lane], 8));
        CHECK(bench.dut.missed_o == 0);
        bench.show(lane, spoiled(bench.good[lane], 9));
        CHECK(bench.dut.missed_o == 1U << lane);
        CHECK(bench.result(lane).missed);
        CHECK(bench.result(lane).count == 1);
    }
}

TEMPLATE_TEST_CASE("oio_aggregation_marker_check: two misses in a row on a watched lane are a loss",
                   "[rtl][aggregation]", EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    bench.watch(5);
    bench.watch(6, bench.kColumn + 1);
    CHECK_FALSE(bench.show(5, 0).loss);
    CHECK_FALSE(bench.show(bench.good).loss);
    CHECK_FALSE(bench.show(5, 0).loss);
    const auto verdict = bench.show(5, 0);
    CHECK(verdict.loss);
    CHECK_FALSE(verdict.drift);
    // Lane 6 is not watched: the mark was for another column.
    bench.show(6, 0);
    CHECK_FALSE(bench.show(6, 0).loss);
    CHECK(bench.result(6).count == 2);
    CHECK(bench.result(5).count == 3);
}

TEST_CASE("oio_aggregation_marker_check: one miss alone is no loss", "[rtl][aggregation]") {
    CHECK_FALSE(loses_on_one_miss<Voio_aggregation_marker_check_8>());
}

TEST_CASE("oio_aggregation_marker_check: the check of single misses catches a hasty verdict",
          "[rtl][aggregation][mutant]") {
    CHECK(loses_on_one_miss<Voio_aggregation_marker_check_mutant>());
}

TEMPLATE_TEST_CASE("oio_aggregation_marker_check: one unit interval early or late is a drift",
                   "[rtl][aggregation]", EVERY_WORD_SIZE) {
    Bench<TestType> bench;
    bench.watch_all();
    std::mt19937 random(3);
    for (unsigned lane = 0; lane < 16; ++lane) {
        for (const int shift : {-2, -1, 1, 2}) {
            // Arrived early: its first bits are gone and what follows it comes in.
            const std::uint64_t other = std::uint64_t{random()} << 32 | random();
            const auto bits = shift < 0 ? bench.good[lane] >> -shift | other << (64 + shift)
                                        : bench.good[lane] << shift | other >> (64 - shift);
            bench.show(lane, bits);
            const auto verdict = bench.show(lane, bits);
            CHECK(verdict.loss);
            CHECK(verdict.drift == (shift == 1 || shift == -1));
            bench.show(bench.good);
        }
    }
}

TEST_CASE("oio_aggregation_marker_check: counts stop at 65535 and start again when cleared",
          "[rtl][aggregation]") {
    Bench<Voio_aggregation_marker_check_32> bench;
    fill_lanes(bench.dut.words_i, 32, ~marker(kActiveWord, 32) & 0xFFFFFFFF);
    for (unsigned k = 0; k < 65535 + 4; ++k) {
        bench.dut.window_i = 1;
        bench.dut.close_i = 0;
        bench.clock();
        bench.dut.window_i = 0;
        bench.dut.close_i = 1;
        bench.clock();
    }
    bench.dut.close_i = 0;
    CHECK(bench.result(0).count == 65535);
    bench.dut.clear_counts_i = 1;
    bench.clock();
    bench.dut.clear_counts_i = 0;
    CHECK(bench.result(0).count == 0);
    CHECK(bench.result(0).missed);
}

TEST_CASE("oio_aggregation_marker_check: a clear forgets misses and watches no lane",
          "[rtl][aggregation]") {
    Bench<Voio_aggregation_marker_check_8> bench;
    bench.watch_all();
    bench.show(4, 0);
    bench.dut.clear_i = 1;
    bench.clock();
    bench.dut.clear_i = 0;
    bench.settle();
    CHECK(bench.dut.missed_o == 0);
    CHECK_FALSE(bench.result(4).watched);
    bench.show(4, 0);
    CHECK_FALSE(bench.show(4, 0).loss);
}

TEST_CASE("oio_aggregation_marker_check: another lane's marker and the inverse are misses",
          "[rtl][aggregation]") {
    Bench<Voio_aggregation_marker_check_8> bench;
    bench.show(2, marker(kActiveWord, 16 * bench.kColumn + 3));
    CHECK(bench.dut.missed_o == 1U << 2);
    bench.show(2, ~bench.good[2]);
    CHECK(bench.dut.missed_o == 1U << 2);
    bench.show(bench.good);
    CHECK(bench.dut.missed_o == 0);
}
