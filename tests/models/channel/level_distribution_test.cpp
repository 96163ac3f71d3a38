// SPDX-License-Identifier: Apache-2.0
#include "models/channel/level_distribution.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

double variance(const LevelDistribution& levels) {
    double sum = 0.0;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const double off = levels.level(i) - levels.mean();
        sum += levels.weight(i) * off * off;
    }
    return sum / levels.total();
}

TEST_CASE("level_distribution: a level between two bins keeps its mean", "[models][channel]") {
    LevelDistribution levels(0.1);
    levels.add(0.53, 0.25);
    levels.add(-1.27, 0.5);
    levels.add(4.0, 0.25);
    CHECK(levels.total() == Approx(1.0));
    CHECK(levels.mean() == Approx(0.25 * 0.53 - 0.5 * 1.27 + 1.0));
    const double exact = 0.25 * 0.53 * 0.53 + 0.5 * 1.27 * 1.27 + 4.0 - std::pow(levels.mean(), 2);
    CHECK(variance(levels) >= exact);
    CHECK(variance(levels) <= exact + 0.1 * 0.1 / 4.0);
}

TEST_CASE("level_distribution: ten equal coins make a binomial distribution", "[models][channel]") {
    LevelDistribution coin(0.5);
    coin.add(0.0, 0.5);
    coin.add(0.5, 0.5);
    LevelDistribution sum(0.5);
    sum.add(0.0, 1.0);
    for (int i = 0; i < 10; ++i) sum = sum.convolved(coin);
    double binomial = 1.0 / 1024.0;
    int k = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        if (sum.weight(i) == 0.0) continue;
        CHECK(sum.level(i) == Approx(0.5 * k));
        CHECK(sum.weight(i) == Approx(binomial));
        binomial *= (10.0 - k) / (k + 1.0);
        ++k;
    }
    CHECK(k == 11);
}

TEST_CASE("level_distribution: wider bins scale the levels", "[models][channel]") {
    LevelDistribution levels(0.1);
    levels.add(0.53, 0.4);
    levels.add(1.2, 0.6);
    CHECK(levels.with_step(0.2).mean() == Approx(2.0 * levels.mean()));
    CHECK(variance(levels.with_step(0.2)) == Approx(4.0 * variance(levels)));
}

TEST_CASE("level_distribution: bins that do not fit are refused", "[models][channel]") {
    CHECK_THROWS_WITH(LevelDistribution(0.0), Catch::Contains("level_distribution.step"));
    LevelDistribution a(0.1);
    a.add(0.0, 1.0);
    LevelDistribution b(0.2);
    b.add(0.0, 1.0);
    CHECK_THROWS_AS(a.convolved(b), std::invalid_argument);
}

}  // namespace
}  // namespace oio
