// SPDX-License-Identifier: Apache-2.0
#include "models/phy/led_waveform.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

namespace oio {
namespace {

const Temperature kRoom = Temperature::from_celsius(25.0);

MicroLedConfig planar_led() {
    MicroLedConfig config;
    config.carriers = CarrierConfig::planar();
    config.carriers.diameter_um = 5.0;
    config.thermal_k_per_w = 0.0;
    return config;
}

/// A device whose lifetime does not depend on the density: linear.
MicroLedConfig linear_led() {
    MicroLedConfig config = planar_led();
    config.carriers.a_per_s = 5e9;
    config.carriers.c_cm6_per_s = 0.0;
    config.carriers.b_cm3_per_s = 1e-13;
    config.carriers.p0_per_cm3 = 1e21;
    return config;
}

TEST_CASE("led_waveform: a linear LED steps exponentially", "[models][phy]") {
    const MicroLed led(linear_led(), kRoom, 1e-5);
    const Duration tau = led.carriers().lifetime(0.0);
    const Duration step = tau * 0.05;
    const std::vector<double> light = step_light(led, 0.0, 1e-5, step, 200);
    for (const std::size_t i : {10u, 20u, 60u}) {
        const double expected = 1.0 - std::exp(-0.05 * static_cast<double>(i));
        CHECK(light[i] / light.back() == Approx(expected).epsilon(1e-3));
    }
    CHECK(crossing_time(light, 0.5, step).ps() == Approx(tau.ps() * std::log(2.0)).epsilon(1e-3));
}

TEST_CASE("led_waveform: rise and fall of a real LED differ", "[models][phy]") {
    // Lifetime is shortest where carriers are many. A falling edge starts there, but ends slowly;
    // light goes with n^2. From 2 % to 100 % of 1.2 mA in a 5 um device.
    const MicroLed led(planar_led(), kRoom, 6e-4);
    const Duration step = Duration::from_ps(1.0);
    const std::vector<double> rise = step_light(led, 24e-6, 1.2e-3, step, 20000);
    const std::vector<double> fall = step_light(led, 1.2e-3, 24e-6, step, 20000);
    const auto span = [&](const std::vector<double>& curve) {
        return crossing_time(curve, 0.9, step) - crossing_time(curve, 0.1, step);
    };
    CHECK(crossing_time(fall, 0.5, step).ps() < 0.8 * crossing_time(rise, 0.5, step).ps());
    CHECK(span(fall).ps() > 1.1 * span(rise).ps());
    CHECK(rise.back() == Approx(fall.front()).epsilon(1e-6));
}

TEST_CASE("led_waveform: small signals follow the pole of the differential lifetime",
          "[models][phy]") {
    const MicroLed led(planar_led(), kRoom, 6e-4);
    const Frequency pole = led.bandwidth(6e-4);
    const Duration step = Duration::from_ps(1.0);
    const std::vector<double> light = step_light(led, 6.00e-4, 6.06e-4, step, 4000);
    const double tau_ps = 1e12 / pole.radians_per_second();
    CHECK(crossing_time(light, 1.0 - std::exp(-1.0), step).ps() == Approx(tau_ps).epsilon(0.01));
}

TEST_CASE("led_waveform: a periodic drive gives the periodic answer of three poles",
          "[models][phy]") {
    const MicroLed led(linear_led(), kRoom, 1e-4);
    DriveEdges edges;
    edges.zero_a = 2e-6;
    edges.one_a = 1.8e-5;
    edges.driver_pole = Frequency::from_ghz(4.0);
    edges.rc_pole = Frequency::from_ghz(6.0);
    const Duration ui = Duration::from_ps(500.0);
    const std::vector<double> light = periodic_light(led, edges, {0, 1}, ui, 64);
    REQUIRE(light.size() == 128);
    // Fundamental of a square wave of period 1 ns, 2/pi of the swing, through the poles.
    std::complex<double> fundamental = 0.0;
    for (std::size_t i = 0; i < light.size(); ++i) {
        const double angle = 2.0 * 3.14159265358979 * static_cast<double>(i) / 128.0;
        fundamental += light[i] * std::polar(1.0, -angle) / 64.0;
    }
    const auto pole = [](double ghz) {
        return 1.0 / std::abs(std::complex<double>(1.0, 1.0 / ghz));
    };
    const double swing = led.emitted_at(1.8e-5).watts() - led.emitted_at(2e-6).watts();
    const double expected =
        swing * 2.0 / 3.14159265358979 * pole(4.0) * pole(6.0) * pole(led.bandwidth(1e-5).ghz());
    CHECK(std::abs(fundamental) == Approx(expected).epsilon(5e-3));
}

TEST_CASE("led_waveform: coarse samples are as exact as fine ones", "[models][phy]") {
    const MicroLed led(planar_led(), kRoom, 6e-4);
    DriveEdges edges;
    edges.zero_a = 1e-5;
    edges.one_a = 1.2e-3;
    const Duration ui = Duration::from_ns(2.0);
    const std::vector<std::uint8_t> bits{0, 1, 1, 0, 1};
    const std::vector<double> coarse = periodic_light(led, edges, bits, ui, 4);
    const std::vector<double> fine = periodic_light(led, edges, bits, ui, 400);
    for (std::size_t i = 0; i < coarse.size(); ++i) {
        CHECK(coarse[i] == Approx(fine[i * 100]).epsilon(1e-4));
    }
}

TEST_CASE("led_waveform: refuses nothing to send", "[models][phy]") {
    const MicroLed led(planar_led(), kRoom, 1e-4);
    const Duration ui = Duration::from_ns(1.0);
    CHECK_THROWS_AS(periodic_light(led, {}, {}, ui, 64), std::invalid_argument);
    CHECK_THROWS_AS(periodic_light(led, {}, {1}, ui, 0), std::invalid_argument);
}

}  // namespace
}  // namespace oio
