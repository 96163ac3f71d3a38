// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_variation.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("lane_variation: the sites follow from seed and name, another of either gives others",
          "[models][channel]") {
    const LaneVariationConfig config;
    const auto a = draw_lane_sites(64, config, 1, "link.a_to_b");
    const auto b = draw_lane_sites(64, config, 1, "link.a_to_b");
    const auto other_seed = draw_lane_sites(64, config, 2, "link.a_to_b");
    const auto other_name = draw_lane_sites(64, config, 1, "link.b_to_a");
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].gain == b[i].gain);
        CHECK(a[i].skew_ui == b[i].skew_ui);
        CHECK(a[i].gain != other_seed[i].gain);
        CHECK(a[i].gain != other_name[i].gain);
    }
}

TEST_CASE("lane_variation: coupling is log-normal, skew fills its range", "[models][channel]") {
    LaneVariationConfig config;
    config.skew_sigma_ps = 0.0;
    constexpr int kLanes = 20000;
    const auto sites = draw_lane_sites(kLanes, config, 3, "statistics");
    double sum = 0.0, square = 0.0, skew = 0.0, most = 0.0;
    for (const LaneSite& site : sites) {
        const double db = 10.0 * std::log10(site.gain);
        sum += db;
        square += db * db;
        skew += site.skew_ui;
        most = std::max(most, site.skew_ui);
        REQUIRE(site.skew_ui >= 0.0);
    }
    CHECK(std::abs(sum / kLanes) < 4.0 * 0.3 / std::sqrt(kLanes));
    CHECK(std::sqrt(square / kLanes) == Approx(0.3).epsilon(0.02));
    CHECK(skew / kLanes == Approx(12.0).epsilon(0.02));
    CHECK(most > 23.9);
    CHECK(most < 24.0);
}

TEST_CASE("lane_variation: skew of a strand alone is normal, with no lane before the first",
          "[models][channel]") {
    LaneVariationConfig config;
    config.skew_range_ui = 0.0;
    config.unit_interval_ps = 500.0;
    constexpr int kLanes = 20000;
    const auto sites = draw_lane_sites(kLanes, config, 4, "strand");
    double sum = 0.0, square = 0.0, least = 1e9;
    for (const LaneSite& site : sites) {
        sum += site.skew_ui;
        square += site.skew_ui * site.skew_ui;
        least = std::min(least, site.skew_ui);
    }
    const double mean = sum / kLanes;
    CHECK(std::sqrt(square / kLanes - mean * mean) == Approx(20.0 / 500.0).epsilon(0.03));
    CHECK(least == 0.0);
}

TEST_CASE("lane_variation: no spread gives nominal lanes", "[models][channel]") {
    const LaneVariationConfig config{0.0, 0.0, 0.0, 470.0};
    for (const LaneSite& site : draw_lane_sites(16, config, 5, "nominal")) {
        CHECK(site.gain == 1.0);
        CHECK(site.skew_ui == 0.0);
    }
    CHECK(draw_lane_sites(0, config, 5, "nominal").empty());
}

TEST_CASE("lane_variation: refuses numbers out of range and says which", "[models][channel]") {
    LaneVariationConfig config;
    config.coupling_sigma_db = -1.0;
    CHECK_THROWS_WITH(draw_lane_sites(4, config, 1, "x"),
                      Contains("lane_variation.coupling_sigma_db: -1 is outside [0, 6]"));
    config = LaneVariationConfig{};
    config.skew_range_ui = 1000.0;
    CHECK_THROWS_WITH(config.validate(), Contains("skew_range_ui"));
    config = LaneVariationConfig{};
    config.unit_interval_ps = 0.0;
    CHECK_THROWS_WITH(config.validate(), Contains("unit_interval_ps"));
    CHECK_THROWS_WITH(draw_lane_sites(-1, LaneVariationConfig{}, 1, "x"), Contains("lanes"));
}

}  // namespace
}  // namespace oio
