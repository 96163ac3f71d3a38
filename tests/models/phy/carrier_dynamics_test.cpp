// SPDX-License-Identifier: Apache-2.0
#include "models/phy/carrier_dynamics.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

using Catch::Matchers::Contains;

const Temperature kRoom = Temperature::from_kelvin(300.0);

TEST_CASE("carrier_dynamics: the ABC table of the planar device within 1 %", "[models][phy]") {
    // physics.md 1.1: A/cm^2, 1/cm^3, IQE, MHz, ps.
    const double table[][5] = {
        {1, 8.73e17, 0.610, 7.7, 20683},      {10, 3.00e18, 0.719, 27.1, 5876},
        {100, 8.57e18, 0.588, 108.7, 1464},   {500, 1.66e19, 0.440, 303.8, 524},
        {1000, 2.17e19, 0.377, 477.1, 333.6}, {2000, 2.82e19, 0.319, 751.8, 211.7},
        {5996, 4.23e19, 0.239, 1552, 102.5},  {10000, 5.09e19, 0.207, 2179, 73.1}};
    const CarrierDynamics carriers(CarrierConfig::planar(), kRoom);
    for (const auto& row : table) {
        CAPTURE(row[0]);
        const double n = carriers.density(row[0]);
        CHECK(n == Approx(row[1]).epsilon(0.01));
        CHECK(carriers.iqe(n) == Approx(row[2]).epsilon(0.01));
        CHECK(carriers.bandwidth(n).hz() * 1e-6 == Approx(row[3]).epsilon(0.01));
        CHECK(carriers.lifetime(n).ps() == Approx(row[4]).epsilon(0.01));
    }
}

TEST_CASE("carrier_dynamics: published bandwidth of the 60 um planar LED", "[models][phy]") {
    // C-plane blue micro-LED (2022): 1.53 GHz at 5996 A/cm^2; d_eff was chosen to meet it.
    const CarrierDynamics carriers(CarrierConfig::planar(), kRoom);
    CHECK(carriers.bandwidth(carriers.density(5996.0)).ghz() == Approx(1.53).epsilon(0.03));
}

TEST_CASE("carrier_dynamics: the peak of the IQE is where the closed form says", "[models][phy]") {
    // p0 = 0: n = sqrt(A/C), IQE = 1 / (1 + 2 sqrt(AC)/B).
    const CarrierConfig config = CarrierConfig::planar();
    const CarrierDynamics carriers(config, kRoom);
    const double n = std::sqrt(config.a_per_s / config.c_cm6_per_s);
    const double peak =
        1.0 / (1.0 + 2.0 * std::sqrt(config.a_per_s * config.c_cm6_per_s) / config.b_cm3_per_s);
    CHECK(carriers.iqe(n) == Approx(peak).epsilon(1e-9));
    CHECK(carriers.iqe(0.7 * n) < peak);
    CHECK(carriers.iqe(1.4 * n) < peak);  // droop
}

TEST_CASE("carrier_dynamics: the differential rate is the slope of recombination",
          "[models][phy]") {
    const CarrierDynamics carriers(CarrierConfig{}, kRoom);
    for (const double n : {1e16, 1e18, 3e19, 2e20}) {
        const double h = 1e-5 * n;
        const double slope =
            (carriers.recombination(n + h) - carriers.recombination(n - h)) / (2.0 * h);
        CHECK(carriers.differential_rate(n) == Approx(slope).epsilon(1e-6));
    }
}

TEST_CASE("carrier_dynamics: sidewalls of small mesas cost light", "[models][phy]") {
    CarrierConfig config = CarrierConfig::planar();
    config.surface_cm_per_s = 500.0;
    config.diameter_um = 5.0;
    const CarrierDynamics small(config, kRoom);
    // A0 + 4 S / D = 1e7 + 4 x 500 / 5e-4 = 1.4e7 per second.
    CHECK(small.a_per_s() == Approx(1.4e7));
    config.diameter_um = 50.0;
    const CarrierDynamics large(config, kRoom);
    CHECK(small.iqe(small.density(10.0)) < large.iqe(large.density(10.0)));
}

TEST_CASE("carrier_dynamics: background carriers speed up, filled states slow down",
          "[models][phy]") {
    CarrierConfig config = CarrierConfig::planar();
    const auto bandwidth = [&] {
        const CarrierDynamics carriers(config, kRoom);
        return carriers.bandwidth(carriers.density(500.0)).hz();
    };
    const double plain = bandwidth();
    config.p0_per_cm3 = 5e20;
    CHECK(bandwidth() > 1.5 * plain);
    config.p0_per_cm3 = 0.0;
    config.n_sat_per_cm3 = 2e19;
    CHECK(bandwidth() < plain);
}

TEST_CASE("carrier_dynamics: heat lowers B and C, so more carriers and less light",
          "[models][phy]") {
    // Direction measured on 40 um InGaN devices (APL 105, 2014).
    const CarrierConfig config = CarrierConfig::planar();
    const CarrierDynamics cold(config, kRoom);
    const CarrierDynamics hot(config, Temperature::from_kelvin(400.0));
    CHECK(hot.density(10.0) > cold.density(10.0));
    CHECK(hot.iqe(hot.density(10.0)) < cold.iqe(cold.density(10.0)));
}

TEST_CASE("carrier_dynamics: refuses numbers out of range and says which", "[models][phy]") {
    CarrierConfig config;
    CHECK_NOTHROW(config.validate());
    config.eta_inj = 1.2;
    CHECK_THROWS_WITH(config.validate(), Contains("carriers.eta_inj: 1.2 is outside [0.01, 1]"));
    config = {};
    config.a_per_s = -1.0;
    CHECK_THROWS_WITH(config.validate(), Contains("carriers.a_per_s"));
    config = {};
    config.diameter_um = std::nan("");
    CHECK_THROWS_WITH(config.validate(), Contains("carriers.diameter_um"));
    const CarrierDynamics carriers(CarrierConfig{}, kRoom);
    CHECK_THROWS_WITH(carriers.density(-1.0), Contains("current_density"));
    CHECK_THROWS_WITH(CarrierDynamics(CarrierConfig{}, Temperature::from_kelvin(900.0)),
                      Contains("junction_k"));
}

}  // namespace
}  // namespace oio
