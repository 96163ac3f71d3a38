// SPDX-License-Identifier: Apache-2.0
// The die side's own CRC-16, written from the definition and not from the RTL.
#pragma once

#include <cstddef>
#include <cstdint>

#include "systemc/ucie/flit.hpp"

namespace oio {

/// g(x) = (x+1)(x^15+x+1), register starts at 0, bits enter byte 0 bit 0 first (UCIe 1.1 chapter
/// 3). One bit at a time, no padding: the reference the fast form is checked against.
std::uint16_t crc16_reference(const std::uint8_t* message, std::size_t bytes);

/// The CRC of one half: over its first 126 bytes followed by two zero bytes.
std::uint16_t half_crc(const std::uint8_t* half);

/// Writes both CRCs of a flit.
void seal(Flit& flit);

/// True if both CRCs fit.
bool crc_good(const Flit& flit);

}  // namespace oio
