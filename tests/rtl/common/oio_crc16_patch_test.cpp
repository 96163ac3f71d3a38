// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <array>
#include <random>

#include "tests/rtl/common/common_bench.hpp"
#include "tests/support/crc16_reference.hpp"

using oio::test::CommonBench;
using oio::test::crc16_reference;

TEST_CASE("oio_crc16_patch: turns the CRC of a message into that of the changed message",
          "[rtl][common]") {
    CommonBench bench;
    std::mt19937 random(9);
    for (unsigned trial = 0; trial < 2000; ++trial) {
        std::array<std::uint8_t, 126> message;
        for (auto& byte : message) byte = static_cast<std::uint8_t>(random());
        const auto before = crc16_reference(message.data(), message.size());
        const unsigned delta = trial < 24 ? 1U << trial : random() & 0xFFFFFF;
        for (unsigned k = 0; k < 3; ++k) message[k] ^= static_cast<std::uint8_t>(delta >> 8 * k);
        bench.dut.patch_delta_i = delta;
        bench.dut.eval();
        REQUIRE((before ^ bench.dut.patch_crc_o) == crc16_reference(message.data(), 126));
    }
}
