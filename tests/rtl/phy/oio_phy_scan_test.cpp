// SPDX-License-Identifier: Apache-2.0
//
// 32 active and 8 spare lanes with instruments that answer one clock after they are read.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <vector>

#include "Voio_phy_scan.h"
#include "tests/support/link_reference.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

constexpr unsigned kLanes = 40;
constexpr unsigned kActive = 32;
enum Scan : unsigned { Signal, Threshold, Phase, Fine, Align, Arrival, Place, Verify };

/// What the instruments of one lane say.
struct Lane {
    bool los = false;
    bool locked = true;
    bool captured = true;
    bool checking = true;
    unsigned time = 0;
    std::uint32_t identity = 0;
    unsigned count = 0;
    bool missed = false;
};

struct Placed {
    unsigned column, lane, position, delay;
    bool operator==(const Placed& o) const {
        return column == o.column && lane == o.lane && position == o.position && delay == o.delay;
    }
};

struct Bench : SingleClock<Voio_phy_scan> {
    std::array<Lane, kLanes> lanes{};
    std::map<unsigned, int> thresholds;
    std::map<unsigned, unsigned> phases;
    std::map<unsigned, unsigned> half_widths;
    std::map<unsigned, Placed> placed;  ///< by the lane that was read
    std::vector<unsigned> monitored;
    std::vector<unsigned> watched;

    Bench() {
        for (unsigned lane = 0; lane < kLanes; ++lane) lanes[lane].identity = golay(lane);
    }

    void scan(Scan kind, unsigned code = 0, unsigned step = 0, unsigned level = 0,
              bool commit = false) {
        dut.start_i = 1;
        dut.kind_i = kind;
        dut.code_i = static_cast<std::uint8_t>(code);
        dut.step_i = static_cast<std::uint8_t>(step);
        dut.level_i = level;
        dut.commit_i = commit;
        clock();
        dut.start_i = 0;
        unsigned busy = 0;
        unsigned last = 0;
        while (dut.busy_o) {
            settle();
            const bool read = dut.read_o;
            const unsigned lane = dut.column_o * 16U + dut.lane_o;
            collect(last);
            clock();
            if (read) {
                REQUIRE(lane < kLanes);
                show(lanes[lane]);
                last = lane;
            }
            REQUIRE(++busy < 2 * kLanes);
        }
        // One lane per clock and one clock for the last decision.
        REQUIRE(busy == kLanes + 1);
    }

private:
    void show(const Lane& lane) {
        set_bits(dut.serdes_i, 0, 24, lane.count);
        set_bits(dut.serdes_i, 56, 24, lane.identity);
        set_bits(dut.serdes_i, 80, 8, lane.time);
        set_bit(dut.serdes_i, 93, lane.checking);
        set_bit(dut.serdes_i, 94, lane.captured);
        set_bit(dut.serdes_i, 95, lane.locked);
        dut.los_i = lane.los;
        dut.missed_i = lane.missed;
    }
    /// Writes of this clock, decided for `lane`.
    void collect(unsigned lane) {
        const unsigned phy = dut.phy_column_o * 16U + dut.phy_lane_o;
        if (dut.phy_write_o && !dut.phy_write_monitor_o) REQUIRE(phy == lane);
        if (dut.phy_write_threshold_o) {
            thresholds[phy] = static_cast<std::int8_t>(dut.threshold_o);
        }
        if (dut.phy_write_phase_o) {
            phases[phy] = dut.phase_o;
            half_widths[phy] = dut.half_width_o;
        }
        if (dut.phy_write_monitor_o) monitored.push_back(phy);
        if (dut.place_o) {
            placed[lane] = {dut.place_column_o, dut.place_lane_o, dut.place_position_o,
                            dut.place_delay_o};
        }
        if (dut.watch_o) watched.push_back(dut.watch_column_o * 16U + dut.watch_lane_o);
    }
};

/// Centre of the longest run of passing codes, in half codes modulo the circle if `wraps`, and its
/// length in codes; the first of equals, where a run over the end counts last.
struct Window {
    int centre;
    unsigned length;
};
Window longest(const std::vector<bool>& pass, unsigned step, bool wraps) {
    const unsigned n = static_cast<unsigned>(pass.size());
    std::vector<std::pair<unsigned, unsigned>> runs;
    for (unsigned start = 0; start < n; ++start) {
        if (!pass[start] || (start > 0 && pass[start - 1])) continue;
        unsigned length = 0;
        while (start + length < n && pass[start + length]) ++length;
        if (wraps && start != 0 && start + length == n) {
            for (unsigned k = 0; k < start && pass[k]; ++k) ++length;
        }
        runs.emplace_back(start, length);
    }
    Window best{0, 0};
    for (const auto& [start, length] : runs) {
        if (length > best.length) {
            best = {static_cast<int>((2 * start * step + (length - 1) * step) / 2), length};
        }
    }
    if (wraps) best.centre %= 64;
    return best;
}

/// One of the two threshold searches; `ones(lane, threshold)` is what the lane counts.
template <class Ones>
void search(Bench& bench, bool upper, unsigned level, Ones ones) {
    std::array<int, kLanes> threshold{};
    bench.dut.upper_i = upper;
    for (unsigned code = 0; code < 6; ++code) {
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            bench.lanes[lane].count = ones(lane, threshold[lane]);
        }
        bench.scan(Threshold, code, 64 >> code, level, code == 5);
        for (unsigned lane = 0; lane < kLanes; ++lane) threshold[lane] = bench.thresholds[lane];
    }
}

/// A whole phase sweep: `pass[lane][k]` for code 2k.
void sweep_phase(Bench& bench, const std::vector<std::vector<bool>>& pass) {
    for (unsigned k = 0; k < 32; ++k) {
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            bench.lanes[lane].count = pass[lane][k] ? 8 : 9;
        }
        bench.scan(Phase, 2 * k, 2, 8, k == 31);
    }
}

}  // namespace

TEST_CASE("oio_phy_scan: is idle with all lanes dead after reset", "[rtl][phy]") {
    Bench bench;
    CHECK(bench.dut.busy_o + bench.dut.read_o + bench.dut.good_o == 0);
    CHECK(bench.dut.identity_error_o + bench.dut.reversed_o == 0);
    for (unsigned lane = 0; lane < kLanes; ++lane) CHECK(get_bit(bench.dut.dead_o, lane));
}

TEST_CASE("oio_phy_scan: lanes without light are bad from then on", "[rtl][phy]") {
    Bench bench;
    for (const unsigned lane : {0U, 7U, 39U}) bench.lanes[lane].los = true;
    bench.scan(Signal);
    CHECK(bench.dut.good_o == kLanes - 3);
    for (auto& lane : bench.lanes) lane.los = false;
    bench.scan(Align);
    CHECK(bench.dut.good_o == kLanes - 3);
    bench.scan(Signal);
    CHECK(bench.dut.good_o == kLanes);
}

TEST_CASE("oio_phy_scan: the threshold goes half way between two levels of the density of ones",
          "[rtl][phy]") {
    Bench bench;
    // Samples spread evenly over 40 to 100 steps, around a middle of its own on every lane.
    const auto middle = [](unsigned lane) { return -68 + static_cast<int>(lane) * 3; };
    const auto ones = [&](unsigned lane, int threshold) {
        const int width = 40 + static_cast<int>(lane) * 60 / 39;
        const int above = 2 * (middle(lane) - threshold) + width;
        return static_cast<unsigned>(std::min(1000, std::max(0, above * 1000 / (2 * width))));
    };
    bench.scan(Signal);
    search(bench, true, 250, ones);
    search(bench, false, 750, ones);
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        CHECK(std::abs(bench.thresholds[lane] - middle(lane)) <= 4);
    }
}

TEST_CASE("oio_phy_scan: the phase goes to the centre of the longest window, also over code 63",
          "[rtl][phy]") {
    Bench bench;
    std::mt19937 random(8);
    for (unsigned run = 0; run < 12; ++run) {
        std::vector<std::vector<bool>> pass(kLanes, std::vector<bool>(32));
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            if (run == 0) {
                // Windows of 12 codes at every second start, wrap-around included.
                for (unsigned k = 0; k < 12; ++k) pass[lane][(lane + k) % 32] = true;
            } else if (run == 1) {
                // From none to all.
                for (unsigned k = 0; k < std::min(lane, 32U); ++k) pass[lane][(k + 27) % 32] = true;
            } else {
                // Two windows and holes.
                for (unsigned k = 0; k < 32; ++k) pass[lane][k] = random() % 8 != 0;
            }
        }
        bench.phases.clear();
        bench.scan(Signal);
        sweep_phase(bench, pass);
        unsigned good = 0;
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            const auto window = longest(pass[lane], 2, true);
            good += window.length >= 3;
            if (window.length < 3) continue;
            CHECK(bench.phases[lane] == static_cast<unsigned>(window.centre));
            CHECK(bench.half_widths[lane] == std::min(window.length + 2, 28U));
        }
        CHECK(bench.dut.good_o == good);
    }
}

TEST_CASE("oio_phy_scan: a lane without light, checker or window stays bad", "[rtl][phy]") {
    Bench bench;
    std::vector<std::vector<bool>> pass(kLanes, std::vector<bool>(32));
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        for (unsigned k = 10; k < 20; ++k) pass[lane][k] = true;
    }
    for (unsigned k = 12; k < 20; ++k) pass[5][k] = false;  // two codes only
    bench.lanes[6].checking = false;
    bench.lanes[7].los = true;
    bench.scan(Signal);
    bench.lanes[7].los = false;
    bench.lanes[8].los = true;
    sweep_phase(bench, pass);
    CHECK(bench.dut.good_o == kLanes - 4);
    bench.lanes[6].checking = true;
    bench.lanes[8].los = false;
    bench.scan(Align);
    CHECK(bench.dut.good_o == kLanes - 4);
}

TEST_CASE("oio_phy_scan: the fine threshold goes to the centre of its window and saturates",
          "[rtl][phy]") {
    Bench bench;
    bench.scan(Signal);
    // The coarse steps leave lane n at a level of its own, the ends included.
    std::array<int, kLanes> coarse{};
    const auto ones = [](unsigned lane, int threshold) {
        const int level = lane == 0 ? 200 : lane == 1 ? -200 : static_cast<int>(lane) * 5 - 95;
        return threshold < level ? 10U : 0U;
    };
    search(bench, true, 5, ones);
    search(bench, false, 5, ones);
    for (unsigned lane = 0; lane < kLanes; ++lane) coarse[lane] = bench.thresholds[lane];
    CHECK(coarse[0] == 126);
    CHECK(coarse[1] == -126);
    std::vector<std::vector<bool>> pass(kLanes, std::vector<bool>(32));
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        for (unsigned k = 0; k < 32; ++k) {
            pass[lane][k] = lane == 0 ? k > 19 : lane == 1 ? k < 11 : k >= lane % 29 && k < 30;
        }
    }
    for (unsigned k = 0; k < 32; ++k) {
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            bench.lanes[lane].count = pass[lane][k] ? 0 : 100;
        }
        bench.scan(Fine, 2 * k, 2, 3, k == 31);
    }
    CHECK(bench.dut.good_o == kLanes);
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        // The middle of the first and the last threshold that passed, six codes apart from -93 on.
        const auto first =
            std::find(pass[lane].begin(), pass[lane].end(), true) - pass[lane].begin();
        const auto passed = std::count(pass[lane].begin(), pass[lane].end(), true);
        const double centre = coarse[lane] - 93 + 6.0 * (first + 0.5 * (passed - 1));
        const int lowest = static_cast<int>(std::floor(centre));
        CHECK(bench.thresholds[lane] == std::min(127, std::max(-128, lowest)));
    }
}

TEST_CASE("oio_phy_scan: lanes are delayed to the latest one and put in order", "[rtl][phy]") {
    const bool mirror = GENERATE(false, true);
    const unsigned first = GENERATE(0U, 250U);
    Bench bench;
    std::mt19937 random(9);
    std::array<unsigned, kLanes> number{};
    std::iota(number.begin(), number.end(), 0U);
    for (unsigned start = 0; start < kLanes; start += 16) {
        std::shuffle(number.begin() + start, number.begin() + std::min(start + 16, kLanes), random);
    }
    for (unsigned pin = 0; pin < kLanes; ++pin) {
        const unsigned position = mirror ? kLanes - 1 - pin : pin;
        bench.lanes[pin].identity = golay(number[position]);
        bench.lanes[pin].time = (first + random() % 12) & 0xFF;
    }
    bench.lanes[20].time = first;
    bench.lanes[31].time = (first + 12) & 0xFF;
    bench.dut.first_time_i = static_cast<std::uint8_t>(first);
    bench.scan(Signal);
    bench.scan(Arrival);
    CHECK(bench.dut.spread_o == 12);
    CHECK(bench.dut.reversed_o == mirror);
    CHECK(bench.dut.good_o == kLanes);
    bench.scan(Place);
    CHECK(bench.dut.good_o == kLanes);
    CHECK(bench.dut.identity_error_o == 0);
    CHECK(bench.monitored.empty());
    for (unsigned pin = 0; pin < kLanes; ++pin) {
        const unsigned position = mirror ? kLanes - 1 - pin : pin;
        const unsigned late = (bench.lanes[pin].time - first) & 0xFF;
        CHECK(bench.placed[pin] ==
              Placed{position / 16, position % 16, number[position] % 16, 12 - late});
        CHECK_FALSE(get_bit(bench.dut.dead_o, pin));
    }
    // Markers are those of numbers, signals those of pins: watched are lanes that carry data.
    const unsigned lost = GENERATE(0U, 17U);
    bench.lanes[lost].missed = true;
    bench.scan(Verify);
    CHECK(bench.monitored.size() == kActive);
    CHECK(bench.watched.size() == kActive);
    for (unsigned pin = 0; pin < kLanes; ++pin) {
        const unsigned lane = number[mirror ? kLanes - 1 - pin : pin];
        const int carries = lane != lost && lane <= kActive ? 1 : 0;
        CHECK(std::count(bench.monitored.begin(), bench.monitored.end(), pin) == carries);
        CHECK(std::count(bench.watched.begin(), bench.watched.end(), lane) == carries);
    }
}

TEST_CASE("oio_phy_scan: a lane too early for the deskew is dead, not an error", "[rtl][phy]") {
    Bench bench;
    bench.dut.first_time_i = 100;
    for (auto& lane : bench.lanes) lane.time = 110;
    bench.lanes[3].time = 100;  // 16 words of difference and more do not fit
    bench.lanes[4].time = 101;
    bench.lanes[9].time = 116;
    bench.scan(Signal);
    bench.scan(Arrival);
    bench.scan(Place);
    CHECK(bench.dut.good_o == kLanes - 1);
    CHECK(bench.placed.count(3) == 0);
    CHECK(bench.placed[4].delay == 15);
    CHECK(bench.dut.identity_error_o == 0);
    CHECK(get_bit(bench.dut.dead_o, 3));
}

TEST_CASE("oio_phy_scan: an identity twice or outside its slice is an error by name",
          "[rtl][phy]") {
    Bench bench;
    const bool twice = GENERATE(false, true);
    bench.lanes[10].identity = golay(twice ? 11 : 20);
    bench.scan(Signal);
    bench.scan(Arrival);
    bench.scan(Place);
    CHECK(bench.dut.identity_error_o == 1);
    CHECK(bench.dut.good_o == kLanes - 1);
    bench.scan(Signal);
    CHECK(bench.dut.identity_error_o == 0);
}

TEST_CASE("oio_phy_scan: a spoiled or unknown identity makes its lane dead", "[rtl][phy]") {
    Bench bench;
    bench.lanes[2].identity ^= 0x10;
    bench.lanes[5].identity = golay(40);
    bench.lanes[6].identity = golay(1087);
    bench.lanes[7].identity = golay(2048 + 7);
    bench.lanes[8].captured = false;
    bench.scan(Signal);
    bench.scan(Arrival);
    bench.scan(Place);
    CHECK(bench.dut.identity_error_o == 0);
    CHECK(bench.dut.good_o == kLanes - 5);
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        const bool dead = lane == 2 || (lane >= 5 && lane <= 8);
        CHECK(get_bit(bench.dut.dead_o, lane) == dead);
    }
}

TEST_CASE("oio_phy_scan: lanes whose marker was missed are dead; three good ones vote",
          "[rtl][phy]") {
    Bench bench;
    bench.lanes[13].los = true;
    bench.scan(Signal);
    bench.lanes[13].los = false;
    bench.scan(Arrival);
    bench.scan(Place);
    for (const unsigned lane : {0U, 2U, 39U}) bench.lanes[lane].missed = true;
    bench.scan(Verify);
    CHECK(bench.dut.good_o == kLanes - 4);
    CHECK(bench.dut.dead_count_o == 4);
    CHECK(bench.watched.size() == kActive);
    for (unsigned lane = 0; lane < kLanes; ++lane) {
        const bool dead = lane == 0 || lane == 2 || lane == 13 || lane == 39;
        const bool carries = !dead && lane < kActive + 3;
        CHECK(get_bit(bench.dut.dead_o, lane) == dead);
        CHECK((std::count(bench.watched.begin(), bench.watched.end(), lane) == 1) == carries);
    }
    // In any order: lanes 1, 3 and 4.
    std::vector<unsigned> voters;
    for (unsigned k = 0; k < 3; ++k) {
        voters.push_back(static_cast<unsigned>(bench.dut.voters_o >> (11 * k) & 0x7FF));
    }
    std::sort(voters.begin(), voters.end());
    CHECK(voters == std::vector<unsigned>{1, 3, 4});
}
