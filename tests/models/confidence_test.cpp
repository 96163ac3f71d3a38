// SPDX-License-Identifier: Apache-2.0
#include "models/confidence.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using oio::clopper_pearson;

TEST_CASE("confidence: agrees with published intervals", "[models]") {
    // R's manual page of binom.test: 682 of 925.
    CHECK(clopper_pearson(682, 925, 0.95).low == Approx(0.7076683).epsilon(1e-7));
    CHECK(clopper_pearson(682, 925, 0.95).high == Approx(0.7654066).epsilon(1e-7));
    // Garwood's table of the Poisson limit: 100 events, 81.364 to 121.627.
    CHECK(clopper_pearson(100, 1'000'000'000'000, 0.95).low == Approx(81.364e-12).epsilon(1e-5));
    CHECK(clopper_pearson(100, 1'000'000'000'000, 0.95).high == Approx(121.627e-12).epsilon(1e-5));
}

TEST_CASE("confidence: agrees with binomial tails summed in 60 decimal digits", "[models]") {
    CHECK(clopper_pearson(7, 20, 0.95).low == Approx(0.153909204785).epsilon(1e-11));
    CHECK(clopper_pearson(7, 20, 0.95).high == Approx(0.592188534533).epsilon(1e-11));
    CHECK(clopper_pearson(100, 1'000'000, 0.95).low == Approx(8.13647087416e-05).epsilon(1e-10));
    CHECK(clopper_pearson(100, 1'000'000, 0.95).high == Approx(1.21625478571e-04).epsilon(1e-10));
}

TEST_CASE("confidence: without hits, and with nothing but hits, the closed form holds",
          "[models]") {
    CHECK(clopper_pearson(0, 1000, 0.95).low == 0.0);
    CHECK(clopper_pearson(0, 1000, 0.95).high == Approx(1.0 - std::pow(0.025, 1e-3)));
    CHECK(clopper_pearson(0, 1'000'000'000'000'000, 0.95).high ==
          Approx(-std::log(0.025) * 1e-15).epsilon(1e-8));
    CHECK(clopper_pearson(20, 20, 0.95).low == Approx(std::pow(0.025, 0.05)));
    CHECK(clopper_pearson(20, 20, 0.95).high == 1.0);
    CHECK(clopper_pearson(0, 0, 0.95).high == 1.0);
}

TEST_CASE("confidence: the incomplete beta function has its symmetry and closed forms",
          "[models]") {
    CHECK(oio::incomplete_beta(1.0, 5.0, 0.2) == Approx(1.0 - std::pow(0.8, 5)));
    CHECK(oio::incomplete_beta(5.0, 1.0, 0.2) == Approx(std::pow(0.2, 5)));
    CHECK(oio::incomplete_beta(12.5, 300.0, 0.05) ==
          Approx(1.0 - oio::incomplete_beta(300.0, 12.5, 0.95)));
}
