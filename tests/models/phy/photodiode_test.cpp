// SPDX-License-Identifier: Apache-2.0
#include "models/phy/photodiode.hpp"

#include <catch2/catch.hpp>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("photodiode: the quantum limit by wavelength", "[models][phy]") {
    // physics.md 1.5, A/W.
    const double table[][2] = {{420, 0.339}, {430, 0.347}, {440, 0.355}, {450, 0.363}};
    for (const auto& row : table) {
        CHECK(PhotodiodeConfig::quantum_limit_a_per_w(row[0]) == Approx(row[1]).epsilon(0.002));
    }
}

TEST_CASE("photodiode: transit and RC limit the bandwidth together", "[models][phy]") {
    PhotodiodeConfig config;
    config.depletion_um = 2.0;
    config.saturation_cm_per_s = 1e7;
    CHECK(config.transit_pole().ghz() == Approx(22.5));  // 0.45 x 1e5 m/s / 2 um
    CHECK(config.pole(0.0, 60.0).ghz() == Approx(22.5));
    const double rc_ghz = 1e-9 / (2.0 * 3.14159265 * 300.0 * 60e-15);
    CHECK(config.pole(300.0, 60.0).ghz() ==
          Approx(1.0 / std::hypot(1.0 / rc_ghz, 1.0 / 22.5)).epsilon(1e-6));
}

TEST_CASE("photodiode: dark current doubles", "[models][phy]") {
    PhotodiodeConfig config;
    config.dark_na = 0.01;
    config.dark_doubling_k = 10.0;
    CHECK(config.dark_a(Temperature::from_celsius(25.0)) == Approx(1e-11));
    CHECK(config.dark_a(Temperature::from_celsius(85.0)) == Approx(64e-11));
}

TEST_CASE("photodiode: refuses more than one electron per photon", "[models][phy]") {
    PhotodiodeConfig config;
    CHECK_NOTHROW(config.validate(440.0));
    config.responsivity_a_per_w = 0.36;
    CHECK_NOTHROW(config.validate(450.0));
    CHECK_THROWS_WITH(config.validate(440.0),
                      Contains("photodiode.responsivity_a_per_w: 0.36 is outside [0.001, 0.3548"));
    CHECK_THROWS_WITH(config.validate(440.0), Contains("quantum limit at 440 nm"));
    config.responsivity_a_per_w = -0.1;
    CHECK_THROWS_WITH(config.validate(), Contains("photodiode.responsivity_a_per_w: -0.1"));
}

}  // namespace
}  // namespace oio
