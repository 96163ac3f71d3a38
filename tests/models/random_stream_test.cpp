// SPDX-License-Identifier: Apache-2.0
#include "models/random_stream.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

namespace oio {
namespace {

using Block = std::array<std::uint32_t, 4>;

TEST_CASE("random_stream: Philox4x32-10 gives the known answers of its authors",
          "[models][common]") {
    // Random123 1.09, kat_vectors.
    CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) ==
          Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(
        philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(
        philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("random_stream: same key gives the same numbers, any other key does not",
          "[models][common]") {
    const auto first = [](std::uint64_t seed, const char* name, const char* purpose) {
        return RandomStream(seed, name, purpose).next_u64();
    };
    CHECK(first(1, "link.lane[3]", "noise") == first(1, "link.lane[3]", "noise"));
    std::set<std::uint64_t> seen;
    std::size_t keys = 0;
    for (std::uint64_t seed : {0ull, 1ull, 1ull << 32, 1ull << 63}) {
        for (const char* name : {"a", "ab", "link.lane[3]", "link.lane[4]"}) {
            for (const char* purpose : {"c", "bc", "noise"}) {
                seen.insert(first(seed, name, purpose));
                ++keys;
            }
        }
    }
    CHECK(seen.size() == keys);
}

TEST_CASE("random_stream: a copy continues from the same place", "[models][common]") {
    RandomStream stream(7, "x", "y");
    for (int i = 0; i < 5; ++i) stream.next_u32();
    stream.normal();
    RandomStream copy = stream;
    for (int i = 0; i < 20; ++i) {
        CHECK(copy.normal() == stream.normal());
        CHECK(copy.next_u32() == stream.next_u32());
    }
}

TEST_CASE("random_stream: uniform numbers fill the open interval evenly", "[models][common]") {
    RandomStream stream(2, "uniform", "test");
    constexpr int kBins = 16;
    constexpr int kDraws = 160000;
    std::vector<int> bins(kBins, 0);
    for (int i = 0; i < kDraws; ++i) {
        const double u = stream.uniform();
        REQUIRE(u > 0.0);
        REQUIRE(u < 1.0);
        ++bins[static_cast<std::size_t>(u * kBins)];
    }
    double chi_square = 0.0;
    const double expected = static_cast<double>(kDraws) / kBins;
    for (int n : bins) chi_square += (n - expected) * (n - expected) / expected;
    CHECK(chi_square < 37.7);  // 99.9 % point for 15 degrees of freedom
}

TEST_CASE("random_stream: normal numbers have the moments and tails of the normal distribution",
          "[models][common]") {
    RandomStream stream(3, "normal", "test");
    constexpr int kDraws = 400000;
    double sum = 0.0, square = 0.0, fourth = 0.0;
    int beyond_two = 0, beyond_four = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double x = stream.normal();
        sum += x;
        square += x * x;
        fourth += x * x * x * x;
        if (x > 2.0) ++beyond_two;
        if (std::abs(x) > 4.0) ++beyond_four;
    }
    // Four standard deviations of each estimate.
    CHECK(std::abs(sum / kDraws) < 4.0 / std::sqrt(kDraws));
    CHECK(std::abs(square / kDraws - 1.0) < 4.0 * std::sqrt(2.0 / kDraws));
    CHECK(std::abs(fourth / kDraws - 3.0) < 4.0 * std::sqrt(96.0 / kDraws));
    const double two = 0.0227501319 * kDraws;
    CHECK(std::abs(beyond_two - two) < 4.0 * std::sqrt(two));
    const double four = 6.334248e-5 * kDraws;  // 25
    CHECK(std::abs(beyond_four - four) < 4.0 * std::sqrt(four));
}

TEST_CASE("random_stream: geometric gaps have mean (1 - p) / p and a constant hazard",
          "[models][common]") {
    for (double p : {0.5, 0.02, 1e-6}) {
        RandomStream stream(4, "geometric", std::to_string(p));
        constexpr int kDraws = 100000;
        double sum = 0.0;
        int zeros = 0, beyond = 0;
        const double median = std::log(0.5) / std::log1p(-p);
        for (int i = 0; i < kDraws; ++i) {
            const std::uint64_t gap = stream.geometric(p);
            sum += static_cast<double>(gap);
            if (gap == 0) ++zeros;
            if (static_cast<double>(gap) >= std::ceil(median)) ++beyond;
        }
        const double mean = (1.0 - p) / p;
        CAPTURE(p, sum / kDraws);
        CHECK(std::abs(sum / kDraws - mean) < 4.0 * std::sqrt(1.0 - p) / p / std::sqrt(kDraws));
        CHECK(std::abs(zeros - p * kDraws) < 4.0 * std::sqrt(p * kDraws) + 1.0);
        const double tail = std::pow(1.0 - p, std::ceil(median));
        CHECK(std::abs(beyond - tail * kDraws) < 4.0 * std::sqrt(tail * kDraws));
    }
}

TEST_CASE("random_stream: geometric gaps at the ends of the range", "[models][common]") {
    RandomStream stream(5, "geometric", "ends");
    constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
    CHECK(stream.geometric(1.0) == 0);
    CHECK(stream.geometric(2.0) == 0);
    CHECK(stream.geometric(0.0) == kNever);
    CHECK(stream.geometric(-1.0) == kNever);
    CHECK(stream.geometric(1e-30) == kNever);
    CHECK(stream.geometric(std::nan("")) == kNever);
}

}  // namespace
}  // namespace oio
