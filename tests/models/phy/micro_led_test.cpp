// SPDX-License-Identifier: Apache-2.0
#include "models/phy/micro_led.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

using Catch::Matchers::Contains;

const Temperature kRoom = Temperature::from_celsius(25.0);

TEST_CASE("micro_led: light is current times photon energy times efficiency", "[models][phy]") {
    const MicroLed led(MicroLedConfig{}, kRoom, 1e-4);
    const double photon_v = 1.239842 / (led.wavelength_nm() * 1e-3);
    CHECK(led.emitted_at(1e-4).watts() == Approx(1e-4 * photon_v * led.eqe(1e-4)).epsilon(1e-6));
    CHECK(led.wall_plug_efficiency(1e-4) ==
          Approx(led.emitted_at(1e-4).watts() / (1e-4 * led.forward_voltage_v(1e-4))));
    CHECK(led.eqe(1e-4) < 0.125 * 0.9);  // extraction times injection
}

TEST_CASE("micro_led: efficiency droops at high current", "[models][phy]") {
    MicroLedConfig config;
    config.carriers = CarrierConfig::planar();
    config.thermal_k_per_w = 0.0;
    const MicroLed led(config, kRoom, 0.0);
    const double area_cm2 = led.carriers().area_cm2();
    const double peak = led.eqe(10.0 * area_cm2);
    CHECK(led.eqe(1.0 * area_cm2) < peak);
    CHECK(led.eqe(1000.0 * area_cm2) < 0.6 * peak);
}

TEST_CASE("micro_led: forward voltage by hand", "[models][phy]") {
    MicroLedConfig config;
    config.thermal_k_per_w = 0.0;
    const MicroLed led(config, Temperature::from_kelvin(300.0), 0.0);
    // 100 uA in 10 um: 127.3 A/cm^2; 2.35 + 2 x 25.85 mV x ln(12.73) + 30 mV = 2.5115 V.
    CHECK(led.forward_voltage_v(1e-4) == Approx(2.5115).epsilon(1e-3));
    const double at_ten = 10.0 * led.carriers().area_cm2();
    CHECK(led.forward_voltage_v(at_ten) == Approx(2.35).margin(0.01));  // 2.32 to 2.39 published
    const MicroLed hot(config, Temperature::from_kelvin(350.0), 0.0);
    CHECK(hot.forward_voltage_v(at_ten) == Approx(2.25).margin(0.01));
}

TEST_CASE("micro_led: the junction settles where heat made is heat gone", "[models][phy]") {
    MicroLedConfig config;
    config.thermal_k_per_w = 5000.0;
    const double current_a = 2e-3;
    const MicroLed led(config, kRoom, current_a);
    const double heat_w =
        current_a * led.forward_voltage_v(current_a) - led.emitted_at(current_a).watts();
    CHECK(led.junction().celsius() == Approx(25.0 + 5000.0 * heat_w).epsilon(1e-5));
    CHECK(led.junction().celsius() > 40.0);
    CHECK(led.wavelength_nm() > config.wavelength_nm);
    config.thermal_k_per_w = 1e6;
    CHECK_THROWS_WITH(MicroLed(config, kRoom, current_a), Contains("micro_led.thermal_k_per_w"));
}

TEST_CASE("micro_led: light at 85 C against 25 C is about the vendors' 0.9", "[models][phy]") {
    const MicroLed cool(MicroLedConfig{}, kRoom, 1e-4);
    const MicroLed hot(MicroLedConfig{}, Temperature::from_celsius(85.0), 1e-4);
    const double ratio = hot.emitted_at(1e-4).watts() / cool.emitted_at(1e-4).watts();
    CHECK(ratio > 0.80);
    CHECK(ratio < 0.95);
}

TEST_CASE("micro_led: capacitance of the junction in the published range", "[models][phy]") {
    // 10 um: 63 to 134 fF (depletion of 50 to 100 nm).
    const MicroLed led(MicroLedConfig{}, kRoom, 1e-4);
    CHECK(led.capacitance_ff() == Approx(94.2).epsilon(0.01));
}

TEST_CASE("micro_led: ageing costs light, faster when hot and driven hard", "[models][phy]") {
    MicroLedConfig config;
    config.age_lifetime_h = 1e6;
    config.age_exponent = 0.5;
    const Temperature at = Temperature::from_kelvin(300.0);
    CHECK(remaining_after(config, 0.0, 100.0, at) == 1.0);
    // 1 - sqrt(10^4 / 10^6) at the reference point.
    CHECK(remaining_after(config, 1e4, 100.0, at) == Approx(0.9));
    // Twice the current: tau falls to a quarter.
    CHECK(remaining_after(config, 1e4, 200.0, at) == Approx(0.8));
    CHECK(remaining_after(config, 1e4, 100.0, Temperature::from_kelvin(350.0)) < 0.8);
    CHECK(remaining_after(config, 1e9, 1000.0, at) == 0.0);
    config.age_h = 1e4;
    const MicroLed aged(config, kRoom, 1e-4);
    const MicroLed fresh(MicroLedConfig{}, kRoom, 1e-4);
    CHECK(aged.emitted_at(1e-4).watts() ==
          Approx(aged.remaining() * fresh.emitted_at(1e-4).watts()));
    CHECK(aged.remaining() < 0.97);
}

TEST_CASE("micro_led: refuses numbers out of range and says which", "[models][phy]") {
    MicroLedConfig config;
    CHECK_NOTHROW(config.validate());
    config.eta_lee = 1.5;
    CHECK_THROWS_WITH(config.validate(), Contains("micro_led.eta_lee: 1.5 is outside"));
    config = {};
    config.carriers.b_cm3_per_s = 1.0;
    CHECK_THROWS_WITH(config.validate(), Contains("carriers.b_cm3_per_s"));
    CHECK_THROWS_WITH(MicroLed(MicroLedConfig{}, kRoom, -1e-4), Contains("average_a"));
}

}  // namespace
}  // namespace oio
