// SPDX-License-Identifier: Apache-2.0
// The 256-byte flit of the die boundary, as a value that compares and prints.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>

namespace oio {

/// Latency-optimised flit with optional bytes (UCIe format 6): header in bytes 0-1, payload in
/// 2-125 and 128-253, a CRC over each half in 126-127 and 254-255.
struct Flit {
    static constexpr std::size_t kBytes = 256;
    static constexpr std::size_t kHalfBytes = 128;
    static constexpr std::size_t kHeaderBytes = 2;
    static constexpr std::size_t kCrcCover = 126;       ///< bytes of a half under its CRC
    static constexpr std::size_t kFirstPayload = 124;   ///< payload bytes in the first half
    static constexpr std::size_t kSecondPayload = 126;  ///< payload bytes in the second half
    static constexpr std::size_t kPayloadBytes = kFirstPayload + kSecondPayload;

    /// Header byte 0 of a data flit on the die hop: protocol id 01, stack 0, flag 0.
    static constexpr std::uint8_t kDataHeader = 0x40;

    alignas(32) std::array<std::uint8_t, kBytes> bytes{};

    const std::uint8_t* first_payload() const { return bytes.data() + kHeaderBytes; }
    std::uint8_t* first_payload() { return bytes.data() + kHeaderBytes; }
    const std::uint8_t* second_payload() const { return bytes.data() + kHalfBytes; }
    std::uint8_t* second_payload() { return bytes.data() + kHalfBytes; }

    unsigned protocol_id() const { return bytes[0] >> 6; }
};

inline bool operator==(const Flit& a, const Flit& b) {
    return a.bytes == b.bytes;
}
inline bool operator!=(const Flit& a, const Flit& b) {
    return !(a == b);
}

/// Eight rows of 32 bytes in hexadecimal.
std::ostream& operator<<(std::ostream& out, const Flit& flit);

}  // namespace oio
