// SPDX-License-Identifier: Apache-2.0
#include "models/channel/dense_decisions.hpp"

#include <catch2/catch.hpp>

#include "models/channel/decision_tables.hpp"
#include "tests/models/channel/channel_bench.hpp"

using oio::DecisionTables;
using oio::DenseDecisions;
using oio::PhaseGrid;

namespace {

oio::LaneSampler plain_sampler(const std::shared_ptr<const PhaseGrid>& grid, double sigma) {
    return {oio::test::same_lanes(1, grid, sigma).front(),
            std::make_shared<const DecisionTables>(*grid)};
}

}  // namespace

TEST_CASE("dense_decisions: every pattern is a 1 as often as its level is above the threshold",
          "[models][channel]") {
    const int word_ui = GENERATE(8, 32);
    const auto grid = oio::test::set_m_grid(2.125, 22.0);
    const double sigma = 0.045, gain = 0.93, threshold = 0.31;
    const int fraction = 3;
    const oio::LaneSampler sampler = plain_sampler(grid, sigma);
    DenseDecisions dense(3, word_ui, 5, "dense");
    dense.set_point(1, sampler, {fraction, gain, threshold, {}});
    const int words = 4000;
    const int lane = 1;
    double chi_square = 0.0;
    int classes = 0;
    for (unsigned window = 0; window < PhaseGrid::kPatterns; window += 5) {
        const double p = oio::gaussian_tail(
            -(gain * grid->level(fraction, DecisionTables::pattern_of(window)) - threshold) /
            sigma);
        // The pattern at the word's last bit; the others do not matter.
        const std::uint64_t bits = static_cast<std::uint64_t>(window) << (word_ui - 1);
        double ones = 0;
        std::uint32_t result[3] = {};
        for (int m = 0; m < words; ++m) {
            dense.decide(window * words + m, 1, &lane, &bits, result);
            ones += (result[1] >> (word_ui - 1)) & 1u;
        }
        const double variance = words * p * (1.0 - p);
        if (variance < 20.0) {
            CHECK(std::abs(ones - words * p) < 25.0);
            continue;
        }
        ++classes;
        chi_square += (ones - words * p) * (ones - words * p) / variance;
    }
    REQUIRE(classes >= 20);
    const double bound =
        classes *
        std::pow(1.0 - 2.0 / (9.0 * classes) + 3.0902 * std::sqrt(2.0 / (9.0 * classes)), 3);
    CHECK(chi_square < bound);
}

TEST_CASE("dense_decisions: a probability finer than sixteen bits is met", "[models][channel]") {
    // All bits 0, threshold 4.2 sigma: 1.33e-5, less than 1/65536 = 1.53e-5.
    const auto grid = oio::test::set_m_grid(2.125, 22.0);
    const oio::LaneSampler sampler = plain_sampler(grid, 0.05);
    DenseDecisions dense(1, 32, 5, "dense");
    dense.set_point(0, sampler, {32, 1.0, 4.2 * 0.05, {}});
    const int lane = 0;
    const std::uint64_t bits = 0;
    std::uint32_t word = 0;
    double ones = 0;
    const int words = 500'000;
    for (int m = 0; m < words; ++m) {
        dense.decide(m, 1, &lane, &bits, &word);
        for (; word != 0; word &= word - 1) ++ones;
    }
    const double expected = 32.0 * words * oio::gaussian_tail(4.2);
    CHECK(expected > 200);
    CHECK(oio::test::agrees(ones, expected));
}

TEST_CASE("dense_decisions: a decision depends on seed, lane and word, not on other lanes",
          "[models][channel]") {
    const auto grid = oio::test::set_m_grid(2.125, 22.0);
    const oio::LaneSampler sampler = plain_sampler(grid, 0.05);
    const auto run = [&](std::uint64_t seed, std::vector<int> lanes) {
        DenseDecisions dense(4, 32, seed, "dense");
        for (int i = 0; i < 4; ++i) dense.set_point(i, sampler, {0, 0.0, 0.0, {}});
        const std::vector<std::uint64_t> windows(lanes.size(), 0);
        std::vector<std::uint32_t> words(4, 0);
        dense.decide(77, static_cast<int>(lanes.size()), lanes.data(), windows.data(),
                     words.data());
        return words;
    };
    const auto all = run(1, {0, 1, 2, 3});
    CHECK(run(1, {3, 1})[3] == all[3]);
    CHECK(run(1, {3, 1})[1] == all[1]);
    CHECK(all[0] != all[1]);
    CHECK(run(2, {0})[0] != all[0]);
}
