// SPDX-License-Identifier: Apache-2.0
#include "cosim/sim_config.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "cosim/config_reader.hpp"

using oio::ConfigError;
using oio::ConfigOverride;
using oio::load_sim_config;
using oio::SimConfig;

namespace {

SimConfig with(const std::string& key, const std::string& value,
               const std::string& scenario = "small-16") {
    return load_sim_config(scenario, {{"--set " + key + "=" + value, key, value}});
}

std::string message_of(const std::string& key, const std::string& value,
                       const std::string& scenario = "small-16") {
    try {
        with(key, value, scenario);
    } catch (const ConfigError& failure) {
        return failure.what();
    }
    return "nothing was thrown";
}

}  // namespace

TEST_CASE("sim_config: every preset and every scenario loads", "[cosim]") {
    REQUIRE(oio::list_presets().size() >= 6);
    REQUIRE_FALSE(oio::list_scenarios().empty());
    for (const auto& list : {oio::list_presets(), oio::list_scenarios()}) {
        for (const oio::CatalogueEntry& entry : list) {
            INFO(entry.name);
            CHECK_FALSE(entry.purpose.empty());
            CHECK_NOTHROW(load_sim_config(entry.name));
        }
    }
}

TEST_CASE("sim_config: presets hold the numbers of their names", "[cosim]") {
    const SimConfig base = load_sim_config("microled-800g");
    CHECK(base.link.lanes == 400);
    CHECK(base.link.spares == 20);
    CHECK(base.link.lane_rate_gbps == 2.125);
    CHECK(base.link.length_m == 10.0);
    CHECK(base.channel.lane_model == "set_m");
    CHECK(load_sim_config("mosaic-800g").link.physical() == 460);
    CHECK(load_sim_config("avicena-896g").channel.lane_model == "set_a");
    CHECK(load_sim_config("microled-1t6").link.lane_rate_gbps == 4.0);
}

TEST_CASE("sim_config: the core clock follows the flit rate", "[cosim]") {
    // 400 x 2.125e9 / 2048 = 415 MHz; x 1.15 = 477, so the floor of 500 holds.
    CHECK(load_sim_config("microled-800g").link.core_clock_mhz == 500.0);
    // 432 x 4e9 / 2048 = 843.75 MHz; x 1.15 = 970, rounded up to 1000.
    CHECK(load_sim_config("microled-1t6").link.core_clock_mhz == 1000.0);
    CHECK(message_of("link.core_clock_mhz", "400", "microled-800g").find("[415.1, 20000]") !=
          std::string::npos);
}

TEST_CASE("sim_config: clock edges are rounded ratios, not sums", "[cosim]") {
    const oio::ClockRatio clock = load_sim_config("microled-800g").link.word_clock();
    // 8 / 2.125e9 s = 3764705.88... fs.
    CHECK(clock.edge_fs(0) == 0);
    CHECK(clock.edge_fs(1) == 3764706);
    CHECK(clock.edge_fs(17) == 64000000);
    CHECK(clock.edge_fs(17'000'000'000) == 64'000'000'000'000'000);
}

TEST_CASE("sim_config: dead lanes may name a direction", "[cosim]") {
    const SimConfig config = with("link.dead_lanes", "0,a:3,b:17");
    REQUIRE(config.link.dead_lanes.size() == 3);
    CHECK(config.link.dead_lanes[0].side == oio::Side::Both);
    CHECK(config.link.dead_lanes[1].side == oio::Side::A);
    CHECK(config.link.dead_lanes[2].side == oio::Side::B);
    CHECK(config.link.dead_lanes[2].lane == 17);
    CHECK(message_of("link.dead_lanes", "18").find("[0, 17]") != std::string::npos);
    CHECK(message_of("link.dead_lanes", "c:1").find("is no lane") != std::string::npos);
}

TEST_CASE("sim_config: bad values are refused with their range", "[cosim]") {
    CHECK(message_of("link.lanes", "24").find("multiple of 16 in [16, 1024]") != std::string::npos);
    CHECK(message_of("link.lanes", "1040").find("[16, 1024]") != std::string::npos);
    CHECK(message_of("link.spares", "65").find("[0, 64]") != std::string::npos);
    CHECK(message_of("link.word_ui", "12").find("8, 16 or 32") != std::string::npos);
    CHECK(message_of("link.cut", "bit").find("serial, word") != std::string::npos);
    CHECK(message_of("workload.path", "no/where").find("no such workload") != std::string::npos);
    CHECK(message_of("workload.prbs", "9").find("7, 15 or 31") != std::string::npos);
    CHECK(message_of("topology.rtl_links", "0:1").find("is no link") != std::string::npos);
    CHECK(message_of("topology.rtl_links", "3-3").find("with itself") != std::string::npos);
    CHECK(message_of("link.marker_rows", "300").find("multiple of 256") != std::string::npos);
    CHECK(message_of("rtl.parameters.Lanes", "32").find("link.lanes") != std::string::npos);
    CHECK(message_of("link.preset", "small-61").find("small-16") != std::string::npos);
    CHECK(message_of("checks.max_ber", "2").find("[0, 1]") != std::string::npos);
}

TEST_CASE("sim_config: energy costs come from the parameter file and its overrides", "[cosim]") {
    const SimConfig config = with("energy.led_current_ua", "50");
    CHECK(config.energy_costs.led_current_ua == 50.0);
    CHECK(config.energy.at("led_current_ua") == 50.0);
    CHECK(config.energy_costs.slicer_fj_per_bit == oio::EnergyConfig{}.slicer_fj_per_bit);
    CHECK(message_of("energy.led_curent_ua", "50").find("did you mean energy.led_current_ua?") !=
          std::string::npos);
    CHECK(message_of("energy.led_current_ua", "-1").find("[0, 10000]") != std::string::npos);
}

TEST_CASE("sim_config: a link longer than its replay buffer must be meant", "[cosim]") {
    const std::string message = message_of("link.length_m", "120", "microled-800g");
    CHECK(message.find("link.replay_depth is 512") != std::string::npos);
    CHECK_NOTHROW(load_sim_config(
        "microled-800g", {{"o", "link.length_m", "120"}, {"o", "link.replay_depth", "1024"}}));
    CHECK_NOTHROW(load_sim_config(
        "microled-800g", {{"o", "link.length_m", "120"}, {"o", "link.allow_over_reach", "true"}}));
}

TEST_CASE("sim_config: a name that is nothing suggests the nearest", "[cosim]") {
    CHECK_THROWS_WITH(load_sim_config("microled-800"),
                      Catch::Contains("did you mean microled-800g"));
}

TEST_CASE("sim_config: faults are read and checked", "[cosim]") {
    const std::string path = "sim_config_test_" + std::to_string(getpid()) + ".toml";
    const auto load = [&](const std::string& fault) {
        std::ofstream(path) << "[link]\npreset = 'small-16'\n[[fault]]\n" << fault;
        return load_sim_config(path);
    };
    const SimConfig config = load("at_us = 100\nkind = 'lane_dead'\nlanes = [3, 4]\nside = 'a'\n");
    REQUIRE(config.faults.size() == 1);
    CHECK(config.faults[0].kind == oio::FaultKind::LaneDead);
    CHECK(config.faults[0].lanes == std::vector<int>{3, 4});
    CHECK(config.faults[0].side == oio::Side::A);
    CHECK_THROWS_WITH(load("kind = 'flap'\nduration_us = 1\n"), Catch::Contains("at_us"));
    CHECK_THROWS_WITH(load("at_us = 1\nkind = 'flip'\n"), Catch::Contains("did you mean flap"));
    CHECK_THROWS_WITH(load("at_us = 1\nkind = 'flap'\n"), Catch::Contains("duration_us"));
    CHECK_THROWS_WITH(load("at_us = 1\nkind = 'lane_dead'\n"), Catch::Contains("lanes"));
    CHECK_THROWS_WITH(load("at_us = 1\nkind = 'drift'\n"), Catch::Contains("ui_per_us"));
    std::remove(path.c_str());
}

TEST_CASE("sim_config: the scenario beats its preset, an option beats both", "[cosim]") {
    const SimConfig config =
        load_sim_config("small-16", {{"--set link.spares=4", "link.spares", "4"}});
    CHECK(config.link.lanes == 16);
    CHECK(config.link.spares == 4);
    const oio::RtlConfig rtl = config.rtl(true);
    CHECK(rtl.geometry.physical() == 20);
    CHECK(rtl.waves);
}
