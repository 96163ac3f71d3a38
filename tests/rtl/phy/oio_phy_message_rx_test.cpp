// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <vector>

#include "Voio_phy_message_rx_16.h"
#include "Voio_phy_message_rx_32.h"
#include "Voio_phy_message_rx_8.h"
#include "tests/rtl/phy/training_message.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

using Lanes = std::vector<bool>;

template <unsigned Word, class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kBytes = Word / 8;
    unsigned valid = 0;  ///< messages accepted so far

    void word(std::uint64_t bits, bool first) {
        set_bits(this->dut.word_i, 0, Word, bits);
        this->dut.word_valid_i = 1;
        this->dut.first_i = first;
        this->clock();
        this->dut.word_valid_i = 0;
        this->dut.first_i = 0;
        valid += this->dut.valid_o;
    }
    /// With a pause after every `pause` words, if that is not 0.
    void message(const std::vector<std::uint8_t>& bytes, bool first = false, unsigned pause = 0) {
        for (unsigned at = 0; at < 256; at += kBytes) {
            std::uint64_t bits = 0;
            for (unsigned k = 0; k < kBytes; ++k) {
                bits |= std::uint64_t{bytes[at + k]} << (8 * k);
            }
            word(bits, first && at == 0);
            if (pause != 0 && at / kBytes % pause == 0) idle(3);
        }
        idle(2);
    }
    void idle(unsigned count) {
        for (unsigned k = 0; k < count; ++k) {
            this->clock();
            valid += this->dut.valid_o;
        }
    }
    bool map_is(const Lanes& dead) const {
        for (unsigned lane = 0; lane < 420; ++lane) {
            if (get_bit(this->dut.dead_o, lane) != dead[lane]) return false;
        }
        return true;
    }
};

using Bench8 = Bench<8, Voio_phy_message_rx_8>;
using Bench16 = Bench<16, Voio_phy_message_rx_16>;
using Bench32 = Bench<32, Voio_phy_message_rx_32>;

Lanes random_dead(std::mt19937& random) {
    Lanes dead(420);
    for (unsigned lane = 0; lane < 420; ++lane) dead[lane] = random() % 8 == 0;
    return dead;
}

}  // namespace

TEMPLATE_TEST_CASE("oio_phy_message_rx: takes flags and map of every good message", "[rtl][phy]",
                   Bench8, Bench16, Bench32) {
    TestType bench;
    std::mt19937 random(2);
    CHECK(bench.map_is(Lanes(420)));
    for (unsigned run = 0; run < 20; ++run) {
        const auto dead = random_dead(random);
        const unsigned flags = (random() & 0xFE) | 1;
        bench.message(training_message(flags, dead), run == 0, run % 3 * 7);
        REQUIRE(bench.valid == run + 1);
        CHECK(bench.dut.flags_o == flags);
        CHECK(bench.map_is(dead));
    }
}

TEMPLATE_TEST_CASE("oio_phy_message_rx: the map changes only with a message that says it is ready",
                   "[rtl][phy]", Bench8, Bench16, Bench32) {
    TestType bench;
    std::mt19937 random(3);
    const auto dead = random_dead(random);
    bench.message(training_message(0x01, dead), true);
    bench.message(training_message(0x06, random_dead(random)));
    CHECK(bench.valid == 2);
    CHECK(bench.dut.flags_o == 0x06);
    CHECK(bench.map_is(dead));
}

TEMPLATE_TEST_CASE("oio_phy_message_rx: a single wrong bit anywhere loses the message",
                   "[rtl][phy]", Bench8, Bench16, Bench32) {
    TestType bench;
    std::mt19937 random(4);
    const auto good = training_message(0x03, random_dead(random));
    for (unsigned bit = 0; bit < 2048; ++bit) {
        auto bad = good;
        bad[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        bench.message(bad, true);
        REQUIRE(bench.valid == 0);
    }
    CHECK(bench.map_is(Lanes(420)));
    bench.message(good, true);
    CHECK(bench.valid == 1);
}

TEMPLATE_TEST_CASE("oio_phy_message_rx: constant words are no messages", "[rtl][phy]", Bench8,
                   Bench16, Bench32) {
    TestType bench;
    bench.message(std::vector<std::uint8_t>(256, 0), true);
    bench.message(std::vector<std::uint8_t>(256, 0xFF), true);
    bench.message(std::vector<std::uint8_t>(256, 0xA7), true);
    CHECK(bench.valid == 0);
}

TEMPLATE_TEST_CASE("oio_phy_message_rx: the first word of a frame starts a message again",
                   "[rtl][phy]", Bench8, Bench16, Bench32) {
    TestType bench;
    std::mt19937 random(5);
    const auto dead = random_dead(random);
    for (unsigned k = 0; k < 11; ++k) bench.word(random(), k == 0);
    bench.message(training_message(0x01, dead), true);
    CHECK(bench.valid == 1);
    CHECK(bench.map_is(dead));
}

TEMPLATE_TEST_CASE("oio_phy_message_rx: a clear forgets flags and map", "[rtl][phy]", Bench8,
                   Bench16, Bench32) {
    TestType bench;
    std::mt19937 random(6);
    bench.message(training_message(0x07, random_dead(random)), true);
    bench.dut.clear_i = 1;
    bench.clock();
    bench.dut.clear_i = 0;
    CHECK(bench.dut.flags_o == 0);
    CHECK(bench.map_is(Lanes(420)));
}
