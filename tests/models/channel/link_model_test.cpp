// SPDX-License-Identifier: Apache-2.0
#include "models/channel/link_model.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

namespace oio {
namespace {

using Catch::Matchers::Contains;

LinkModelConfig config_of(LaneModelKind kind, int lanes) {
    LinkModelConfig config;
    config.kind = kind;
    config.lanes = lanes;
    config.name = "link_0-1.a_to_b";
    return config;
}

double mean_of(const LinkModel& model, double LaneResponse::*field) {
    double sum = 0.0;
    for (const LaneResponse& lane : model.lanes()) sum += lane.*field;
    return sum / static_cast<double>(model.lanes().size());
}

TEST_CASE("link_model: a fitted set is the set and the sites, to the bit", "[models][channel]") {
    const LinkModelConfig config = config_of(LaneModelKind::SetM, 18);
    const LinkModel model(config);
    const LaneModelConfig set = LaneModelConfig::set_m();
    const PhaseGrid grid(PulseResponse(set, BitRate::from_gbps(2.125), Length::from_m(10.0)));
    const std::vector<LaneSite> sites =
        draw_lane_sites(18, config.variation, config.seed, config.name);
    REQUIRE(model.lanes().size() == 18);
    for (std::size_t i = 0; i < 18; ++i) {
        const LaneResponse& lane = model.lanes()[i];
        CHECK(lane.gain == sites[i].gain);
        CHECK(lane.skew_ui == sites[i].skew_ui);
        CHECK(lane.thermal_sigma == set.sigma());
        CHECK(lane.shot_variance == 0.0);
        CHECK(lane.threshold_offset == 0.0);
        CHECK(lane.jitter_rj_ui == 0.0);
        CHECK(lane.jitter_dj_ui == 0.0);
        CHECK(lane.aggressors.empty());
        CHECK(lane.grid == model.lanes()[0].grid);
    }
    CHECK(model.nominal().grid->level(20, 0x155) == grid.level(20, 0x155));
    CHECK(model.flight().ns() == Approx(50.19));
    CHECK(model.middle_level() == Approx(0.5 * grid.all_ones(32)).epsilon(0.02));
}

TEST_CASE("link_model: crosstalk conserves light and follows the array", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::SetM, 64);
    config.variation.coupling_sigma_db = 0.0;
    const LinkModel plain(config);
    config.crosstalk_db = -20.0;
    const LinkModel model(config);
    std::vector<double> given(64, 0.0);
    double total = 0.0;
    for (int lane = 0; lane < 64; ++lane) {
        const LaneResponse& response = model.lanes()[static_cast<std::size_t>(lane)];
        total += response.gain;
        double near = 0.0;
        std::set<int> neighbours;
        for (const Aggressor& other : response.aggressors) {
            const double power =
                other.coupling * model.lanes()[static_cast<std::size_t>(other.lane)].gain;
            total += power;
            if (power > 0.005) {
                neighbours.insert(other.lane);
                near += power;
            }
        }
        const auto& wanted = model.array().neighbours(lane);
        CHECK(neighbours == std::set<int>(wanted.begin(), wanted.end()));
        CHECK(near == Approx(0.01 * static_cast<double>(wanted.size())));
    }
    CHECK(total == Approx(64.0));  // nothing is lost, nothing is made
}

TEST_CASE("link_model: a lane's draws depend on seed, name and number alone", "[models][channel]") {
    const LinkModel small(config_of(LaneModelKind::Physics, 16));
    LinkModelConfig config = config_of(LaneModelKind::Physics, 40);
    const LinkModel large(config);
    config.seed = 2;
    const LinkModel other(config);
    for (std::size_t i = 0; i < 16; ++i) {
        CHECK(small.lanes()[i].threshold_offset == large.lanes()[i].threshold_offset);
        CHECK(small.lanes()[i].threshold_offset != other.lanes()[i].threshold_offset);
    }
    const LinkModel again(config);
    for (std::size_t i = 0; i < 40; ++i) CHECK(again.lanes()[i].gain == other.lanes()[i].gain);
}

TEST_CASE("link_model: the spread of physics has the sigmas asked for", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::Physics, 1024);
    config.variation.coupling_sigma_db = 0.4;
    config.physics.process.power_sigma_db = 0.3;
    config.physics.process.bandwidth_sigma = 0.0;
    config.physics.process.offset_sigma_na = 8.0;
    config.physics.coupling.edge_excess_db = 0.0;
    config.physics.fibre.crosstalk_db = -100.0;
    const LinkModel model(config);
    double square = 0.0;
    double offset = 0.0;
    for (const LaneResponse& lane : model.lanes()) {
        square += std::pow(10.0 * std::log10(lane.gain), 2);
        offset += std::pow(lane.threshold_offset * model.reference_a() * 1e9, 2);
    }
    CHECK(std::sqrt(square / 1024.0) == Approx(0.5).epsilon(0.08));
    CHECK(std::sqrt(offset / 1024.0) == Approx(8.0).epsilon(0.08));
}

TEST_CASE("link_model: lanes of a bandwidth class share a grid", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::Physics, 200);
    const LinkModel model(config);
    std::set<const PhaseGrid*> grids;
    for (const LaneResponse& lane : model.lanes()) grids.insert(lane.grid.get());
    CHECK(grids.size() > 8);
    CHECK(grids.size() <= 16);
    config.bandwidth_sigma = 0.0;
    const LinkModel even(config);
    grids.clear();
    for (const LaneResponse& lane : even.lanes()) grids.insert(lane.grid.get());
    CHECK(grids.size() == 1);
}

TEST_CASE("link_model: lanes at the rim get less light", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::Physics, 100);
    config.variation.coupling_sigma_db = 0.0;
    config.process_variation = false;
    const LinkModel model(config);
    const int inside = 4 * model.array().columns() + 4;
    REQUIRE_FALSE(model.array().edge(inside));
    const double rim = model.lanes()[0].gain;
    const double core = model.lanes()[static_cast<std::size_t>(inside)].gain;
    // 1 dB less by coupling, a little more because fewer neighbours take light away.
    CHECK(10.0 * std::log10(core / rim) == Approx(1.0).margin(0.1));
}

TEST_CASE("link_model: a fitted lane with a part a little faster is nearly the same",
          "[models][channel]") {
    const LinkModel model(config_of(LaneModelKind::SetM, 2));
    const PhaseGrid& as_is = *model.lanes()[0].grid;
    // By another way: a transfer function over a bit sequence, not a pulse response.
    LaneTerms terms;
    terms.modal = 0.9999;
    const auto other = model.grid_with(0, terms);
    const int shift =
        static_cast<int>(std::lround((other->cursor_reference() - as_is.cursor_reference()) * 64));
    for (int f = 10; f < 54; f += 4) {
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; pattern += 5) {
            CHECK(other->level(f, pattern) == Approx(as_is.level(f + shift, pattern)).margin(5e-4));
        }
    }
    terms = {0.0, 0.0, 0.0, 0.0};
    CHECK(model.grid_with(0, terms)->eye_opening(32) ==
          Approx(model.fitted().transmission(Length::from_m(10.0)).linear()).epsilon(0.02));
}

TEST_CASE("link_model: heat dims the lanes and raises the noise", "[models][channel]") {
    const LinkModel cool(config_of(LaneModelKind::Physics, 4));
    const LinkModel hot = cool.at(85.0);
    CHECK(hot.config().temperature_c == 85.0);
    CHECK(hot.lanes()[0].thermal_sigma > cool.lanes()[0].thermal_sigma);
    const double ratio = hot.lanes()[0].grid->all_ones(32) / cool.lanes()[0].grid->all_ones(32);
    CHECK(ratio > 0.8);
    CHECK(ratio < 0.95);
    CHECK(mean_of(hot, &LaneResponse::skew_ui) == mean_of(cool, &LaneResponse::skew_ui));
    CHECK(cool.at(25.0).lanes()[2].grid->level(30, 77) == cool.lanes()[2].grid->level(30, 77));
}

TEST_CASE("link_model: the way back has its own lanes and the same grids", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::Physics, 30);
    const LinkModel forth(config);
    const LinkModel back = forth.other_direction("back");
    config.name = "back";
    const LinkModel alone(config);
    for (const double celsius : {25.0, 60.0}) {
        const LinkModel here = forth.at(celsius), there = back.at(celsius), by = alone.at(celsius);
        std::set<const PhaseGrid*> grids;
        for (const LaneResponse& lane : here.lanes()) grids.insert(lane.grid.get());
        int shared = 0;
        for (std::size_t i = 0; i < 30; ++i) {
            const LaneResponse& lane = there.lanes()[i];
            shared += static_cast<int>(grids.count(lane.grid.get()));
            CHECK(lane.gain == by.lanes()[i].gain);
            CHECK(lane.threshold_offset == by.lanes()[i].threshold_offset);
            CHECK(lane.grid->level(31, 93) == by.lanes()[i].grid->level(31, 93));
            CHECK(lane.grid.get() != by.lanes()[i].grid.get());
        }
        CHECK(shared >= 20);
    }
}

TEST_CASE("link_model: warm light is redder and arrives earlier", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::Physics, 1);
    config.length_m = 20.0;
    config.bandwidth_sigma = 0.0;
    const LinkModel cool(config);
    const LinkModel warm = cool.at(75.0);
    CHECK(warm.flight().ps() == cool.flight().ps());
    config.temperature_c = 75.0;
    const LinkModel made_warm(config);  // whose own flight is that of 75 C
    const auto reference = [](const LinkModel& model) {
        return model.lanes()[0].grid->cursor_reference() * 1e3 / model.config().lane_rate_gbps;
    };
    const double earlier_ps = reference(made_warm) - reference(warm);
    CHECK(earlier_ps == Approx((cool.flight() - made_warm.flight()).ps()).epsilon(1e-6));
    // Dispersion at the junction's wavelengths, by the definition: D = d(flight)/d(wavelength).
    const double nm = made_warm.physical_lane().led().wavelength_nm() -
                      cool.physical_lane().led().wavelength_nm();
    CHECK(nm == Approx(0.04 * 50.0).epsilon(0.1));
    CHECK(earlier_ps == Approx(0.829 * nm * 20.0).epsilon(0.02));  // 829 ps/(nm km) at 440 nm
}

TEST_CASE("link_model: extra loss and overrides arrive in every lane", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::Physics, 4);
    const LinkModel plain(config);
    config.extra_loss_db = 3.0;
    config.jitter_rj_ui = 0.02;
    config.jitter_dj_ui = 0.1;
    const LinkModel model(config);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(model.lanes()[i].gain == Approx(plain.lanes()[i].gain * std::pow(10.0, -0.3)));
        CHECK(model.lanes()[i].jitter_rj_ui == 0.02);
        CHECK(model.lanes()[i].jitter_dj_ui == 0.1);
    }
}

TEST_CASE("link_model: refuses bad links with field and range", "[models][channel]") {
    LinkModelConfig config = config_of(LaneModelKind::SetM, 4);
    config.lane_rate_gbps = 500.0;
    CHECK_THROWS_WITH(LinkModel(config), Contains("link.lane_rate_gbps: 500 is outside"));
    config = config_of(LaneModelKind::SetM, 4);
    config.crosstalk_db = 0.0;
    CHECK_THROWS_WITH(LinkModel(config), Contains("link.crosstalk_db"));
    config.crosstalk_db = -9.0;
    config.lanes = 40;
    CHECK_THROWS_WITH(LinkModel(config), Contains("link.crosstalk_db: -9 dB into each of"));
    config.crosstalk_db = -13.0;
    CHECK_NOTHROW(LinkModel(config));
    config = config_of(LaneModelKind::SetM, 0);
    CHECK_THROWS_WITH(LinkModel(config), Contains("link.lanes"));
    config = config_of(LaneModelKind::Physics, 4);
    config.temperature_c = 300.0;
    CHECK_THROWS_WITH(LinkModel(config), Contains("link.temperature_c: 300 is outside [-40, 125]"));
    config = config_of(LaneModelKind::Physics, 4);
    config.physics.photodiode.responsivity_a_per_w = 0.9;
    CHECK_THROWS_WITH(LinkModel(config), Contains("quantum limit"));
    CHECK(lane_model_kind("physics") == LaneModelKind::Physics);
    CHECK_THROWS_WITH(lane_model_kind("set_b"), Contains("set_m, set_a or physics"));
}

}  // namespace
}  // namespace oio
