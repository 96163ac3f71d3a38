// SPDX-License-Identifier: Apache-2.0
#include "models/units.hpp"

#include <catch2/catch.hpp>

namespace oio {
namespace {

TEST_CASE("units: decibels and ratios", "[models][common]") {
    CHECK(Ratio::from_db(-3.0).linear() == Approx(0.501187).epsilon(1e-5));
    CHECK(Ratio::from_db(10.0).linear() == Approx(10.0));
    CHECK(Ratio::from_linear(0.5).db() == Approx(-3.0103).epsilon(1e-5));
    CHECK((Ratio::from_db(-6.0) * Ratio::from_db(-1.5)).db() == Approx(-7.5));
    CHECK((Ratio::from_db(2.0) / Ratio::from_db(-1.0)).db() == Approx(3.0));
}

TEST_CASE("units: the power of the default lane by hand", "[models][common]") {
    // 28.8 uW emitted, 6 + 1.5 + 0.7 + 2 dB lost: 2.75 uW.
    const Power emitted = Power::from_uw(28.8);
    const Power received = emitted * Ratio::from_db(-10.2);
    CHECK(received.watts() == Approx(2.75e-6).epsilon(1e-3));
    CHECK(Power::from_mw(1.0).dbm() == Approx(0.0).margin(1e-12));
    CHECK(Power::from_dbm(-23.5).watts() == Approx(4.467e-6).epsilon(1e-3));
    CHECK((Power::from_mw(1.0) + Power::from_uw(500.0)).mw() == Approx(1.5));
}

TEST_CASE("units: energy is power times time", "[models][common]") {
    // 100 uA at 3.2 V for one bit at 4 Gb/s: 80 fJ.
    const Energy bit = Power::from_watts(100e-6 * 3.2) * BitRate::from_gbps(4.0).unit_interval();
    CHECK(bit.pj() == Approx(0.08));
    CHECK((bit * 2.0 + Energy::from_pj(1.0)).joules() == Approx(1.16e-12));
    CHECK(bit / Energy::from_joules(1.6e-13) == Approx(0.5));
}

TEST_CASE("units: times, rates, lengths and temperatures", "[models][common]") {
    CHECK(BitRate::from_gbps(2.125).unit_interval().ps() == Approx(470.588).epsilon(1e-5));
    CHECK(BitRate::from_bits_per_second(2e9).gbps() == Approx(2.0));
    CHECK(Frequency::from_mhz(400.0).period().ns() == Approx(2.5));
    CHECK(Frequency::from_ghz(1.39).radians_per_second() == Approx(8.73363e9).epsilon(1e-5));
    CHECK(Frequency::from_hz(2e9).ghz() == Approx(2.0));
    CHECK((Duration::from_us(1.0) + Duration::from_ns(500.0) - Duration::from_ps(500.0)).ns() ==
          Approx(1499.5));
    CHECK((Duration::from_seconds(1e-6) * 3.0).us() == Approx(3.0));
    CHECK(Duration::from_ns(3.0) / Duration::from_ps(500.0) == Approx(6.0));
    CHECK(Length::from_mm(1500.0).m() == Approx(1.5));
    CHECK(Temperature::from_celsius(25.0).kelvin() == Approx(298.15));
    CHECK(Temperature::from_kelvin(330.0).celsius() == Approx(56.85));
}

}  // namespace
}  // namespace oio
