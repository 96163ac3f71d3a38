// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <set>
#include <vector>

#include "Voio_serdes_rx_16.h"
#include "Voio_serdes_rx_32.h"
#include "Voio_serdes_rx_8.h"
#include "Voio_serdes_rx_mutant.h"
#include "tests/rtl/serdes/serdes_rx_bench.hpp"
#include "tests/support/link_reference.hpp"

using namespace oio::test;

#define EVERY_WORD_SIZE Voio_serdes_rx_8, Voio_serdes_rx_16, Voio_serdes_rx_32

namespace {

/// `lane`'s marker again and again, `offset` unit intervals late.
bool marker_bit(std::uint16_t common, unsigned lane, std::uint64_t time, unsigned offset) {
    return marker(common, lane) >> ((time + 64 - offset % 64) % 64) & 1;
}

/// The PRBS from a position of its own on each lane, so that lanes differ.
class PrbsLanes {
public:
    explicit PrbsLanes(unsigned select) {
        PrbsBits prbs(select);
        for (auto&& b : bits_) b = prbs.next();
    }
    bool operator()(unsigned lane, std::uint64_t time) const {
        return bits_[(time + 37 * lane) % bits_.size()] != (errors_.count({lane, time}) != 0);
    }
    void plant(unsigned lane, std::uint64_t time) { errors_.insert({lane, time}); }

private:
    // Longer than any test here runs, so that the wrap is never reached.
    std::vector<bool> bits_ = std::vector<bool>(200000);
    std::set<std::pair<unsigned, std::uint64_t>> errors_;
};

/// Lanes that count a constant input as a PRBS without errors.
template <class Dut>
unsigned lanes_fooled(unsigned select, bool level) {
    SerdesRxBench<Dut> bench;
    bench.bit = [level](unsigned, std::uint64_t) { return level; };
    bench.dut.prbs_select_i = static_cast<std::uint8_t>(select);
    bench.clear_count();
    bench.dut.count_errors_i = 1;
    bench.words(300);
    bench.dut.count_errors_i = 0;
    unsigned fooled = 0;
    for (unsigned lane = 0; lane < 16; ++lane) fooled += bench.result(lane).checking;
    return fooled;
}

}  // namespace

TEMPLATE_TEST_CASE("oio_serdes_rx: nothing is locked, captured or counted after reset",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    SerdesRxBench<TestType> bench;
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        CHECK_FALSE((result.locked || result.captured || result.checking));
        CHECK(result.slip + result.words + result.count == 0);
    }
}

TEMPLATE_TEST_CASE("oio_serdes_rx: finds the word boundary from every offset", "[rtl][serdes]",
                   EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    const unsigned run = GENERATE(0U, 1U, 2U, 3U);
    Bench bench;
    const auto offset = [run](unsigned lane) { return run * 16 + lane; };
    bench.bit = [&offset](unsigned lane, std::uint64_t time) {
        return marker_bit(kAlignWord, lane + 400, time, offset(lane));
    };
    bench.dut.common_word_i = kAlignWord;
    bench.hunt(16 * Bench::kWord + 32);
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        REQUIRE(result.locked);
        CHECK(result.slip == offset(lane) % Bench::kWord);
        CHECK(result.identity == golay(lane + 400));
        CHECK(get_bit(bench.dut.slip_odd_o, lane) == offset(lane) % 2);
    }
    // From now on the words of all lanes are words of the marker.
    std::array<unsigned, 16> phase{};
    for (unsigned k = 0; k < 3 * Bench::kMarker; ++k) {
        bench.word();
        for (unsigned lane = 0; lane < 16; ++lane) {
            const auto word = lane_field(bench.dut.words_o, lane, Bench::kWord);
            const auto expected = [&](unsigned index) {
                const auto bits =
                    marker(kAlignWord, lane + 400) >> (index % Bench::kMarker * Bench::kWord);
                return bits & ((std::uint64_t{1} << Bench::kWord) - 1);
            };
            if (k == 0) {
                while (phase[lane] < Bench::kMarker && expected(phase[lane]) != word) {
                    ++phase[lane];
                }
                REQUIRE(phase[lane] < Bench::kMarker);
            }
            REQUIRE(word == expected(phase[lane] + k));
        }
    }
}

TEMPLATE_TEST_CASE("oio_serdes_rx: a marker that comes with a slip does not lock the wrong slip",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    // One bad marker must not move the lock: lanes start at every phase of the slip steps and the
    // first markers of the right slip carry an error.
    using Bench = SerdesRxBench<TestType>;
    const unsigned phase = GENERATE(0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U);
    Bench bench;
    const unsigned offset = phase * Bench::kWord;
    bench.bit = [offset](unsigned lane, std::uint64_t time) {
        const bool bit = marker_bit(kAlignWord, lane, time, offset + lane % 8);
        const bool spoiled = time / 64 % 2 == lane / 8 && time % 64 == 5;
        return bit != (spoiled && time < 16 * Bench::kWord * Bench::kWord);
    };
    bench.dut.common_word_i = kAlignWord;
    bench.hunt(3 * 16 * Bench::kWord);
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        if (result.locked) CHECK(result.slip == (offset + lane % 8) % Bench::kWord);
    }
}

TEMPLATE_TEST_CASE("oio_serdes_rx: what imitates a marker moves nothing while not hunting",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    Bench bench;
    bench.bit = [](unsigned lane, std::uint64_t time) {
        return marker_bit(kAlignWord, lane, time, 0);
    };
    bench.dut.common_word_i = kAlignWord;
    bench.words(200);
    bench.dut.slip_step_i = 1;
    bench.words(5);
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        CHECK_FALSE(result.locked);
        CHECK_FALSE(result.captured);
        CHECK(result.slip == 0);
    }
}

TEMPLATE_TEST_CASE("oio_serdes_rx: markers of another kind and dead lanes do not lock",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    Bench bench;
    std::mt19937 random(6);
    bench.bit = [&random](unsigned lane, std::uint64_t time) {
        if (lane == 0) return false;
        if (lane == 1) return true;
        if (lane == 2) return (random() & 1) != 0;
        return marker_bit(lane % 2 ? kTrainWord : kActiveWord, lane, time, lane);
    };
    bench.dut.common_word_i = kAlignWord;
    bench.hunt(16 * Bench::kWord * 2);
    for (unsigned lane = 0; lane < 16; ++lane) CHECK_FALSE(bench.result(lane).locked);
}

TEMPLATE_TEST_CASE("oio_serdes_rx: captures identity and time of one marker until cleared",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    Bench bench;
    // Lane n's marker begins n words later than lane 0's; rows of zeros before and after.
    bench.bit = [](unsigned lane, std::uint64_t time) {
        const std::uint64_t start = (20 + lane) * Bench::kWord;
        if (time < start || time >= start + 64) return false;
        return (marker(kTrainWord, 600 + lane) >> (time - start) & 1) != 0;
    };
    bench.dut.common_word_i = kTrainWord;
    bench.dut.capture_i = 1;
    unsigned pulses = 0;
    unsigned first = 0;
    for (unsigned k = 0; k < 60; ++k) {
        bench.dut.time_i = static_cast<std::uint8_t>(250 + k);
        bench.settle();
        if (bench.dut.captured_o) {
            if (pulses++ == 0) first = bench.dut.time_i;
        }
        bench.word();
    }
    bench.dut.capture_i = 0;
    CHECK(pulses == 16);
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        CHECK(result.captured);
        CHECK(result.identity == golay(600 + lane));
        CHECK(((result.time - first) & 0xFF) == lane);
    }
    bench.dut.capture_clear_i = 1;
    bench.word();
    bench.dut.capture_clear_i = 0;
    CHECK_FALSE(bench.result(3).captured);
}

TEMPLATE_TEST_CASE("oio_serdes_rx: counts every one of every lane", "[rtl][serdes]",
                   EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    Bench bench;
    std::mt19937 random(9);
    std::array<unsigned, 16> ones{};
    bool counting = false;
    bench.bit = [&](unsigned lane, std::uint64_t) {
        const bool one = random() % 16 < lane;
        ones[lane] += counting && one;
        return one;
    };
    bench.clear_count();
    bench.dut.count_ones_i = 1;
    counting = true;
    bench.words(300);
    bench.dut.count_ones_i = 0;
    counting = false;
    bench.words(5);
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        CHECK(result.count == ones[lane]);
        CHECK(result.words == 300);
    }
}

TEST_CASE("oio_serdes_rx: the count stops below its end instead of wrapping", "[rtl][serdes]") {
    SerdesRxBench<Voio_serdes_rx_32> bench;
    bench.clear_count();
    fill_lanes(bench.dut.words_i, 32, 0xFFFFFFFF);
    bench.dut.count_ones_i = 1;
    bench.clock((1U << 19) + 10);
    bench.dut.count_ones_i = 0;
    CHECK(bench.result(7).count >= 0xFFFFC0);
    CHECK(bench.result(7).words == (1U << 19) + 10);
}

TEMPLATE_TEST_CASE("oio_serdes_rx: each planted PRBS error counts once", "[rtl][serdes]",
                   EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    const unsigned select = GENERATE(0U, 1U, 2U);
    Bench bench;
    PrbsLanes prbs(select);
    const std::uint64_t start = 60 * Bench::kWord;
    // Lane 0 none, lane 1 one, lane n 2^(n-1) of them, in neighbouring bits and far apart.
    for (unsigned lane = 1; lane < 9; ++lane) {
        for (unsigned k = 0; k < 1U << (lane - 1); ++k) {
            prbs.plant(lane, start + (lane % 2 ? k : 11 * k));
        }
    }
    bench.bit = std::cref(prbs);
    bench.dut.prbs_select_i = static_cast<std::uint8_t>(select);
    bench.clear_count();
    bench.dut.count_errors_i = 1;
    bench.words(300);
    bench.dut.count_errors_i = 0;
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        REQUIRE(result.checking);
        CHECK(result.count == (lane == 0 || lane > 8 ? 0 : 1U << (lane - 1)));
        // All words but those that seeded and proved the checker.
        CHECK(result.words == 300 - (31 + Bench::kWord - 1) / Bench::kWord - 8);
    }
}

TEMPLATE_TEST_CASE("oio_serdes_rx: a checker seeded from errors starts again and recovers",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    const unsigned select = GENERATE(0U, 1U, 2U);
    Bench bench;
    PrbsLanes prbs(select);
    std::mt19937 random(4);
    bench.bit = [&](unsigned lane, std::uint64_t time) {
        // Garbage of another length on every lane, then one wrong bit in the next seed's place.
        if (time < (3 + lane) * Bench::kWord) return (random() & 1) != 0;
        return prbs(lane, time);
    };
    bench.dut.prbs_select_i = static_cast<std::uint8_t>(select);
    bench.clear_count();
    bench.dut.count_errors_i = 1;
    bench.words(120);
    bench.dut.count_errors_i = 0;
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        CHECK(result.checking);
        CHECK(result.count == 0);
    }
}

TEMPLATE_TEST_CASE("oio_serdes_rx: one wrong bit anywhere in the seed spoils no count",
                   "[rtl][serdes]", EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    const unsigned select = GENERATE(0U, 1U, 2U);
    const unsigned half = GENERATE(0U, 1U);
    Bench bench;
    PrbsLanes prbs(select);
    // The seed is taken from the words after the clear.
    constexpr unsigned kSeedWords = (31 + Bench::kWord - 1) / Bench::kWord;
    for (unsigned lane = 0; lane < 16; ++lane) {
        prbs.plant(lane, (1 + kSeedWords) * Bench::kWord - 1 - (16 * half + lane));
    }
    bench.bit = std::cref(prbs);
    bench.dut.prbs_select_i = static_cast<std::uint8_t>(select);
    bench.clear_count();
    bench.dut.count_errors_i = 1;
    bench.words(100);
    bench.dut.count_errors_i = 0;
    for (unsigned lane = 0; lane < 16; ++lane) {
        const auto result = bench.result(lane);
        CHECK(result.checking);
        CHECK(result.count == 0);
    }
}

TEMPLATE_TEST_CASE("oio_serdes_rx: a constant input never reads as free of errors", "[rtl][serdes]",
                   EVERY_WORD_SIZE) {
    const unsigned select = GENERATE(0U, 1U, 2U);
    CHECK(lanes_fooled<TestType>(select, false) == 0);
    CHECK(lanes_fooled<TestType>(select, true) == 0);
}

TEST_CASE("oio_serdes_rx: the check of constant inputs catches a checker without its guard",
          "[rtl][serdes][mutant]") {
    CHECK(lanes_fooled<Voio_serdes_rx_mutant>(2, false) == 16);
}

TEMPLATE_TEST_CASE("oio_serdes_rx: an input that dies while checked counts errors", "[rtl][serdes]",
                   EVERY_WORD_SIZE) {
    using Bench = SerdesRxBench<TestType>;
    const bool level = GENERATE(false, true);
    Bench bench;
    PrbsLanes prbs(2);
    bool alive = true;
    bench.bit = [&](unsigned lane, std::uint64_t time) { return alive ? prbs(lane, time) : level; };
    bench.dut.prbs_select_i = 2;
    bench.clear_count();
    bench.dut.count_errors_i = 1;
    bench.words(50);
    alive = false;
    bench.words(100);
    bench.dut.count_errors_i = 0;
    for (unsigned lane = 0; lane < 16; ++lane) {
        CHECK(bench.result(lane).count > 100 * Bench::kWord / 3);
    }
}

TEST_CASE("oio_serdes_rx: a restart forgets slips, locks and captures", "[rtl][serdes]") {
    SerdesRxBench<Voio_serdes_rx_8> bench;
    bench.bit = [](unsigned lane, std::uint64_t time) {
        return marker_bit(kAlignWord, lane, time, 3);
    };
    bench.dut.common_word_i = kAlignWord;
    bench.hunt(16 * 8 + 32);
    CHECK(bench.result(2).locked);
    bench.dut.restart_i = 1;
    bench.word();
    bench.dut.restart_i = 0;
    CHECK_FALSE(bench.result(2).locked);
    CHECK(bench.result(2).slip == 0);
}
