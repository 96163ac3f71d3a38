// SPDX-License-Identifier: Apache-2.0
#include "models/energy/energy_config.hpp"

#include <toml++/toml.h>
#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("energy_config: the defaults are those of the parameter file, with the same sources",
          "[models][energy]") {
    const toml::table file =
        toml::parse_file(std::string(OIO_SOURCE_DIR) + "/models/params/energy.toml");
    const EnergyConfig config;
    for (const EnergyParameter& parameter : EnergyConfig::parameters()) {
        CAPTURE(parameter.name);
        const auto table = file[parameter.name];
        REQUIRE(table["value"].value<double>());
        CHECK(*table["value"].value<double>() == config.*parameter.field);
        CHECK(table["unit"].value_or(std::string()) == parameter.unit);
        CHECK(table["source"].value_or(std::string()) == parameter.source);
        CHECK(table["low"].value_or(-1.0) == parameter.low);
        CHECK(table["high"].value_or(-1.0) == parameter.high);
    }
    CHECK(file.size() == EnergyConfig::parameters().size());
}

TEST_CASE("energy_config: every parameter is listed once and has a source", "[models][energy]") {
    std::set<std::string> names;
    for (const EnergyParameter& parameter : EnergyConfig::parameters()) {
        CHECK(names.insert(parameter.name).second);
        CHECK(std::string(parameter.source).size() > 10);
        CHECK(parameter.low < parameter.high);
    }
    // A field that is not listed would go unchecked.
    CHECK(sizeof(EnergyConfig) == names.size() * sizeof(double));
}

TEST_CASE("energy_config: a parameter is set by name", "[models][energy]") {
    EnergyConfig config;
    config.set("led_current_ua", 250.0);
    CHECK(config.led_current_ua == 250.0);
    CHECK(config.get("led_current_ua") == 250.0);
    CHECK_NOTHROW(config.validate());
}

TEST_CASE("energy_config: refuses unknown names and numbers out of range", "[models][energy]") {
    EnergyConfig config;
    CHECK_THROWS_WITH(config.set("led_curent_ua", 1.0),
                      Contains("energy.led_curent_ua: unknown") && Contains("led_current_ua"));
    CHECK_THROWS_WITH(config.set("die_to_die_idle_fraction", 1.5),
                      Contains("energy.die_to_die_idle_fraction: 1.5 is outside [0, 1]"));
    CHECK_THROWS_WITH(config.get("nothing"), Contains("energy.nothing"));
    config.crc_pj_per_flit = -1.0;
    CHECK_THROWS_WITH(config.validate(), Contains("energy.crc_pj_per_flit: -1 is outside"));
    config = EnergyConfig{};
    config.driver_supply_v = 3.0;
    CHECK_THROWS_WITH(config.validate(), Contains("driver_supply_v") && Contains("3.2"));
}

}  // namespace
}  // namespace oio
