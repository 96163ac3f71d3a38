// SPDX-License-Identifier: Apache-2.0
#include "models/channel/physics_config.hpp"

#include <toml++/toml.h>
#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("physics_config: every device is checked, with the name of its field",
          "[models][channel]") {
    CHECK_NOTHROW(PhysicsConfig{}.validate());
    const auto refused = [](auto&& spoil, const char* name) {
        PhysicsConfig config;
        spoil(config);
        CHECK_THROWS_WITH(config.validate(), Contains(name));
    };
    refused([](PhysicsConfig& c) { c.micro_led.eta_lee = -0.1; }, "micro_led.eta_lee");
    refused([](PhysicsConfig& c) { c.micro_led.carriers.p0_per_cm3 = -1.0; }, "carriers.p0");
    refused([](PhysicsConfig& c) { c.driver.modulation_ua = -5.0; }, "driver.modulation_ua");
    refused([](PhysicsConfig& c) { c.coupling.fibre_na = 1.4; }, "coupling.fibre_na");
    refused([](PhysicsConfig& c) { c.fibre.connector_db = -1.0; }, "fibre.connector_db");
    refused([](PhysicsConfig& c) { c.photodiode.dark_na = -1.0; }, "photodiode.dark_na");
    refused([](PhysicsConfig& c) { c.receiver.gm_ms = 0.0; }, "receiver.gm_ms");
    refused([](PhysicsConfig& c) { c.process.power_sigma_db = 9.0; }, "process.power_sigma_db");
}

TEST_CASE("physics_config: the defaults are those of the parameter file, each with its source",
          "[models][channel]") {
    const toml::table file =
        toml::parse_file(std::string(OIO_SOURCE_DIR) + "/models/params/devices.toml");
    std::size_t known = 0;
    std::set<std::string> devices;
    PhysicsConfig config;
    config.for_each_device([&](auto& device) {
        devices.insert(device.kName);
        for (const auto& parameter : device.parameters()) {
            CAPTURE(device.kName, parameter.name);
            const auto entry = file[device.kName][parameter.name];
            REQUIRE(entry["value"].template value<double>());
            CHECK(*entry["value"].template value<double>() == device.*parameter.field);
            const std::string unit = entry["unit"].value_or(std::string());
            CHECK(unit == (*parameter.unit != '\0' ? parameter.unit : "-"));
            CHECK(entry["source"].value_or(std::string()).size() > 3);
            ++known;
        }
    });
    std::size_t written = 0;
    for (const auto& [device, table] : file) {
        CAPTURE(std::string(device.str()));
        CHECK(devices.count(std::string(device.str())) == 1);
        written += table.as_table()->size();
    }
    CHECK(written == known);
    CHECK(known > 60);
}

TEST_CASE("physics_config: a photodiode must fit the colour of its LED", "[models][channel]") {
    PhysicsConfig config;
    config.photodiode.responsivity_a_per_w = 0.36;
    config.micro_led.wavelength_nm = 450.0;
    CHECK_NOTHROW(config.validate());
    config.micro_led.wavelength_nm = 430.0;
    CHECK_THROWS_WITH(config.validate(), Contains("quantum limit at 430 nm"));
}

}  // namespace
}  // namespace oio
