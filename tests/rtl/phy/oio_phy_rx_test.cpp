// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "Voio_phy_rx.h"
#include "Voio_phy_rx_late.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

/// `Sample`: words from a phase code to the word sampled with it.
template <class Dut, unsigned Sample>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kWord = sizeof(Dut::words_i) / 2;
    static constexpr unsigned kSample = Sample;
    static constexpr std::uint64_t kPad = 0xAAAAAAAA & ((std::uint64_t{1} << kWord) - 1);

    Bench() {
        this->dut.column_i = 1;
        this->dut.present_i = 0xFFFF;
        fill_lanes(this->dut.words_i, kWord, kPad);
    }

    void write(unsigned lane, int phase, int half_width, int threshold, unsigned column = 1) {
        auto& d = this->dut;
        d.write_i = d.write_phase_i = d.write_threshold_i = 1;
        d.write_column_i = static_cast<std::uint8_t>(column);
        d.write_lane_i = static_cast<std::uint8_t>(lane);
        d.phase_i = static_cast<std::uint8_t>(phase & 0x3F);
        d.half_width_i = static_cast<std::uint8_t>(half_width);
        d.threshold_i = static_cast<std::uint8_t>(threshold);
        this->clock();
        d.write_i = d.write_phase_i = d.write_threshold_i = 0;
    }
    void monitor(unsigned lane) {
        this->dut.write_i = this->dut.write_monitor_i = 1;
        this->dut.write_column_i = 1;
        this->dut.write_lane_i = static_cast<std::uint8_t>(lane);
        this->clock();
        this->dut.write_i = this->dut.write_monitor_i = 0;
    }
    void update(int phase_offset = 0, int threshold_offset = 0) {
        this->dut.update_i = 1;
        this->dut.phase_offset_i = static_cast<std::uint8_t>(phase_offset & 0x3F);
        this->dut.threshold_offset_i = static_cast<std::uint16_t>(threshold_offset & 0x1FF);
        this->clock();
        this->dut.update_i = 0;
        this->dut.phase_offset_i = 0;
        this->dut.threshold_offset_i = 0;
    }
    int phase(unsigned lane) const {
        return static_cast<int>(lane_field(this->dut.phase_o, lane, 6));
    }
    int threshold(unsigned lane) const {
        return static_cast<std::int8_t>(lane_field(this->dut.threshold_o, lane, 8));
    }

    /// One window. `sampled(lane, phase)` is the word that a lane samples with a phase code; all
    /// other words are garbage. Delays of the lanes as at the port.
    template <class Sampled>
    void window(bool late, Sampled sampled, std::mt19937& random) {
        auto& d = this->dut;
        d.late_i = late;
        std::vector<std::vector<int>> codes;
        for (int left = 31 + 6; left >= -6; --left) {
            d.window_i = left >= 0 && left < 32;
            d.countdown_i = static_cast<std::uint8_t>(left & 31);
            // The word of this clock was sampled with the code that stood kSample clocks ago.
            for (unsigned lane = 0; lane < 16; ++lane) {
                std::uint64_t word = random();
                if (codes.size() > kSample) {
                    const int code = codes[codes.size() - 1 - kSample][lane];
                    if (code != phase_before[lane]) word = sampled(lane, code);
                }
                set_lane_field(d.words_i, lane, kWord, word);
            }
            this->clock();
            std::vector<int> now(16);
            for (unsigned lane = 0; lane < 16; ++lane) now[lane] = phase(lane);
            codes.push_back(now);
        }
        d.window_i = 0;
        shifted = codes;
    }
    /// Remembers the codes to which probes are compared.
    void settle_codes() {
        update();
        for (unsigned lane = 0; lane < 16; ++lane) phase_before[lane] = phase(lane);
    }
    void decide() {
        this->dut.decide_i = 1;
        this->clock();
        this->dut.decide_i = 0;
    }

    std::array<int, 16> phase_before{};
    std::vector<std::vector<int>> shifted;  ///< codes of all lanes, clock by clock of the window
};

using Near = Bench<Voio_phy_rx, 1>;
using Late = Bench<Voio_phy_rx_late, 2>;

std::uint64_t with_errors(std::uint64_t word, unsigned count) {
    for (unsigned k = 0; k < count; ++k) word ^= std::uint64_t{1} << k;
    return word;
}

}  // namespace

TEST_CASE("oio_phy_rx: all codes are zero and nothing is lost after reset", "[rtl][phy]") {
    Near bench;
    bench.dut.los_i = 0xFFFF;
    bench.settle();
    for (unsigned lane = 0; lane < 16; ++lane) {
        CHECK(bench.phase(lane) == 0);
        CHECK(bench.threshold(lane) == 0);
    }
    CHECK(bench.dut.lost_o == 0);
    CHECK(bench.dut.lit_o == 0);
}

TEST_CASE("oio_phy_rx: codes are base plus offset; phase is a circle, threshold saturates",
          "[rtl][phy]") {
    Near bench;
    for (unsigned lane = 0; lane < 16; ++lane) {
        bench.write(lane, static_cast<int>(4 * lane), 5, static_cast<int>(lane) * 17 - 128);
    }
    bench.write(3, 33, 5, 33, 2);  // another column
    for (const int phase_offset : {0, 1, 32, 63}) {
        for (const int offset : {-256, -128, -32, 0, 28, 127, 255}) {
            bench.update(phase_offset, offset);
            for (int lane = 0; lane < 16; ++lane) {
                const int sum = lane * 17 - 128 + offset;
                CHECK(bench.phase(lane) == (4 * lane + phase_offset) % 64);
                CHECK(bench.threshold(lane) == std::min(127, std::max(-128, sum)));
            }
        }
    }
}

TEST_CASE("oio_phy_rx: codes stand still unless updated", "[rtl][phy]") {
    Near bench;
    bench.write(4, 20, 5, 30);
    bench.clock(5);
    CHECK(bench.phase(4) == 0);
    bench.update();
    CHECK(bench.phase(4) == 20);
    CHECK(bench.threshold(4) == 30);
    bench.dut.phase_offset_i = 9;
    bench.clock(5);
    CHECK(bench.phase(4) == 20);
}

TEST_CASE("oio_phy_rx: only a monitored lane without signal is a loss; any signal is light",
          "[rtl][phy]") {
    Near bench;
    bench.monitor(6);
    for (unsigned lane = 0; lane < 16; ++lane) {
        bench.dut.los_i = static_cast<std::uint16_t>(1U << lane);
        bench.settle();
        CHECK(bench.dut.lost_o == (lane == 6));
        CHECK(bench.dut.lit_o == 1);
        bench.dut.los_i = static_cast<std::uint16_t>(~(1U << lane));
        bench.dut.present_i = 0x0FFF;
        bench.settle();
        CHECK(bench.dut.lit_o == (lane < 12));
    }
    bench.dut.clear_i = 1;
    bench.clock();
    bench.dut.clear_i = 0;
    bench.dut.los_i = 0xFFFF;
    bench.settle();
    CHECK(bench.dut.lost_o == 0);
}

TEMPLATE_TEST_CASE("oio_phy_rx: a probe shifts exactly one word, early or late, at its own delay",
                   "[rtl][phy]", Near, Late) {
    const bool late = GENERATE(false, true);
    TestType bench;
    std::mt19937 random(1);
    for (unsigned lane = 0; lane < 16; ++lane) {
        bench.write(lane, static_cast<int>(lane), lane == 9 ? 0 : 12, 0);
        set_lane_field(bench.dut.delay_i, lane, 5, lane * 2 + lane / 15);
    }
    bench.settle_codes();
    bench.window(
        late, [](unsigned, int) { return TestType::kPad; }, random);
    for (unsigned lane = 0; lane < 16; ++lane) {
        const int base = static_cast<int>(lane);
        unsigned moved = 0;
        for (std::size_t k = 0; k < bench.shifted.size(); ++k) {
            const int code = bench.shifted[k][lane];
            if (code == base) continue;
            ++moved;
            CHECK(code == (late ? base + 12 : base - 12 + 64) % 64);
            // Countdown 37-k: the code follows the clock in which it met the delay.
            CHECK(37 - static_cast<int>(k) == static_cast<int>(lane * 2 + lane / 15));
        }
        CHECK(moved == (lane == 9 ? 0 : 1));
    }
}

TEMPLATE_TEST_CASE("oio_phy_rx: the probed words alone decide, beyond a margin of eight errors",
                   "[rtl][phy]", Near, Late) {
    const bool late = GENERATE(false, true);
    const bool odd = GENERATE(false, true);
    TestType bench;
    std::mt19937 random(2);
    for (unsigned lane = 0; lane < 16; ++lane) {
        bench.write(lane, 30, 10, 0);
        set_lane_field(bench.dut.delay_i, lane, 5, lane);
    }
    bench.dut.slip_odd_i = odd ? 0xFFFF : 0;
    bench.settle_codes();
    const auto pad = odd ? ~TestType::kPad & 0xFFFF : TestType::kPad;
    bench.decide();  // the reference is a balance of zero
    for (unsigned k = 0; k < 2; ++k) {
        bench.window(
            late, [&](unsigned lane, int) { return with_errors(pad, lane / 2); }, random);
    }
    bench.decide();
    bench.update();
    for (int lane = 0; lane < 16; ++lane) {
        const int step = lane / 2 > 4 ? (late ? -1 : 1) : 0;
        CHECK(bench.phase(lane) == 30 + step);
    }
    // The balance starts again: nothing more happens at the next decision.
    bench.decide();
    bench.update();
    CHECK(bench.phase(15) == 30 + (late ? -1 : 1));
}

TEMPLATE_TEST_CASE("oio_phy_rx: equal errors on both sides hold the phase", "[rtl][phy]", Near,
                   Late) {
    TestType bench;
    std::mt19937 random(3);
    for (unsigned lane = 0; lane < 16; ++lane) bench.write(lane, 30, 10, 0);
    bench.settle_codes();
    bench.decide();
    const auto noisy = [](unsigned lane, int) { return with_errors(TestType::kPad, lane / 2); };
    for (unsigned k = 0; k < 4; ++k) bench.window(k % 2 == 1, noisy, random);
    bench.decide();
    bench.update();
    for (unsigned lane = 0; lane < 16; ++lane) CHECK(bench.phase(lane) == 30);
}

TEMPLATE_TEST_CASE("oio_phy_rx: an imbalance that was there from the start holds the phase",
                   "[rtl][phy]", Near, Late) {
    TestType bench;
    std::mt19937 random(5);
    for (unsigned lane = 0; lane < 16; ++lane) bench.write(lane, 30, 10, 0);
    bench.settle_codes();
    const auto noisy = [](unsigned lane, int) { return with_errors(TestType::kPad, lane / 2); };
    for (unsigned round = 0; round < 4; ++round) {
        for (unsigned k = 0; k < 3; ++k) bench.window(true, noisy, random);
        bench.decide();
    }
    bench.update();
    for (unsigned lane = 0; lane < 16; ++lane) CHECK(bench.phase(lane) == 30);
}

TEMPLATE_TEST_CASE("oio_phy_rx: tracking follows an eye that moves, also over the end of codes",
                   "[rtl][phy]", Near, Late) {
    TestType bench;
    std::mt19937 random(4);
    const auto trained = [](unsigned lane) { return static_cast<int>(lane * 4 + 2) % 64; };
    for (unsigned lane = 0; lane < 16; ++lane) bench.write(lane, trained(lane), 11, 0);
    // The centre moves away by up to 8 codes, one by one; errors begin 12 codes from it.
    for (int round = 0; round < 14; ++round) {
        const auto centre = [&](unsigned lane) {
            const int target = static_cast<int>(lane) - 8;
            const int moved = std::min(std::abs(target), round);
            return trained(lane) + (target < 0 ? -moved : moved);
        };
        bench.settle_codes();
        for (unsigned k = 0; k < 6; ++k) {
            bench.window(
                k % 2 == 1,
                [&](unsigned lane, int code) {
                    const int distance = std::abs((code - centre(lane) + 96) % 64 - 32);
                    return with_errors(TestType::kPad, distance > 12 ? TestType::kWord / 2 : 0);
                },
                random);
        }
        bench.decide();
    }
    bench.update();
    for (unsigned lane = 0; lane < 16; ++lane) {
        const int centre = trained(lane) + static_cast<int>(lane) - 8;
        CHECK(std::abs((bench.phase(lane) - centre + 96) % 64 - 32) <= 1);
    }
}

TEST_CASE("oio_phy_rx: a read shows signal and codes of the lane", "[rtl][phy]") {
    Near bench;
    bench.write(5, 43, 17, -77);
    bench.dut.los_i = 1U << 5;
    bench.dut.read_i = 1;
    bench.dut.read_lane_i = 5;
    bench.clock();
    bench.dut.read_i = 0;
    CHECK((bench.dut.result_o & 0x3F) == 43);
    CHECK(static_cast<std::int8_t>(bench.dut.result_o >> 6) == -77);
    CHECK((bench.dut.result_o >> 14 & 0x1F) == 17);
    CHECK(bench.dut.result_o >> 19 == 1);
}
