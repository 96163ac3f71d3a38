// SPDX-License-Identifier: Apache-2.0
#include "models/phy/fibre.hpp"

#include <catch2/catch.hpp>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("fibre: dispersion of silica within 1 % of the table", "[models][phy]") {
    // physics.md 0 and 1.4, ps/(nm km).
    const double table[][2] = {{420, -971}, {430, -896}, {440, -829}, {450, -768},
                               {520, -473}, {850, -84},  {1550, 21.9}};
    for (const auto& row : table) {
        CAPTURE(row[0]);
        CHECK(silica::dispersion_ps_per_nm_km(row[0]) == Approx(row[1]).epsilon(0.01));
    }
    CHECK(silica::dispersion_ps_per_nm_km(1310.0) == Approx(3.6).margin(0.05));
    // Zero dispersion of pure silica.
    CHECK(silica::dispersion_ps_per_nm_km(1272.0) < 0.0);
    CHECK(silica::dispersion_ps_per_nm_km(1274.0) > 0.0);
}

TEST_CASE("fibre: the derivatives are those of the index", "[models][phy]") {
    const double h = 0.01;
    const double slope =
        (silica::refractive_index(430.0 + h) - silica::refractive_index(430.0 - h)) / (2.0 * h);
    CHECK(silica::group_index(430.0) ==
          Approx(silica::refractive_index(430.0) - 430.0 * slope).epsilon(1e-7));
    CHECK(silica::refractive_index(587.6) == Approx(1.45846).epsilon(1e-5));  // Malitson 1965
}

TEST_CASE("fibre: flight time by group index", "[models][phy]") {
    const Length metre = Length::from_m(1.0);
    CHECK(FibreConfig::flight(metre, 430.0).ns() == Approx(5.019).epsilon(2e-4));
    CHECK(FibreConfig::flight(metre, 450.0).ns() == Approx(5.002).epsilon(2e-4));
    CHECK(FibreConfig::flight(metre, 1310.0).ns() == Approx(4.875).epsilon(2e-4));
    // 1 cm of length difference is 50 ps.
    CHECK(FibreConfig::flight(Length::from_mm(10.0), 430.0).ps() == Approx(50.0).epsilon(0.01));
}

TEST_CASE("fibre: 20 nm over 10 m at 430 nm spread to 179 ps full width", "[models][phy]") {
    const FibreConfig config;
    const Duration sigma = config.chromatic_spread(Length::from_m(10.0), 430.0, 20.0);
    CHECK(sigma.ps() * 2.3548 == Approx(179.0).epsilon(0.01));
    CHECK(sigma.ps() * 2.3548e-3 * 3.5 == Approx(0.63).epsilon(0.01));  // in unit intervals
}

TEST_CASE("fibre: modal spread of step-index guides", "[models][phy]") {
    // physics.md 1.4: 49, 173 and 284 ps/m for NA 0.208, 0.39 and 0.5.
    const double table[][2] = {{0.208, 49.0}, {0.39, 173.0}, {0.5, 284.0}};
    for (const auto& row : table) {
        CHECK(FibreConfig::step_index_spread(Length::from_m(1.0), row[0], 430.0).ps() ==
              Approx(row[1]).epsilon(0.01));
    }
}

TEST_CASE("fibre: attenuation in decibels per metre", "[models][phy]") {
    FibreConfig config;
    config.attenuation_db_per_m = 0.1;
    CHECK(config.transmission(Length::from_m(30.0)).linear() == Approx(0.501187));
    CHECK(config.transmission(Length::from_m(0.0)).linear() == 1.0);
}

TEST_CASE("fibre: refuses numbers out of range and says which", "[models][phy]") {
    FibreConfig config;
    CHECK_NOTHROW(config.validate());
    config.attenuation_db_per_m = -0.1;
    CHECK_THROWS_WITH(config.validate(), Contains("fibre.attenuation_db_per_m: -0.1 is outside"));
    config = {};
    config.crosstalk_db = -3.0;
    CHECK_THROWS_WITH(config.validate(), Contains("fibre.crosstalk_db: -3 is outside [-100, -8]"));
    CHECK_THROWS_WITH(silica::dispersion_ps_per_nm_km(100.0), Contains("[210, 3710]"));
    CHECK_THROWS_WITH(FibreConfig::step_index_spread(Length::from_m(1.0), 1.2, 430.0),
                      Contains("numerical_aperture: 1.2 is outside [0, 1]"));
}

}  // namespace
}  // namespace oio
