// SPDX-License-Identifier: Apache-2.0
//
// The 256 bytes of a training message.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/support/link_reference.hpp"

namespace oio::test {

inline std::vector<std::uint8_t> training_message(unsigned flags, const std::vector<bool>& dead) {
    std::vector<std::uint8_t> bytes(254);
    bytes[0] = 0xA7;
    bytes[1] = static_cast<std::uint8_t>(flags);
    for (std::size_t lane = 0; lane < dead.size(); ++lane) {
        if (dead[lane]) bytes[4 + lane / 8] |= static_cast<std::uint8_t>(1U << lane % 8);
    }
    const auto crc = crc16(bytes);
    bytes.push_back(static_cast<std::uint8_t>(crc));
    bytes.push_back(static_cast<std::uint8_t>(crc >> 8));
    return bytes;
}

}  // namespace oio::test
