// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/payload.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <set>
#include <vector>

using namespace oio;

TEST_CASE("payload: adds little-endian words modulo 2^32", "[systemc][host]") {
    std::vector<std::uint8_t> a{0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0x00, 0x00, 0x80};
    const std::vector<std::uint8_t> b{0x02, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x80};
    add_words(a.data(), b.data(), a.size());
    CHECK(a == std::vector<std::uint8_t>{0x01, 0, 0, 0, 0x01, 0x01, 0, 0});
}

TEST_CASE("payload: a cut last word adds modulo its own size", "[systemc][host]") {
    std::vector<std::uint8_t> a{1, 0, 0, 0, 0xFF, 0xFF, 0x77};
    const std::vector<std::uint8_t> b{1, 0, 0, 0, 0x02, 0x00, 0x00};
    add_words(a.data(), b.data(), 6);
    CHECK(a == std::vector<std::uint8_t>{2, 0, 0, 0, 0x01, 0x00, 0x77});
}

TEST_CASE("payload: a part of a contribution is that part of the whole", "[systemc][host]") {
    std::vector<std::uint8_t> whole(1002);
    fill_contribution(whole.data(), 5, 6, 7, 0, whole.size());
    std::vector<std::uint8_t> part(502);
    fill_contribution(part.data(), 5, 6, 7, 500, part.size());
    CHECK(std::memcmp(whole.data() + 500, part.data(), part.size()) == 0);
    const std::uint32_t word = contribution(5, 6, 7, 125);
    CHECK(part[0] == (word & 0xFF));
    CHECK(part[3] == (word >> 24));
}

TEST_CASE("payload: seed, region, rank and position all matter", "[systemc][host]") {
    std::set<std::uint32_t> seen;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        for (std::uint64_t key : {0ull, 1ull, 1ull << 32}) {
            for (int rank = 0; rank < 8; ++rank) {
                for (std::uint64_t word = 0; word < 8; ++word) {
                    seen.insert(contribution(seed, key, rank, word));
                }
            }
        }
    }
    // 768 draws of 32 bits coincide with probability 7e-5.
    CHECK(seen.size() == 4 * 3 * 8 * 8);
}

TEST_CASE("payload: counts words that differ, not bytes", "[systemc][host]") {
    const std::vector<std::uint8_t> a(10, 1);
    std::vector<std::uint8_t> b = a;
    CHECK(count_different_words(a.data(), b.data(), 10) == 0);
    b[0] = b[3] = 9;
    CHECK(count_different_words(a.data(), b.data(), 10) == 1);
    b[9] = 9;
    CHECK(count_different_words(a.data(), b.data(), 10) == 2);
    CHECK(count_different_words(a.data(), b.data(), 9) == 1);
}
