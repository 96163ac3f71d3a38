// SPDX-License-Identifier: Apache-2.0
//
// Truth: the weights of the extended Golay code, the published values of the CRC, and an exhaustive
// search over markers.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <vector>

#include "Vpkg_bench.h"
#include "tests/support/link_reference.hpp"

using namespace oio::test;

namespace {

unsigned ones(std::uint64_t value) {
    return static_cast<unsigned>(__builtin_popcountll(value));
}

/// Bits that must change until the receiver takes `bits` for a marker with this common word: it
/// asks for the word and for an identity, any identity, followed by its complement.
unsigned distance_to_marker(std::uint64_t bits, std::uint16_t common_word) {
    const auto difference = static_cast<std::uint16_t>(bits ^ common_word);
    return ones(difference) + ones(~(bits >> 16 ^ bits >> 40) & 0xFFFFFF);
}

std::uint64_t rotated(std::uint64_t bits, unsigned by) {
    return by == 0 ? bits : bits << by | bits >> (64 - by);
}

}  // namespace

TEST_CASE("oio_pkg: identities are code words of the extended Golay code", "[rtl][pkg]") {
    Vpkg_bench dut;
    std::map<unsigned, unsigned> weights;
    for (unsigned number = 0; number < 4096; ++number) {
        dut.number_i = static_cast<std::uint16_t>(number);
        dut.eval();
        REQUIRE(dut.golay_o == golay(number));
        REQUIRE(dut.golay_o >> 12 == number);
        ++weights[ones(dut.golay_o)];
    }
    // A linear code's distances are its weights; these belong to the extended Golay code alone.
    const std::map<unsigned, unsigned> golay_weights{
        {0, 1}, {8, 759}, {12, 2576}, {16, 759}, {24, 1}};
    CHECK(weights == golay_weights);
    for (unsigned k = 0; k < 2000; ++k) {
        const unsigned a = k * 2654435761U >> 20, b = k * 40503U & 0xFFF;
        dut.number_i = static_cast<std::uint16_t>(a);
        dut.eval();
        const auto sum = dut.golay_o ^ golay(b);
        REQUIRE(sum == golay(a ^ b));
    }
}

TEST_CASE("oio_pkg: no shift and no inverse of a marker is within 4 bits of a valid one",
          "[rtl][pkg]") {
    Vpkg_bench dut;
    dut.eval();
    const std::array<std::uint16_t, 3> words{dut.align_word_o, dut.train_word_o, dut.active_word_o};
    CHECK(words == std::array<std::uint16_t, 3>{kAlignWord, kTrainWord, kActiveWord});
    unsigned closest = 64;
    for (unsigned lane = 0; lane < 1088; ++lane) {
        dut.number_i = static_cast<std::uint16_t>(lane);
        dut.eval();
        const std::uint64_t identity = dut.golay_o;
        for (const auto sent : words) {
            const auto sound = sent | identity << 16 | (~identity & 0xFFFFFF) << 40;
            REQUIRE(sound == marker(sent, lane));
            for (unsigned shift = 0; shift < 64; ++shift) {
                const auto shifted = rotated(sound, shift);
                for (const auto sought : words) {
                    if (shift != 0 || sent != sought) {
                        closest = std::min(closest, distance_to_marker(shifted, sought));
                    }
                    closest = std::min(closest, distance_to_marker(~shifted, sought));
                }
            }
        }
    }
    CHECK(closest == 4);
}

TEST_CASE("oio_pkg: the common words differ in 8 bits from each other and from the inverses",
          "[rtl][pkg]") {
    Vpkg_bench dut;
    dut.eval();
    const std::array<std::uint16_t, 3> words{dut.align_word_o, dut.train_word_o, dut.active_word_o};
    for (unsigned a = 0; a < 3; ++a) {
        for (unsigned b = 0; b < a; ++b) {
            CHECK(ones(words[a] ^ words[b]) >= 8);
            CHECK(ones(static_cast<std::uint16_t>(~(words[a] ^ words[b]))) >= 8);
        }
    }
}

TEST_CASE("oio_pkg: the scrambler starts from ones", "[rtl][pkg]") {
    Vpkg_bench dut;
    dut.eval();
    CHECK(dut.seed_o == reversed23(0x7FFFFF));
}

TEST_CASE("oio_pkg: the CRC of messages gives the published values", "[rtl][pkg]") {
    Vpkg_bench dut;
    const auto crc = [&dut](const std::vector<std::uint8_t>& message) {
        dut.crc_i = 0;
        for (const auto byte : message) {
            dut.byte_i = byte;
            dut.eval();
            dut.crc_i = dut.crc_o;
        }
        return dut.crc_i;
    };
    std::vector<std::uint8_t> message(128, 0xFF);
    CHECK(crc(message) == 0x002E);
    for (unsigned k = 0; k < 128; ++k) message[k] = static_cast<std::uint8_t>(k);
    CHECK(crc(message) == 0x249F);
    CHECK(crc({'1', '2', '3', '4', '5', '6', '7', '8', '9'}) == 0xBCDD);
    std::mt19937 random(5);
    for (auto& byte : message) byte = static_cast<std::uint8_t>(random());
    CHECK(crc(message) == crc16(message));
}
