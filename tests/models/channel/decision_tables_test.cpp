// SPDX-License-Identifier: Apache-2.0
#include "models/channel/decision_tables.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::DecisionTables;
using oio::PhaseGrid;

TEST_CASE("decision_tables: windows are patterns read backwards", "[models][channel]") {
    CHECK(DecisionTables::pattern_of(0b000000001) == 0b100000000);
    CHECK(DecisionTables::pattern_of(0b110100000) == 0b000001011);
    CHECK(DecisionTables::pattern_of(1u << DecisionTables::kCursor) == 1u << PhaseGrid::kPre);
    const auto grid = oio::test::set_m_grid(2.125, 22.0);
    const DecisionTables tables(*grid);
    for (unsigned window = 0; window < PhaseGrid::kPatterns; window += 7) {
        CHECK(tables.levels(20)[window] == grid->level(20, DecisionTables::pattern_of(window)));
    }
}

TEST_CASE("decision_tables: the extremes are those of the worst-case eye", "[models][channel]") {
    const auto grid = oio::test::set_m_grid(2.125, 22.0);
    const DecisionTables tables(*grid);
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        CHECK(tables.sent_one(f).low - tables.sent_zero(f).high ==
              Approx(grid->eye_opening(f)).margin(1e-6));
        CHECK(tables.sent_one(f).high >= tables.sent_zero(f).high);
        CHECK(tables.sent_zero(f).low <= 0.0);
    }
}

TEST_CASE("decision_tables: Gaussian tails meet the published Q table and their bounds hold",
          "[models][channel]") {
    // physics.md 1.6
    CHECK(oio::gaussian_tail(3.0902) == Approx(1e-3).epsilon(1e-3));
    CHECK(oio::gaussian_tail(5.9978) == Approx(1e-9).epsilon(1e-3));
    CHECK(oio::gaussian_tail(7.9413) == Approx(1e-15).epsilon(1e-3));
    for (double x = 0.0; x < 37.0; x += 0.0173) {
        const oio::TailBound& bound = oio::tail_bound(x);
        const double tail = oio::gaussian_tail(x);
        REQUIRE(bound.probability >= tail);
        REQUIRE(bound.probability <= 3.5 * tail);
        REQUIRE(bound.hazard == Approx(-std::log1p(-bound.probability)));
    }
    CHECK(oio::tail_bound(5.0).probability < 1.2 * oio::gaussian_tail(5.0));
    CHECK(oio::tail_bound(40.0).hazard == 0.0);
}

TEST_CASE("decision_tables: the distribution table is symmetric and exact at its points",
          "[models][channel]") {
    const std::uint32_t* phi = oio::phi_table();
    const int middle = oio::kPhiSize / 2;
    CHECK(phi[middle] == 0x80000000u);
    CHECK(phi[middle + oio::kPhiStepsPerSigma] / 4294967296.0 == Approx(0.841344746).epsilon(1e-8));
    for (int i = 1; i < middle; i += 13) {
        CHECK(std::abs(static_cast<double>(phi[middle - i]) + phi[middle + i] - 4294967296.0) <= 2);
        CHECK(phi[middle + i] >= phi[middle + i - 1]);
    }
}
