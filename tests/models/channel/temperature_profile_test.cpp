// SPDX-License-Identifier: Apache-2.0
#include "models/channel/temperature_profile.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using oio::TemperaturePoint;
using oio::TemperatureProfile;

TEST_CASE("temperature_profile: straight lines between points, constant outside",
          "[models][channel]") {
    const TemperatureProfile profile({{10.0, 25.0}, {30.0, 65.0}, {40.0, 60.0}});
    CHECK(profile.at(0.0) == 25.0);
    CHECK(profile.at(20.0) == Approx(45.0));
    CHECK(profile.at(30.0) == 65.0);
    CHECK(profile.at(35.0) == Approx(62.5));
    CHECK(profile.at(1000.0) == 60.0);
    CHECK_FALSE(profile.constant());
    CHECK(TemperatureProfile(85.0).constant());
    CHECK(TemperatureProfile(85.0).at(3.0) == 85.0);
}

TEST_CASE("temperature_profile: the steps are never wrong by more than half of one",
          "[models][channel]") {
    const TemperatureProfile profile({{5.0, 20.0}, {105.0, 50.0}, {155.0, 41.3}});
    const auto changes = profile.changes(2.0);
    REQUIRE(changes.size() >= 15);
    CHECK(changes.front().time_us == Approx(5.0 + 1.0 / 0.3));
    CHECK(changes.front().celsius == Approx(22.0));
    std::size_t next = 0;
    double now = profile.start();
    for (double time = 0.0; time < 200.0; time += 0.01) {
        while (next < changes.size() && changes[next].time_us <= time) {
            now = changes[next++].celsius;
        }
        REQUIRE(std::abs(now - profile.at(time)) <= 1.0 + 0.004);
    }
    CHECK(next == changes.size());
    CHECK(TemperatureProfile(85.0).changes(1.0).empty());
}

TEST_CASE("temperature_profile: what is no profile is refused", "[models][channel]") {
    CHECK_THROWS_WITH(TemperatureProfile(150.0), "temperature.celsius: 150 is outside [-40, 125]");
    CHECK_THROWS_WITH(TemperatureProfile({{5.0, 25.0}, {5.0, 26.0}}),
                      "temperature.time_us: 5 does not come after 5");
    CHECK_THROWS_AS(TemperatureProfile(std::vector<TemperaturePoint>{}), std::invalid_argument);
    CHECK_THROWS_AS(TemperatureProfile(20.0).changes(0.0), std::invalid_argument);
}
