// SPDX-License-Identifier: Apache-2.0
#include "models/channel/dense_kernels.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "models/channel/decision_tables.hpp"
#include "models/random_stream.hpp"

namespace {

std::vector<std::uint32_t> draw(oio::RandomStream& random, int count) {
    std::vector<std::uint32_t> result;
    for (int i = 0; i < count; ++i) result.push_back(random.next_u32());
    return result;
}

}  // namespace

TEST_CASE("dense_kernels: random blocks are Philox4x32-10", "[models][channel]") {
    const int count = GENERATE(1, 8, 21);
    oio::RandomStream random(1, "kernels", "keys");
    const auto n = static_cast<std::size_t>(count);
    const auto low = draw(random, count);
    const auto high = draw(random, count);
    std::vector<std::uint32_t> out(4 * n), plain(4 * n);
    const std::uint64_t counter = 0x0123456789abcdefu;
    oio::philox_blocks(count, counter, 7, low.data(), high.data(), out.data());
    oio::philox_blocks_plain(count, counter, 7, low.data(), high.data(), plain.data());
    CHECK(out == plain);
    for (std::size_t i = 0; i < n; ++i) {
        const auto block = oio::philox4x32_10({0x89abcdefu, 0x01234567u, 7, 0}, {low[i], high[i]});
        for (std::size_t k = 0; k < 4; ++k) CHECK(out[4 * i + k] == block[k]);
    }
}

TEST_CASE("dense_kernels: the published known answer of Philox4x32-10", "[models][channel]") {
    // Random123 kat_vectors: counter and key all zero.
    const std::vector<std::uint32_t> zero(8, 0);
    std::vector<std::uint32_t> out(32);
    oio::philox_blocks(8, 0, 0, zero.data(), zero.data(), out.data());
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(out[4 * i] == 0x6627e8d5u);
        CHECK(out[4 * i + 1] == 0xe169c58du);
        CHECK(out[4 * i + 2] == 0xbc57ac4cu);
        CHECK(out[4 * i + 3] == 0x9b00dbd8u);
    }
}

TEST_CASE("dense_kernels: vector code decides like plain code", "[models][channel]") {
    const int count = 1000;
    oio::RandomStream random(2, "kernels", "decisions");
    std::vector<float> levels(static_cast<std::size_t>(count) * 24);
    for (float& level : levels) level = static_cast<float>(random.uniform() - 0.3);
    std::vector<const float*> parts;
    std::vector<float> scale, origin;
    std::vector<std::uint32_t> ones(1000), ties(1000), plain_ones(1000), plain_ties(1000);
    for (int i = 0; i < count; ++i) {
        parts.push_back(levels.data() + 24 * i);
        scale.push_back(static_cast<float>(6000.0 * random.uniform()));
        origin.push_back(static_cast<float>(4096.0 * random.uniform() - 1000.0));
    }
    const auto window = draw(random, count);
    auto drawn = draw(random, 4 * count);
    // Small numbers make ties with a small distribution likely.
    std::vector<std::int32_t> upper;
    for (int i = 0; i < oio::kPhiSize; ++i) upper.push_back(i % 8);
    for (std::uint32_t& word : drawn) word &= 0x00070007u;
    const oio::DenseBytes bytes = {parts.data(),  scale.data(), origin.data(),
                                   window.data(), drawn.data(), upper.data()};
    oio::decide_bytes(count, bytes, ones.data(), ties.data());
    oio::decide_bytes_plain(count, bytes, plain_ones.data(), plain_ties.data());
    CHECK(ones == plain_ones);
    CHECK(ties == plain_ties);
    CHECK(std::count(ties.begin(), ties.end(), 0u) < 900);
    for (std::size_t i = 0; i < 1000; ++i) CHECK((ones[i] & ties[i]) == 0);
}
