// SPDX-License-Identifier: Apache-2.0
//
// A 256-byte flit in C++, built and judged with the bit-serial CRC.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "tests/support/crc16_reference.hpp"

namespace oio::test {

struct Flit {
    std::array<std::uint8_t, 256> bytes{};

    bool operator==(const Flit& other) const { return bytes == other.bytes; }

    unsigned pid() const { return bytes[0] >> 6; }
    unsigned stack() const { return bytes[0] >> 5 & 1; }
    unsigned flag() const { return bytes[0] >> 4 & 1; }
    unsigned number() const { return (bytes[0] & 0xFU) << 8 | bytes[1]; }
    bool is_data() const { return pid() == 1; }
    bool is_control() const { return pid() == 0 && flag() == 1; }
    bool is_nak() const { return is_control() && bytes[2] == 1; }

    void flip(unsigned bit) { bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8); }

    /// Writes both CRCs.
    void seal() {
        put(126, crc16_reference(&bytes[0], 126));
        put(254, crc16_reference(&bytes[128], 126));
    }

    bool intact() const {
        Flit copy = *this;
        copy.seal();
        return copy == *this;
    }

    /// Copies to and from a 2048-bit port (word 0 = bits 31..0).
    template <class Port>
    void to_port(Port& port) const {
        for (unsigned k = 0; k < 64; ++k) {
            std::uint32_t word;
            std::memcpy(&word, &bytes[4 * k], 4);
            port[k] = word;
        }
    }
    template <class Port>
    static Flit from_port(const Port& port) {
        Flit flit;
        for (unsigned k = 0; k < 64; ++k) {
            const std::uint32_t word = port[k];
            std::memcpy(&flit.bytes[4 * k], &word, 4);
        }
        return flit;
    }

private:
    void put(unsigned at, std::uint16_t crc) {
        bytes[at] = static_cast<std::uint8_t>(crc);
        bytes[at + 1] = static_cast<std::uint8_t>(crc >> 8);
    }
};

/// A flit of protocol id 01 with its own payload for every `serial`.
inline Flit data_flit(std::uint64_t serial, unsigned stack = 0, unsigned flag = 0,
                      unsigned number = 0) {
    Flit flit;
    std::uint64_t state = serial * 0x9E3779B97F4A7C15ULL + 0x1234567;
    for (unsigned k = 0; k < 32; ++k) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        std::memcpy(&flit.bytes[8 * k], &state, 8);
    }
    flit.bytes[0] = static_cast<std::uint8_t>(1U << 6 | stack << 5 | flag << 4 | number >> 8);
    flit.bytes[1] = static_cast<std::uint8_t>(number);
    flit.seal();
    return flit;
}

/// An ack or nak of the optical hop.
inline Flit control_flit(unsigned ack, bool nak) {
    Flit flit;
    flit.bytes[0] = static_cast<std::uint8_t>(1U << 4 | (ack >> 8 & 0xF));
    flit.bytes[1] = static_cast<std::uint8_t>(ack);
    flit.bytes[2] = nak ? 1 : 0;
    flit.seal();
    return flit;
}

}  // namespace oio::test
