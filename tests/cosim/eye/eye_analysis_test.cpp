// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/eye_analysis.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "cosim/config_reader.hpp"
#include "cosim/eye/lane_responses.hpp"

using oio::ConfigOverride;
using oio::EyeAnalysis;

namespace {

oio::SimConfig config_with(const std::vector<std::pair<std::string, std::string>>& keys) {
    std::vector<ConfigOverride> overrides;
    for (const auto& [key, value] : keys) overrides.push_back({"--set " + key, key, value});
    return oio::load_sim_config("small-16", overrides);
}

}  // namespace

TEST_CASE("eye_analysis: a scenario at a point of the set M table", "[cosim]") {
    const auto config = config_with({{"channel.lane_variation", "false"},
                                     {"link.lane_rate_gbps", "2.0"},
                                     {"link.length_m", "20"}});
    const EyeAnalysis eye = oio::analyse_eye(oio::lane_responses(config), {});
    CHECK(eye.optimum.log10_ber == Approx(std::log10(1.98e-8)).epsilon(0.05));
    REQUIRE(eye.lanes.size() == 18);
    for (const oio::EyePoint& lane : eye.lanes) {
        CHECK(lane.log10_ber == Approx(eye.optimum.log10_ber).epsilon(1e-3));
    }
    CHECK(eye.opening.height_level == 0.0);  // closed at 1e-12
    // Contours nest: each lies within the one before.
    REQUIRE(eye.contours.size() >= 2);
    CHECK(eye.contours[0].points.size() > eye.contours[1].points.size());
}

TEST_CASE("eye_analysis: without a wish the worst lane is shown", "[cosim]") {
    const auto lanes = oio::lane_responses(config_with({}));
    const EyeAnalysis worst = oio::analyse_eye(lanes, {});
    for (const oio::EyePoint& lane : worst.lanes) {
        CHECK(lane.log10_ber <= worst.optimum.log10_ber + 1e-3);
    }
    const EyeAnalysis third = oio::analyse_eye(lanes, {3, 1e-9});
    CHECK(third.lane == 3);
    CHECK(third.optimum.log10_ber == Approx(third.lanes[3].log10_ber).epsilon(1e-3));
    CHECK_THROWS_WITH(oio::analyse_eye(lanes, {18, 1e-9}), Catch::Contains("lanes 0 to 17"));
    CHECK_THROWS_AS(oio::analyse_eye(lanes, {-1, 1e-9}), oio::ConfigError);
}

TEST_CASE("eye_analysis: extra loss lowers every lane", "[cosim]") {
    const auto plain = oio::lane_responses(config_with({}));
    const auto lossy = oio::lane_responses(config_with({{"link.extra_loss_db", "3"}}));
    REQUIRE(plain.size() == lossy.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        CHECK(lossy[i].gain / plain[i].gain == Approx(std::pow(10.0, -0.3)));
    }
}

TEST_CASE("eye_analysis: powers of ten in words", "[cosim]") {
    CHECK(oio::power_of_ten_text(std::log10(3.24e-17)) == "3.2e-17");
    CHECK(oio::power_of_ten_text(-400.0) == "1.0e-400");
    CHECK(oio::power_of_ten_text(std::log10(9.99e-6)) == "1.0e-05");
}
