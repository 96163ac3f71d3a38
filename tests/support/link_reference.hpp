// SPDX-License-Identifier: Apache-2.0
//
// The codes of the optical link written down again from their definitions, one bit at a time, to
// check the RTL against something that shares nothing with it.
#pragma once

#include <cstdint>
#include <vector>

namespace oio::test {

/// x^23+x^21+x^16+x^8+x^5+x^2+1 as a Galois register D0..D22 (bit i of `state` is Di).
class GaloisScrambler {
public:
    explicit GaloisScrambler(std::uint32_t seed) : state_(seed) {}

    bool next() {
        const bool out = state_ >> 22 & 1;
        state_ = (state_ << 1 & 0x7FFFFF) | (out ? 1U : 0U);
        if (out) state_ ^= 1U << 2 | 1U << 5 | 1U << 8 | 1U << 16 | 1U << 21;
        return out;
    }

    /// The next `bits` bits, the first one in bit 0.
    std::uint32_t word(unsigned bits) {
        std::uint32_t value = 0;
        for (unsigned k = 0; k < bits; ++k) value |= static_cast<std::uint32_t>(next()) << k;
        return value;
    }

    std::uint32_t state() const { return state_; }

private:
    std::uint32_t state_;
};

/// Textbook register of a lane: all ones, `lane` times 4096 unit intervals on.
inline GaloisScrambler scrambler_of_lane(unsigned lane) {
    GaloisScrambler scrambler(0x7FFFFF);
    for (unsigned k = 0; k < lane * 4096; ++k) scrambler.next();
    return scrambler;
}

/// The RTL keeps D22 in bit 0.
inline std::uint32_t reversed23(std::uint32_t value) {
    std::uint32_t result = 0;
    for (unsigned k = 0; k < 23; ++k) result |= (value >> k & 1) << (22 - k);
    return result;
}

/// b[k] = b[k-far] ^ b[k-near] after a history of ones.
class PrbsBits {
public:
    /// select as in the RTL: 0 PRBS7, 1 PRBS15, 2 PRBS31.
    explicit PrbsBits(unsigned select)
        : far_(select == 0   ? 7
               : select == 1 ? 15
                             : 31),
          near_(select == 0   ? 6
                : select == 1 ? 14
                              : 28) {}

    bool next() {
        const bool bit = (history_ >> (far_ - 1) ^ history_ >> (near_ - 1)) & 1;
        history_ = history_ << 1 | (bit ? 1U : 0U);
        return bit;
    }
    std::uint32_t word(unsigned bits) {
        std::uint32_t value = 0;
        for (unsigned k = 0; k < bits; ++k) value |= static_cast<std::uint32_t>(next()) << k;
        return value;
    }

private:
    unsigned far_;
    unsigned near_;
    std::uint32_t history_ = 0xFFFFFFFF;
};

/// Extended Golay code word: remainder by x^11+x^10+x^6+x^5+x^4+x^2+1 and a bit of overall parity.
inline std::uint32_t golay(std::uint32_t number) {
    std::uint32_t remainder = number << 11;
    for (int bit = 22; bit >= 11; --bit) {
        if (remainder >> bit & 1) remainder ^= 0xC75U << (bit - 11);
    }
    const std::uint32_t cyclic = number << 11 | remainder;
    bool parity = false;
    for (unsigned k = 0; k < 23; ++k) parity ^= cyclic >> k & 1;
    return cyclic << 1 | (parity ? 1U : 0U);
}

constexpr std::uint16_t kAlignWord = 0xF9A8;
constexpr std::uint16_t kTrainWord = 0xE54D;
constexpr std::uint16_t kActiveWord = 0xFE06;

/// Marker of a lane, bit 0 first in time.
inline std::uint64_t marker(std::uint16_t common_word, unsigned lane) {
    const std::uint64_t identity = golay(lane);
    return common_word | identity << 16 | (~identity & 0xFFFFFF) << 40;
}

/// CRC-16 x^16+x^15+x^2+1, register from zero, bit 0 of each byte first, no final change.
inline std::uint16_t crc16(const std::vector<std::uint8_t>& bytes) {
    std::uint16_t crc = 0;
    for (const auto byte : bytes) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            const bool feedback = (crc >> 15 ^ byte >> bit) & 1;
            crc = static_cast<std::uint16_t>(crc << 1 ^ (feedback ? 0x8005 : 0));
        }
    }
    return crc;
}

}  // namespace oio::test
