// SPDX-License-Identifier: Apache-2.0
#include "models/phy/lane_model.hpp"

#include <toml++/toml.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("lane_model: dispersion of set M at 20 m by hand", "[models][phy]") {
    const LaneModelConfig config = LaneModelConfig::set_m();
    // 0.830 ps/(nm m) x 17 nm / 2.355 = 5.992 ps/m chromatic, 2.5 ps/m modal: 6.492 ps/m.
    CHECK(config.dispersion(Length::from_m(20.0)).ps() == Approx(129.85).epsilon(1e-4));
    CHECK(config.transmission(Length::from_m(20.0)).db() == Approx(-1.45));
    CHECK(config.sigma() == Approx(0.0452489).epsilon(1e-5));
}

TEST_CASE("lane_model: nothing happens to light in no fibre", "[models][phy]") {
    const LaneModelConfig config = LaneModelConfig::set_a(3.5);
    CHECK(config.dispersion(Length::from_m(0.0)).seconds() == 0.0);
    CHECK(config.transmission(Length::from_m(0.0)).linear() == 1.0);
}

TEST_CASE("lane_model: the sign of the dispersion does not matter", "[models][phy]") {
    LaneModelConfig config;
    const double positive = config.dispersion(Length::from_m(10.0)).ps();
    config.dispersion_ps_per_nm_km = -830.0;
    CHECK(config.dispersion(Length::from_m(10.0)).ps() == positive);
}

TEST_CASE("lane_model: the receiver of set A follows the rate from 3 Gb/s on", "[models][phy]") {
    CHECK(LaneModelConfig::set_a(2.0).receiver_filter_ghz == 2.1);
    CHECK(LaneModelConfig::set_a(3.0).receiver_filter_ghz == Approx(2.1));
    CHECK(LaneModelConfig::set_a(10.0).receiver_filter_ghz == Approx(7.0));
    CHECK_THROWS_AS(LaneModelConfig::set_a(0.0), std::invalid_argument);
}

TEST_CASE("lane_model: refuses numbers out of range and says which", "[models][phy]") {
    LaneModelConfig config;
    CHECK_NOTHROW(config.validate());
    config.q0 = 0.0;
    CHECK_THROWS_WITH(config.validate(), Contains("lane_model.q0: 0 is outside [0.1, 1000]"));
    config = LaneModelConfig{};
    config.led_pole_ghz = std::nan("");
    CHECK_THROWS_WITH(config.validate(), Contains("led_pole_ghz"));
    config = LaneModelConfig{};
    config.attenuation_db_per_m = -0.1;
    CHECK_THROWS_WITH(config.validate(), Contains("attenuation_db_per_m"));
    config = LaneModelConfig{};
    config.linewidth_fwhm_nm = 1000.0;
    CHECK_THROWS_WITH(config.validate(), Contains("linewidth_fwhm_nm"));
    config = LaneModelConfig{};
    config.modal_ps_per_m = -1.0;
    CHECK_THROWS_WITH(config.validate(), Contains("modal_ps_per_m"));
}

TEST_CASE("lane_model: the sets are those of the parameter file, each number with its source",
          "[models][phy]") {
    const toml::table file =
        toml::parse_file(std::string(OIO_SOURCE_DIR) + "/models/params/lane_models.toml");
    const auto number = [&](const char* set, const char* name) {
        const auto node = file[set][name];
        CAPTURE(set, name);
        REQUIRE(node["value"].value<double>());
        CHECK_FALSE(node["source"].value_or(std::string()).empty());
        CHECK_FALSE(node["unit"].value_or(std::string()).empty());
        return *node["value"].value<double>();
    };
    const auto check = [&](const char* set, const LaneModelConfig& config) {
        CHECK(number(set, "led_pole_ghz") == config.led_pole_ghz);
        CHECK(number(set, "receiver_filter_ghz") == config.receiver_filter_ghz);
        CHECK(number(set, "attenuation_db_per_m") == config.attenuation_db_per_m);
        CHECK(number(set, "linewidth_fwhm_nm") == config.linewidth_fwhm_nm);
        CHECK(number(set, "dispersion_ps_per_nm_km") == config.dispersion_ps_per_nm_km);
        CHECK(number(set, "modal_ps_per_m") == config.modal_ps_per_m);
        CHECK(number(set, "q0") == config.q0);
    };
    check("set_m", LaneModelConfig::set_m());
    check("set_a", LaneModelConfig::set_a(2.0));
    CHECK(number("set_a", "receiver_filter_per_gbps") * 10.0 ==
          LaneModelConfig::set_a(10.0).receiver_filter_ghz);
    CHECK(file["set_m"].as_table()->size() == 7);
    CHECK(file["set_a"].as_table()->size() == 8);
}

}  // namespace
}  // namespace oio
