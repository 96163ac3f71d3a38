// SPDX-License-Identifier: Apache-2.0
#include "models/phy/led_driver.hpp"

#include <catch2/catch.hpp>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("led_driver: currents of 0 and 1, and their drift", "[models][phy]") {
    LedDriverConfig config;
    config.bias_ua = 20.0;
    config.modulation_ua = 160.0;
    const Temperature room = Temperature::from_celsius(25.0);
    CHECK(config.zero_a(room) == Approx(20e-6));
    CHECK(config.one_a(room) == Approx(180e-6));
    CHECK(config.average_a(room) == Approx(100e-6));
    // 0.73 % over 100 K (28 nm CMOS transmitter with a temperature loop).
    CHECK(config.one_a(Temperature::from_celsius(125.0)) == Approx(180e-6 * 1.0073));
}

TEST_CASE("led_driver: RC of output and junction by hand", "[models][phy]") {
    LedDriverConfig config;
    config.output_ohm = 1000.0;
    config.parasitic_ff = 30.0;
    // 300 || 1000 = 230.77 ohm, 94 + 30 fF: 28.6 ps, 5.56 GHz.
    CHECK(config.rc_pole(300.0, 94.0).ghz() == Approx(5.56).epsilon(0.002));
    CHECK(config.rc_pole(300.0, 0.0).ghz() > config.rc_pole(300.0, 94.0).ghz());
}

TEST_CASE("led_driver: refuses numbers out of range and says which", "[models][phy]") {
    LedDriverConfig config;
    CHECK_NOTHROW(config.validate());
    config.bias_ua = -1.0;
    CHECK_THROWS_WITH(config.validate(), Contains("driver.bias_ua: -1 is outside [0, 10000] uA"));
    config = {};
    config.modulation_ua = 0.0;
    CHECK_THROWS_WITH(config.validate(), Contains("driver.modulation_ua"));
}

}  // namespace
}  // namespace oio
