// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit_crc.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstring>
#include <numeric>
#include <random>

using oio::Flit;

namespace {

using Message = std::array<std::uint8_t, 128>;

Message random_half(std::mt19937& random) {
    Message half{};
    for (std::size_t i = 0; i < Flit::kCrcCover; ++i) half[i] = static_cast<std::uint8_t>(random());
    return half;
}

}  // namespace

TEST_CASE("flit_crc: the bit-serial form gives the published values", "[systemc][ucie]") {
    Message message{};
    CHECK(oio::crc16_reference(message.data(), 128) == 0x0000);
    message[0] = 0x01;
    CHECK(oio::crc16_reference(message.data(), 128) == 0x8039);
    message.fill(0);
    message[127] = 0x80;
    CHECK(oio::crc16_reference(message.data(), 128) == 0x8005);
    message.fill(0xFF);
    CHECK(oio::crc16_reference(message.data(), 128) == 0x002E);
    std::iota(message.begin(), message.end(), std::uint8_t{0});
    CHECK(oio::crc16_reference(message.data(), 128) == 0x249F);
    const char* digits = "123456789";
    CHECK(oio::crc16_reference(reinterpret_cast<const std::uint8_t*>(digits), 9) == 0xBCDD);
}

TEST_CASE("flit_crc: the fast form equals the bit-serial form over zero-extended halves",
          "[systemc][ucie]") {
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
        const Message half = random_half(random);
        REQUIRE(oio::half_crc(half.data()) == oio::crc16_reference(half.data(), 128));
    }
    for (std::size_t bit = 0; bit < Flit::kCrcCover * 8; ++bit) {
        Message half{};
        half[bit / 8] = static_cast<std::uint8_t>(1U << (bit % 8));
        REQUIRE(oio::half_crc(half.data()) == oio::crc16_reference(half.data(), 128));
    }
}

TEST_CASE("flit_crc: a sealed flit is good, and any one to three wrong bits make it bad",
          "[systemc][ucie]") {
    std::mt19937 random(11);
    Flit flit;
    for (std::uint8_t& byte : flit.bytes) byte = static_cast<std::uint8_t>(random());
    oio::seal(flit);
    REQUIRE(oio::crc_good(flit));
    // CRC byte 0 is the low byte of the register (UCIe).
    Message half{};
    std::memcpy(half.data(), flit.bytes.data(), Flit::kCrcCover);
    const std::uint16_t crc = oio::crc16_reference(half.data(), 128);
    CHECK(flit.bytes[126] == (crc & 0xFF));
    CHECK(flit.bytes[127] == crc >> 8);

    const auto flip = [&](std::size_t bit) {
        flit.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    };
    for (std::size_t bit = 0; bit < Flit::kBytes * 8; ++bit) {
        flip(bit);
        REQUIRE_FALSE(oio::crc_good(flit));
        flip(bit);
    }
    for (int i = 0; i < 20000; ++i) {
        const std::size_t base = (random() % 2) * 1024;  // all in one half
        std::array<std::size_t, 3> bits{base + random() % 1024, base + random() % 1024,
                                        base + random() % 1024};
        if (bits[0] == bits[1] || bits[0] == bits[2] || bits[1] == bits[2]) continue;
        const std::size_t count = 2 + random() % 2;
        for (std::size_t k = 0; k < count; ++k) flip(bits[k]);
        REQUIRE_FALSE(oio::crc_good(flit));
        for (std::size_t k = 0; k < count; ++k) flip(bits[k]);
    }
    CHECK(oio::crc_good(flit));
}

TEST_CASE("flit_crc: the fast form is more than four times as fast as the bit-serial one",
          "[systemc][ucie]") {
    constexpr int kHalves = 4000;
    std::mt19937 random(5);
    Message half = random_half(random);
    const auto time = [&](auto&& crc) {
        unsigned sum = 0;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < kHalves; ++i) {
            half[static_cast<std::size_t>(i) % 100] ^= 1;
            sum += crc();
        }
        CHECK(sum != 0);
        return std::chrono::steady_clock::now() - start;
    };
    const auto fast = time([&] { return oio::half_crc(half.data()); });
    const auto slow = time([&] { return oio::crc16_reference(half.data(), 128); });
    CHECK(slow > 4 * fast);
}
