// SPDX-License-Identifier: Apache-2.0
//
// Truth: the layout of a message written out byte by byte, with the CRC of the reference.
#include <catch2/catch.hpp>

#include <random>
#include <vector>

#include "Voio_phy_message_tx_16.h"
#include "Voio_phy_message_tx_32.h"
#include "Voio_phy_message_tx_8.h"
#include "tests/rtl/phy/training_message.hpp"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

template <unsigned Word, class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kWord = Word;
    static constexpr unsigned kBytes = Word / 8;

    void dead(const std::vector<bool>& lanes) {
        for (unsigned lane = 0; lane < 420; ++lane) set_bit(this->dut.dead_i, lane, lanes[lane]);
    }
    std::vector<std::uint8_t> message() {
        std::vector<std::uint8_t> bytes;
        this->dut.advance_i = 1;
        while (bytes.size() < 256) {
            this->settle();
            for (unsigned k = 0; k < kBytes; ++k) {
                bytes.push_back(static_cast<std::uint8_t>(get_bits(this->dut.word_o, 8 * k, 8)));
            }
            this->clock();
        }
        this->dut.advance_i = 0;
        return bytes;
    }
    void restart() {
        this->dut.restart_i = 1;
        this->clock();
        this->dut.restart_i = 0;
    }
};

using Bench8 = Bench<8, Voio_phy_message_tx_8>;
using Bench16 = Bench<16, Voio_phy_message_tx_16>;
using Bench32 = Bench<32, Voio_phy_message_tx_32>;

}  // namespace

TEMPLATE_TEST_CASE("oio_phy_message_tx: messages have their layout, for every flag and lane",
                   "[rtl][phy]", Bench8, Bench16, Bench32) {
    TestType bench;
    std::mt19937 random(1);
    for (unsigned run = 0; run < 30; ++run) {
        std::vector<bool> dead(420);
        for (unsigned lane = 0; lane < 420; ++lane) dead[lane] = random() % (run + 1) == 0;
        const unsigned flags = run < 8 ? 1U << run : random() & 0xFF;
        bench.dead(dead);
        bench.dut.flags_i = static_cast<std::uint8_t>(flags);
        REQUIRE(bench.message() == training_message(flags, dead));
    }
}

TEMPLATE_TEST_CASE("oio_phy_message_tx: flags that change within a message wait for the next one",
                   "[rtl][phy]", Bench8, Bench16, Bench32) {
    TestType bench;
    const std::vector<bool> dead(420);
    bench.dut.flags_i = 0x03;
    bench.dut.advance_i = 1;
    bench.clock(2);
    bench.dut.advance_i = 0;
    bench.restart();
    std::vector<std::uint8_t> bytes;
    bench.dut.advance_i = 1;
    while (bytes.size() < 256) {
        bench.settle();
        for (unsigned k = 0; k < TestType::kBytes; ++k) {
            bytes.push_back(static_cast<std::uint8_t>(get_bits(bench.dut.word_o, 8 * k, 8)));
        }
        bench.clock();
        bench.dut.flags_i = 0x07;
    }
    CHECK(bytes == training_message(0x03, dead));
    CHECK(bench.message() == training_message(0x07, dead));
}

TEMPLATE_TEST_CASE("oio_phy_message_tx: holds without advance and starts again when told",
                   "[rtl][phy]", Bench8, Bench16, Bench32) {
    TestType bench;
    bench.dut.flags_i = 0x01;
    bench.settle();
    CHECK((get_bits(bench.dut.word_o, 0, 8)) == 0xA7);
    bench.dut.advance_i = 1;
    bench.clock(30);
    bench.dut.advance_i = 0;
    const auto word = bench.dut.word_o;
    bench.clock(5);
    CHECK(bench.dut.word_o == word);
    bench.restart();
    CHECK(bench.message() == training_message(0x01, std::vector<bool>(420)));
}
