// SPDX-License-Identifier: Apache-2.0
#include "models/phy/source_coupling.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

using Catch::Matchers::Contains;

/// Nothing but the numerical aperture.
SourceCouplingConfig bare() {
    SourceCouplingConfig config;
    config.core_fill = 1.0;
    config.lens_magnification = 1.0;
    config.lens_efficiency = 1.0;
    config.faces = 0.0;
    config.offset_um = 0.0;
    config.tilt_deg = 0.0;
    return config;
}

TEST_CASE("source_coupling: a bare Lambertian gives NA squared", "[models][phy]") {
    // physics.md 1.3: NA and dB.
    const double table[][2] = {{0.2, -14.0}, {0.3, -10.5}, {0.39, -8.2}, {0.5, -6.0}};
    for (const auto& row : table) {
        SourceCouplingConfig config = bare();
        config.fibre_na = row[0];
        CHECK(couple_source(config, 10.0).total().linear() == Approx(row[0] * row[0]));
        CHECK(couple_source(config, 10.0).total().db() == Approx(row[1]).margin(0.05));
    }
}

TEST_CASE("source_coupling: a lens that halves the divergence brings 6 dB", "[models][phy]") {
    SourceCouplingConfig config = bare();
    const double plain = couple_source(config, 10.0).total().db();
    config.lens_magnification = 2.0;
    CHECK(couple_source(config, 10.0).total().db() == Approx(plain + 6.02).margin(0.01));
}

TEST_CASE("source_coupling: no lens beats the etendue", "[models][phy]") {
    for (double magnification = 1.0; magnification <= 20.0; magnification += 0.5) {
        for (const double diameter_um : {5.0, 10.0, 25.0, 60.0}) {
            SourceCouplingConfig config = bare();
            config.core_fill = 0.7;
            config.lens_magnification = magnification;
            CAPTURE(magnification, diameter_um);
            CHECK(couple_source(config, diameter_um).total().linear() <=
                  etendue_bound(config, diameter_um).linear() * (1.0 + 1e-12));
        }
    }
}

TEST_CASE("source_coupling: discs overlap as geometry says", "[models][phy]") {
    CHECK(disc_overlap(1.0, 2.0, 0.5) == 1.0);
    CHECK(disc_overlap(2.0, 1.0, 0.0) == Approx(0.25));
    CHECK(disc_overlap(1.0, 1.0, 2.0) == 0.0);
    // Equal discs one radius apart: 2/3 - sqrt(3)/(2 pi).
    CHECK(disc_overlap(1.0, 1.0, 1.0) == Approx(2.0 / 3.0 - std::sqrt(3.0) / (2.0 * 3.14159265)));
    // By counting points.
    int inside = 0;
    int all = 0;
    for (double x = -1.0; x <= 1.0; x += 0.004) {
        for (double y = -1.0; y <= 1.0; y += 0.004) {
            if (x * x + y * y > 1.0) continue;
            ++all;
            if (std::hypot(x - 0.9, y) < 0.7) ++inside;
        }
    }
    CHECK(disc_overlap(1.0, 0.7, 0.9) == Approx(static_cast<double>(inside) / all).epsilon(0.01));
}

TEST_CASE("source_coupling: misalignment costs light", "[models][phy]") {
    SourceCouplingConfig config = bare();
    config.lens_magnification = 3.0;
    const double aligned = couple_source(config, 10.0).total().db();
    config.offset_um = 20.0;
    const double offset = couple_source(config, 10.0).total().db();
    CHECK(offset < aligned - 1.0);
    config.offset_um = 0.0;
    config.tilt_deg = 15.0;
    CHECK(couple_source(config, 10.0).total().db() < aligned - 1.0);
}

TEST_CASE("source_coupling: the default lies in the published 5 to 8 dB", "[models][phy]") {
    const double db = couple_source(SourceCouplingConfig{}, 10.0).total().db();
    CHECK(db < -5.0);
    CHECK(db > -8.0);
}

TEST_CASE("source_coupling: refuses numbers out of range and says which", "[models][phy]") {
    SourceCouplingConfig config;
    CHECK_NOTHROW(config.validate());
    config.fibre_na = 1.1;
    CHECK_THROWS_WITH(config.validate(), Contains("coupling.fibre_na: 1.1 is outside [0.01, 1]"));
    config = {};
    config.lens_efficiency = 1.01;
    CHECK_THROWS_WITH(config.validate(), Contains("coupling.lens_efficiency"));
    CHECK_THROWS_WITH(couple_source(SourceCouplingConfig{}, -1.0), Contains("diameter_um"));
}

}  // namespace
}  // namespace oio
