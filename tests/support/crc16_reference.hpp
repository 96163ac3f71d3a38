// SPDX-License-Identifier: Apache-2.0
//
// The flit CRC as its definition reads, one register and one bit at a time: the independent truth
// for the parallel circuits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace oio::test {

/// CRC of `length` message bytes (at most 128), zero-extended to 128: register 0 at the start,
/// bit 0 of byte 0 first, feedback C15 ^ bit into stages 0, 2 and 15.
inline std::uint16_t crc16_reference(const std::uint8_t* message, std::size_t length) {
    std::uint16_t c = 0;
    for (std::size_t byte = 0; byte < 128; ++byte) {
        for (int bit = 0; bit < 8; ++bit) {
            const int in = byte < length ? message[byte] >> bit & 1 : 0;
            const int feedback = (c >> 15 & 1) ^ in;
            c = static_cast<std::uint16_t>(c << 1);
            if (feedback != 0) c ^= 1U << 15 | 1U << 2 | 1U;
        }
    }
    return c;
}

}  // namespace oio::test
