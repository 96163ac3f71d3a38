// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/draw.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

using oio::Draw;
using oio::RandomStream;

namespace {

constexpr int kDraws = 20000;

RandomStream stream(const char* purpose) {
    return RandomStream(7, "draw_test", purpose);
}

// Pearson's statistic against equal shares.
double chi_square(const std::map<std::string, int>& counts, double expected) {
    double sum = 0.0;
    for (const auto& [value, count] : counts)
        sum += (count - expected) * (count - expected) / expected;
    return sum;
}

}  // namespace

TEST_CASE("draw: integers are uniform over both ends", "[cosim]") {
    Draw draw;
    draw.kind = Draw::Kind::Integer;
    draw.low = -2;
    draw.high = 4;
    RandomStream random = stream("integers");
    std::map<std::string, int> counts;
    for (int i = 0; i < kDraws; ++i) ++counts[draw.draw(random).dump()];
    CHECK(counts.size() == 7);
    CHECK(chi_square(counts, kDraws / 7.0) < 22.46);  // 6 degrees of freedom, 0.1 %.
}

TEST_CASE("draw: a grid has its ends and nothing between its points", "[cosim]") {
    Draw draw;
    draw.kind = Draw::Kind::Real;
    draw.low = 0.0;
    draw.high = 1.0;
    draw.step = 0.25;
    RandomStream random = stream("grid");
    std::map<std::string, int> counts;
    for (int i = 0; i < kDraws; ++i) ++counts[draw.draw(random).dump()];
    CHECK(counts.size() == 5);
    CHECK(counts.count("0.0") == 1);
    CHECK(counts.count("1.0") == 1);
    CHECK(chi_square(counts, kDraws / 5.0) < 18.47);  // 4 degrees of freedom, 0.1 %.
}

TEST_CASE("draw: a logarithmic range gives each decade the same share", "[cosim]") {
    Draw draw;
    draw.kind = Draw::Kind::Real;
    draw.low = 0.01;
    draw.high = 100.0;
    draw.logarithmic = true;
    RandomStream random = stream("log");
    std::map<std::string, int> decades;
    for (int i = 0; i < kDraws; ++i) {
        const double value = draw.draw(random).get<double>();
        REQUIRE(value >= 0.01);
        REQUIRE(value <= 100.0);
        ++decades[std::to_string(int(std::floor(std::log10(value))))];
    }
    CHECK(decades.size() == 4);
    CHECK(chi_square(decades, kDraws / 4.0) < 16.27);  // 3 degrees of freedom, 0.1 %.
}

TEST_CASE("draw: choices follow their weights", "[cosim]") {
    Draw draw;
    draw.kind = Draw::Kind::Choice;
    draw.choices = {"often", "never", 3};
    draw.weights = {3.0, 0.0, 1.0};
    RandomStream random = stream("choice");
    std::map<std::string, int> counts;
    for (int i = 0; i < kDraws; ++i) ++counts[draw.draw(random).dump()];
    CHECK(counts.size() == 2);
    // 0.75 +- 4 standard deviations of sqrt(0.75 * 0.25 / 20000).
    CHECK(double(counts["\"often\""]) / kDraws == Approx(0.75).margin(0.0123));
}

TEST_CASE("draw: a subset has different members, in order, with a side each", "[cosim]") {
    Draw draw;
    draw.kind = Draw::Kind::Subset;
    draw.low = 3;
    draw.high = 6;
    draw.least_count = 0;
    draw.most_count = 4;
    RandomStream random = stream("subset");
    std::set<std::size_t> sizes;
    for (int i = 0; i < 500; ++i) {
        const auto list = draw.draw(random);
        sizes.insert(list.size());
        for (std::size_t k = 0; k < list.size(); ++k) {
            REQUIRE(list[k].get<int>() >= 3);
            REQUIRE(list[k].get<int>() <= 6);
            if (k > 0) REQUIRE(list[k].get<int>() > list[k - 1].get<int>());
        }
    }
    CHECK(sizes == std::set<std::size_t>{0, 1, 2, 3, 4});

    draw.least_count = draw.most_count = 1;
    draw.sides = {"", "a:"};
    std::set<std::string> seen;
    for (int i = 0; i < 500; ++i) seen.insert(draw.draw(random)[0].dump());
    CHECK(seen.size() == 8);
    CHECK(seen.count("\"a:4\"") == 1);
    CHECK(seen.count("4") == 1);
}

TEST_CASE("draw: a key with a probability is left out as often as it says", "[cosim]") {
    Draw draw;
    draw.constant = 5;
    draw.probability = 0.3;
    RandomStream random = stream("probability");
    int present = 0;
    for (int i = 0; i < kDraws; ++i) present += draw.draw(random).is_null() ? 0 : 1;
    CHECK(double(present) / kDraws == Approx(0.3).margin(0.013));  // 4 standard deviations.
}
