// SPDX-License-Identifier: Apache-2.0
//
// 40 lanes that arrive permuted within their slices, skewed and, if wanted, mirrored.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <vector>

#include "Voio_aggregation_align.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

constexpr unsigned kLanes = 40;
constexpr unsigned kFrame = 8 + 2 + 30;  // marker, pad, and as many words as the test wants
constexpr unsigned kLatest = 15;

struct Bench : SingleClock<Voio_aggregation_align> {
    bool mirrored;
    std::uint16_t common = kTrainWord;
    std::array<unsigned, kLanes> lane_of{};  ///< transmit lane that pin n shows
    std::array<unsigned, kLanes> late{};     ///< words by which it comes late
    std::array<bool, kLanes> dead{};
    std::mt19937 random{55};
    unsigned time = 0;
    unsigned losses = 0;
    unsigned drifts = 0;

    explicit Bench(bool mirror) : mirrored(mirror) {
        // A mirrored array is the straight one turned round; slices are counted at the transmitter.
        for (unsigned first = 0; first < kLanes; first += 16) {
            const auto end = std::min(first + 16, kLanes);
            std::vector<unsigned> slice(end - first);
            std::iota(slice.begin(), slice.end(), first);
            std::shuffle(slice.begin(), slice.end(), random);
            for (unsigned k = first; k < end; ++k) {
                lane_of[mirror ? kLanes - 1 - k : k] = slice[k - first];
            }
        }
        for (auto& words : late) words = random() % (kLatest + 1);
        late[7] = kLatest;
        dut.reverse_i = mirror;
    }

    /// What transmit lane `lane` sends in word `word`: frames with a word of its own in the rows.
    unsigned sent(unsigned lane, unsigned word) const {
        const unsigned position = word % kFrame;
        if (dead[lane]) return 0;
        if (position < 8) return marker(common, lane) >> (8 * position) & 0xFF;
        if (position < 10) return 0xAA;
        return (lane * 37 + word * 11 + 5) & 0xFF;
    }
    /// Position and word of the deskewed stream that leaves now.
    unsigned out_word() const { return time - 1 - kLatest; }

    void word() {
        for (unsigned pin = 0; pin < kLanes; ++pin) {
            const unsigned value = time >= late[pin] ? sent(lane_of[pin], time - late[pin]) : 0;
            set_lane_field(dut.words_i[pin / 16], pin % 16, 8, value);
        }
        // Strobes belong to what leaves the deskew in this clock.
        const unsigned position = time > kLatest ? out_word() % kFrame : 20;
        dut.marker_i = position < 8;
        dut.marker_index_i = position & 7;
        dut.close_i = position == 8;
        settle();
        losses += dut.loss_o;
        drifts += dut.drift_o;
        clock();
        ++time;
    }
    void words(unsigned count) {
        for (unsigned k = 0; k < count; ++k) word();
    }
    /// Tells the deskew about every pin, as the training does.
    void place_all() {
        for (unsigned pin = 0; pin < kLanes; ++pin) {
            const unsigned position = mirrored ? kLanes - 1 - pin : pin;
            dut.place_i = 1;
            dut.place_column_i = static_cast<std::uint8_t>(position / 16);
            dut.place_lane_i = position % 16;
            dut.place_position_i = lane_of[pin] % 16;
            dut.place_delay_i = static_cast<std::uint8_t>(kLatest - late[pin]);
            word();
        }
        dut.place_i = 0;
    }
    void watch_all() {
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            dut.watch_i = 1;
            dut.watch_column_i = static_cast<std::uint8_t>(lane / 16);
            dut.watch_lane_i = lane % 16;
            word();
        }
        dut.watch_i = 0;
    }
    std::uint32_t result(unsigned lane) {
        dut.read_i = 1;
        dut.read_column_i = static_cast<std::uint8_t>(lane / 16);
        dut.read_lane_i = lane % 16;
        word();
        dut.read_i = 0;
        dut.eval();
        return dut.result_o;
    }
    unsigned shown(unsigned lane) const {
        return static_cast<unsigned>(lane_field(dut.words_o[lane / 16], lane % 16, 8));
    }
};

}  // namespace

TEST_CASE("oio_aggregation_align: lanes leave in the transmitter's order and in time",
          "[rtl][aggregation]") {
    const bool mirror = GENERATE(false, true);
    Bench bench(mirror);
    bench.place_all();
    bench.words(20);
    for (unsigned k = 0; k < 3 * kFrame; ++k) {
        bench.word();
        const unsigned word = bench.out_word();
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            REQUIRE(bench.shown(lane) == bench.sent(lane, word));
        }
    }
}

TEST_CASE("oio_aggregation_align: markers are checked after the deskew, lane by lane",
          "[rtl][aggregation]") {
    const bool mirror = GENERATE(false, true);
    Bench bench(mirror);
    bench.place_all();
    bench.watch_all();
    bench.words(2 * kFrame);
    bench.dut.clear_counts_i = 1;
    bench.word();
    bench.dut.clear_counts_i = 0;
    bench.words(3 * kFrame);
    CHECK(bench.losses == 0);
    bench.dead[33] = true;
    bench.words(4 * kFrame);
    CHECK(bench.losses == 3);
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        const auto result = bench.result(lane);
        CHECK((result >> 17 & 1) == 1);
        CHECK((result >> 16 & 1) == (lane == 33));
        CHECK(((result & 0xFFFF) != 0) == (lane == 33));
    }
    CHECK(bench.drifts == 0);
}

TEST_CASE("oio_aggregation_align: a read shows source and delay of the lane",
          "[rtl][aggregation]") {
    Bench bench(false);
    CHECK(bench.result(21) >> 23 == 5);
    bench.place_all();
    for (unsigned pin = 0; pin < kLanes; ++pin) {
        CHECK(bench.result(bench.lane_of[pin]) >> 23 == pin % 16);
        CHECK((bench.result(pin) >> 18 & 0x1F) == kLatest - bench.late[pin]);
    }
}

TEST_CASE("oio_aggregation_align: receivers see the delay of their own pin, mirrored or not",
          "[rtl][aggregation]") {
    const bool mirror = GENERATE(false, true);
    Bench bench(mirror);
    bench.place_all();
    for (unsigned pin = 0; pin < kLanes; ++pin) {
        CAPTURE(mirror, pin);
        CHECK(lane_field(bench.dut.delay_o[pin / 16], pin % 16, 5) == kLatest - bench.late[pin]);
        CHECK((bench.result(pin) >> 18 & 0x1F) == kLatest - bench.late[pin]);
    }
}

TEST_CASE("oio_aggregation_align: two good voters outvote a bad one", "[rtl][aggregation]") {
    const unsigned bad = GENERATE(3U, 18U, 39U, 99U);
    Bench bench(false);
    bench.place_all();
    bench.words(20);
    if (bad < kLanes) bench.dead[bad] = true;
    bench.words(kFrame);
    bench.dut.vote_i = 1;
    bench.dut.voters_i = std::uint64_t{39} << 22 | 18U << 11 | 3U;
    // Words that all lanes share: the pad, and the marker's common word.
    unsigned pads = 0;
    for (unsigned k = 0; k < 2 * kFrame; ++k) {
        bench.word();
        bench.settle();
        const unsigned position = bench.out_word() % kFrame;
        if (position == 8 || position == 9) {
            CHECK(bench.dut.voted_o == 0xAA);
            ++pads;
        }
        if (position < 2) CHECK(bench.dut.voted_o == (kTrainWord >> (8 * position) & 0xFF));
    }
    CHECK(pads == 4);
    bench.dut.vote_i = 0;
    bench.settle();
    CHECK(bench.dut.voted_o == 0);
}

TEST_CASE("oio_aggregation_align: a frame that announces payload is recognised by its marker",
          "[rtl][aggregation]") {
    Bench bench(false);
    bench.place_all();
    bench.words(2 * kFrame);
    bench.dut.vote_i = 1;
    bench.dut.voters_i = std::uint64_t{39} << 22 | 18U << 11 | 3U;
    bench.words(3 * kFrame);
    CHECK(bench.dut.frame_is_active_o == 0);
    bench.common = kActiveWord;
    bench.words(2 * kFrame);
    CHECK(bench.dut.frame_is_active_o == 1);
    bench.dead[3] = true;
    bench.words(2 * kFrame);
    CHECK(bench.dut.frame_is_active_o == 1);
    bench.dut.clear_i = 1;
    bench.word();
    CHECK(bench.dut.frame_is_active_o == 0);
}
