// SPDX-License-Identifier: Apache-2.0
#include "cosim/link_setup.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using oio::LinkModel;
using oio::load_sim_config;
using oio::SimConfig;

TEST_CASE("link_setup: lanes of a run are those of the link model, spread by seed and direction",
          "[cosim]") {
    const SimConfig config = load_sim_config("small-16", {{"t", "link.extra_loss_db", "1.5"}});
    const LinkModel a(oio::link_model_config(config, 0, 1, 0));
    const LinkModel b(oio::link_model_config(config, 0, 1, 1));
    CHECK(a.config().name == "link_0-1.a_to_b");
    const oio::WordChannelConfig channel = oio::channel_config(config, a);
    CHECK_NOTHROW(channel.validate());
    REQUIRE(channel.responses.size() == 18);
    CHECK(channel.flight_ns == Approx(50.19));
    double mean_db = 0.0;
    int equal = 0;
    for (std::size_t i = 0; i < 18; ++i) {
        mean_db += 10.0 * std::log10(channel.responses[i].gain) / 18.0;
        equal += a.lanes()[i].gain == b.lanes()[i].gain;
        CHECK(channel.responses[i].thermal_sigma == Approx(1.0 / 22.1));
    }
    CHECK(mean_db == Approx(-1.5).margin(0.3));
    CHECK(equal == 0);
}

TEST_CASE("link_setup: without variation all lanes are the nominal one", "[cosim]") {
    const SimConfig config =
        load_sim_config("small-16", {{"t", "channel.lane_variation", "false"},
                                     {"t", "channel.skew_range_ui", "0"},
                                     {"t", "channel.threshold_sigma", "0.01"}});
    const LinkModel model(oio::link_model_config(config, 0, 1, 0));
    for (const oio::LaneResponse& lane : model.lanes()) {
        CHECK(lane.gain == 1.0);
        CHECK(lane.skew_ui == 0.0);
        CHECK(lane.threshold_offset == 0.0);
        CHECK(lane.aggressors.empty());
    }
}

TEST_CASE("link_setup: a warm link of device physics is dimmer and slower than a cold one",
          "[cosim]") {
    const SimConfig config = load_sim_config("physics", {{"t", "channel.temperature_c", "25"}});
    const LinkModel cold(oio::link_model_config(config, 0, 1, 0));
    const LinkModel warm = cold.at(85.0);
    const auto opening = [](const oio::LaneResponse& lane) {
        double best = -1.0;
        for (int f = 0; f < 64; ++f) best = std::max(best, lane.gain * lane.grid->eye_opening(f));
        return best;
    };
    CHECK(opening(warm.nominal()) < 0.9 * opening(cold.nominal()));
    CHECK_FALSE(cold.lanes().front().aggressors.empty());
    CHECK(cold.lanes().front().jitter_rj_ui > 0.0);
    // The same lanes: what is drawn stays.
    CHECK(warm.lanes()[3].skew_ui == cold.lanes()[3].skew_ui);
}

TEST_CASE("link_setup: a lane model ends where its response outlasts the model's memory",
          "[cosim]") {
    SimConfig config = load_sim_config("small-16");
    CHECK(std::isinf(oio::highest_rate_gbps(config)));
    config.link.lane_rate_gbps = 20.0;
    const double most = oio::highest_rate_gbps(config);
    CHECK(most > 6.0);
    CHECK(most < 19.0);
    config.link.lane_rate_gbps = 0.98 * most;
    CHECK(std::isinf(oio::highest_rate_gbps(config)));
    // Of devices: a slower emitter ends earlier.
    config.channel.lane_model = "physics";
    config.link.lane_rate_gbps = 40.0;
    const double fast = oio::highest_rate_gbps(config);
    CHECK(fast > 10.0);
    CHECK(fast < 25.0);
    config.channel.physics.micro_led.carriers.p0_per_cm3 *= 0.1;
    CHECK(oio::highest_rate_gbps(config) < 0.5 * fast);
}
