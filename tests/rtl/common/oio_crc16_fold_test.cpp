// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>

#include "tests/rtl/common/common_bench.hpp"

using oio::test::CommonBench;

namespace {

/// Remainder of a message of `count` bits, bit 0 the highest power, by long division.
unsigned rest_of_division(std::uint64_t message, unsigned count) {
    unsigned rest = 0;
    for (unsigned k = 0; k < count; ++k) {
        rest = rest << 1 | static_cast<unsigned>(message >> k & 1);
        if (rest >> 16 != 0) rest ^= 0x18005;
    }
    return rest;
}

}  // namespace

TEST_CASE("oio_crc16_fold: half the bits have the same remainder", "[rtl][common]") {
    CommonBench bench;
    std::mt19937_64 random(5);
    for (unsigned trial = 0; trial < 2064; ++trial) {
        bench.dut.fold_data_i = trial < 64 ? std::uint64_t{1} << trial : random();
        bench.dut.eval();
        const unsigned expected = rest_of_division(bench.dut.fold_data_i, 64);
        REQUIRE(rest_of_division(bench.dut.fold_data_o, 32) == expected);
    }
}
