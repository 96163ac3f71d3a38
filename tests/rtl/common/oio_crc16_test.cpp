// SPDX-License-Identifier: Apache-2.0
//
// Truth: the anchors published with the definition, the bit-serial reference, and the published
// number of four-bit patterns that this code misses.
#include <catch2/catch.hpp>

#include <array>
#include <cstring>
#include <map>
#include <random>
#include <unordered_map>
#include <vector>

#include "tests/rtl/common/common_bench.hpp"
#include "tests/support/crc16_reference.hpp"

using oio::test::CommonBench;
using oio::test::crc16_reference;

namespace {

using Message = std::array<std::uint8_t, 126>;

constexpr unsigned kBits = 1024;  // 1008 message bits, then the 16 of the CRC

std::uint16_t circuit(CommonBench& bench, const Message& message) {
    bench.dut.crc_en_i = 1;
    for (unsigned k = 0; k < 31; ++k) std::memcpy(&bench.dut.crc_data_i[k], &message[4 * k], 4);
    bench.dut.crc_data_i[31] = message[124] | message[125] << 8;
    bench.dut.eval();
    return bench.dut.crc_o;
}

/// What an error in bit k of a half flit adds to (computed CRC ^ received CRC).
std::vector<std::uint16_t> syndromes(CommonBench& bench) {
    std::vector<std::uint16_t> result(kBits);
    for (unsigned k = 0; k < 1008; ++k) {
        Message message{};
        message[k / 8] = static_cast<std::uint8_t>(1U << k % 8);
        result[k] = circuit(bench, message);
    }
    for (unsigned k = 0; k < 16; ++k) result[1008 + k] = static_cast<std::uint16_t>(1U << k);
    return result;
}

}  // namespace

TEST_CASE("crc16_reference: agrees with the published anchors", "[rtl][common]") {
    std::array<std::uint8_t, 128> message{};
    CHECK(crc16_reference(message.data(), 128) == 0x0000);
    message[0] = 1;
    CHECK(crc16_reference(message.data(), 128) == 0x8039);
    message[0] = 0;
    message[127] = 0x80;
    CHECK(crc16_reference(message.data(), 128) == 0x8005);
    message.fill(0xFF);
    CHECK(crc16_reference(message.data(), 128) == 0x002E);
    for (unsigned k = 0; k < 128; ++k) message[k] = static_cast<std::uint8_t>(k);
    CHECK(crc16_reference(message.data(), 128) == 0x249F);
}

TEST_CASE("oio_crc16: agrees with the anchors that fit half a flit", "[rtl][common]") {
    CommonBench bench;
    Message message{};
    CHECK(circuit(bench, message) == 0x0000);
    message[0] = 1;
    CHECK(circuit(bench, message) == 0x8039);
    // Linearity turns the anchors with 128 bytes into ones with 126: take away bytes 126 and 127.
    message.fill(0xFF);
    std::array<std::uint8_t, 128> tail{};
    tail[126] = tail[127] = 0xFF;
    CHECK((circuit(bench, message) ^ crc16_reference(tail.data(), 128)) == 0x002E);
    for (unsigned k = 0; k < 126; ++k) message[k] = static_cast<std::uint8_t>(k);
    tail[126] = 0x7E;
    tail[127] = 0x7F;
    CHECK((circuit(bench, message) ^ crc16_reference(tail.data(), 128)) == 0x249F);
}

TEST_CASE("oio_crc16: equals the bit-serial reference for random messages", "[rtl][common]") {
    CommonBench bench;
    std::mt19937 random(11);
    for (unsigned trial = 0; trial < 5000; ++trial) {
        Message message;
        for (auto& byte : message) byte = static_cast<std::uint8_t>(random());
        REQUIRE(circuit(bench, message) == crc16_reference(message.data(), message.size()));
    }
}

TEST_CASE("oio_crc16: is zero when it is not enabled", "[rtl][common]") {
    CommonBench bench;
    Message message{};
    message[17] = 0x55;
    REQUIRE(circuit(bench, message) != 0);
    bench.dut.crc_en_i = 0;
    bench.dut.eval();
    CHECK(bench.dut.crc_o == 0);
}

TEST_CASE("oio_crc16: detects sampled errors of one to three bits in a random flit",
          "[rtl][common]") {
    CommonBench bench;
    std::mt19937 random(12);
    for (unsigned trial = 0; trial < 30000; ++trial) {
        Message message;
        for (auto& byte : message) byte = static_cast<std::uint8_t>(random());
        auto received = crc16_reference(message.data(), message.size());
        std::map<unsigned, bool> flips;
        while (flips.size() < trial % 3 + 1) flips[random() % kBits] = true;
        for (const auto& [bit, unused] : flips) {
            if (bit < 1008) {
                message[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            } else {
                received ^= static_cast<std::uint16_t>(1U << (bit - 1008));
            }
        }
        REQUIRE(circuit(bench, message) != received);
    }
}

TEST_CASE(
    "oio_crc16: misses no pattern of up to three bits and exactly the published number of "
    "four-bit patterns",
    "[rtl][common]") {
    CommonBench bench;
    const auto syndrome = syndromes(bench);
    std::vector<unsigned> singles(65536, 0);
    std::vector<unsigned> pairs(65536, 0);
    for (unsigned i = 0; i < kBits; ++i) {
        ++singles[syndrome[i]];
        for (unsigned j = i + 1; j < kBits; ++j) ++pairs[syndrome[i] ^ syndrome[j]];
    }
    CHECK(singles[0] == 0);  // one bit
    CHECK(pairs[0] == 0);    // two bits
    unsigned triples = 0;    // three bits: a pair that looks like a single
    std::uint64_t quadruples = 0;
    for (unsigned value = 0; value < 65536; ++value) {
        if (singles[value] != 0) triples += pairs[value];
        quadruples += std::uint64_t{pairs[value]} * (pairs[value] - (pairs[value] != 0)) / 2;
    }
    CHECK(triples == 0);
    CHECK(quadruples / 3 == 1609149);  // each is found as three different couples of pairs
}
