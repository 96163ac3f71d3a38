// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit_crc.hpp"

#include <array>

namespace oio {

namespace {

constexpr std::size_t kSlices = 16;

// Bits enter least significant first, so the register is kept reversed: the polynomial is 8005h
// backwards, and the result is turned round at the end.
constexpr std::uint16_t kReversedPolynomial = 0xA001;

using Table = std::array<std::array<std::uint16_t, 256>, kSlices>;

// table[k][b]: what byte b does to the register when k bytes follow it in the same step.
constexpr Table make_table() {
    Table table{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned reg = byte;
        for (int bit = 0; bit < 8; ++bit) {
            reg = (reg >> 1) ^ ((reg & 1U) != 0 ? kReversedPolynomial : 0U);
        }
        table[0][byte] = static_cast<std::uint16_t>(reg);
    }
    for (std::size_t k = 1; k < kSlices; ++k) {
        for (unsigned byte = 0; byte < 256; ++byte) {
            const unsigned reg = table[k - 1][byte];
            table[k][byte] = static_cast<std::uint16_t>((reg >> 8) ^ table[0][reg & 0xFF]);
        }
    }
    return table;
}

constexpr Table kTable = make_table();

std::uint16_t reversed(unsigned value) {
    value = ((value & 0x5555U) << 1) | ((value >> 1) & 0x5555U);
    value = ((value & 0x3333U) << 2) | ((value >> 2) & 0x3333U);
    value = ((value & 0x0F0FU) << 4) | ((value >> 4) & 0x0F0FU);
    return static_cast<std::uint16_t>((value << 8) | (value >> 8));
}

}  // namespace

std::uint16_t crc16_reference(const std::uint8_t* message, std::size_t bytes) {
    unsigned reg = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            const unsigned feedback = ((reg >> 15) ^ (message[i] >> bit)) & 1U;
            reg = (reg << 1) & 0xFFFFU;
            if (feedback != 0) reg ^= 0x8005U;  // stages 15, 2 and 0
        }
    }
    return static_cast<std::uint16_t>(reg);
}

std::uint16_t half_crc(const std::uint8_t* half) {
    unsigned reg = 0;
    const std::uint8_t* at = half;
    for (; at < half + 112; at += kSlices) {
        unsigned next = kTable[15][(at[0] ^ reg) & 0xFF] ^ kTable[14][(at[1] ^ (reg >> 8)) & 0xFF];
        for (std::size_t i = 2; i < kSlices; ++i) next ^= kTable[kSlices - 1 - i][at[i]];
        reg = next;
    }
    // The last step has 14 bytes of message and two zero bytes, which add nothing.
    unsigned last = kTable[15][(at[0] ^ reg) & 0xFF] ^ kTable[14][(at[1] ^ (reg >> 8)) & 0xFF];
    for (std::size_t i = 2; i < 14; ++i) last ^= kTable[kSlices - 1 - i][at[i]];
    return reversed(last);
}

void seal(Flit& flit) {
    for (std::size_t half = 0; half < Flit::kBytes; half += Flit::kHalfBytes) {
        const std::uint16_t crc = half_crc(flit.bytes.data() + half);
        flit.bytes[half + Flit::kCrcCover] = static_cast<std::uint8_t>(crc & 0xFF);
        flit.bytes[half + Flit::kCrcCover + 1] = static_cast<std::uint8_t>(crc >> 8);
    }
}

bool crc_good(const Flit& flit) {
    for (std::size_t half = 0; half < Flit::kBytes; half += Flit::kHalfBytes) {
        const std::uint16_t crc = half_crc(flit.bytes.data() + half);
        if (flit.bytes[half + Flit::kCrcCover] != (crc & 0xFF)) return false;
        if (flit.bytes[half + Flit::kCrcCover + 1] != (crc >> 8)) return false;
    }
    return true;
}

}  // namespace oio
