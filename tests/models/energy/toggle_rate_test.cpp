// SPDX-License-Identifier: Apache-2.0
#include "models/energy/toggle_rate.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

#include "models/random_stream.hpp"

namespace oio {
namespace {

double rate_of(int word_ui, const std::vector<std::uint32_t>& words) {
    ToggleRate rate(word_ui);
    const std::vector<std::uint8_t> enable(words.size(), 1);
    rate.observe(words.data(), enable.data(), static_cast<int>(words.size()));
    return rate.per_bit();
}

TEST_CASE("toggle_rate: alternating, constant and half-rate words by hand", "[models][energy]") {
    CHECK(rate_of(8, {0x55, 0xaa}) == 1.0);
    CHECK(rate_of(8, {0x00, 0xff}) == 0.0);
    CHECK(rate_of(8, {0x0f}) == Approx(1.0 / 7.0));
    CHECK(rate_of(32, {0x55555555, 0xffffffff}) == Approx(0.5));
    // Bits above the word do not count.
    CHECK(rate_of(8, {0x100}) == 0.0);
}

TEST_CASE("toggle_rate: random words toggle every second bit", "[models][energy]") {
    RandomStream random(1, "toggle_rate", "words");
    std::vector<std::uint32_t> words(20000);
    for (auto& word : words) word = random.next_u32() & 0xffffu;
    CHECK(rate_of(16, words) == Approx(0.5).epsilon(0.01));
}

TEST_CASE("toggle_rate: lanes that are off are left out", "[models][energy]") {
    ToggleRate rate(8);
    CHECK(rate.per_bit() == 0.0);
    const std::uint32_t words[] = {0x55, 0x00, 0x55};
    const std::uint8_t enable[] = {1, 0, 0};
    rate.observe(words, enable, 3);
    CHECK(rate.per_bit() == 1.0);
    CHECK(rate.words() == 1);
}

TEST_CASE("toggle_rate: refuses words without an inside", "[models][energy]") {
    CHECK_THROWS_AS(ToggleRate(1), std::invalid_argument);
    CHECK_THROWS_AS(ToggleRate(33), std::invalid_argument);
}

}  // namespace
}  // namespace oio
