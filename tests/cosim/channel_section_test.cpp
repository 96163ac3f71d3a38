// SPDX-License-Identifier: Apache-2.0
#include "cosim/channel_section.hpp"

#include <catch2/catch.hpp>

using Catch::Contains;
using oio::ConfigError;
using oio::load_sim_config;
using oio::SimConfig;

namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

SimConfig with(const Settings& settings) {
    std::vector<oio::ConfigOverride> overrides;
    for (const auto& [key, value] : settings) overrides.push_back({"--set " + key, key, value});
    return load_sim_config("small-16", overrides);
}

}  // namespace

TEST_CASE("channel_section: the lane model and its devices are read", "[cosim]") {
    const SimConfig fitted = with({});
    CHECK(fitted.channel.lane_model == "set_m");
    CHECK_FALSE(fitted.channel.crosstalk_db);
    const SimConfig physics = with({{"channel.lane_model", "physics"},
                                    {"channel.temperature_c", "85"},
                                    {"physics.receiver.jitter_rj_mui", "12.5"},
                                    {"physics.micro_led.eta_lee", "0.1"},
                                    {"channel.crosstalk_db", "-25"}});
    CHECK(physics.channel.temperature.size() == 1);
    CHECK(physics.channel.temperature.front().celsius == 85.0);
    CHECK(physics.channel.physics.receiver.jitter_rj_mui == 12.5);
    CHECK(physics.channel.physics.micro_led.eta_lee == 0.1);
    CHECK(*physics.channel.crosstalk_db == -25.0);
    // Crosstalk and jitter are of any lane model.
    CHECK(*with({{"channel.jitter_rj_ui", "0.02"}}).channel.jitter_rj_ui == 0.02);
}

TEST_CASE("channel_section: a temperature profile is a list of points in time", "[cosim]") {
    const SimConfig config = with({{"channel.lane_model", "physics"},
                                   {"channel.temperature_profile", "[\"0:20\", \"150.5:-5\"]"}});
    REQUIRE(config.channel.temperature.size() == 2);
    CHECK(config.channel.temperature[1].time_us == 150.5);
    CHECK(config.channel.temperature[1].celsius == -5.0);
}

TEST_CASE("channel_section: what cannot be is refused with the reason", "[cosim]") {
    struct Case {
        Settings settings;
        const char* message;
    };
    const Case bad = GENERATE(
        Case{{{"channel.temperature_c", "60"}}, "set_m is fitted at one temperature, 25 C"},
        Case{{{"channel.lane_model", "physics"}, {"channel.temperature_c", "200"}},
             "allowed is a number in [-40, 125]"},
        Case{{{"channel.lane_model", "physics"}, {"channel.temperature_profile", "5:20,5:30"}},
             "5 does not come after 5"},
        Case{{{"channel.lane_model", "physics"}, {"channel.temperature_profile", "warm"}},
             "write \"TIME_US:CELSIUS\""},
        Case{{{"channel.lane_model", "physics"},
              {"channel.temperature_c", "20"},
              {"channel.temperature_profile", "5:20"}},
             "exclude each other"},
        Case{{{"physics.receiver.jitter_rj_mui", "5"}}, "needs channel.lane_model = \"physics\""},
        Case{{{"channel.lane_model", "physics"}, {"physics.receiver.jitter_rj_mu", "5"}},
             "did you mean physics.receiver.jitter_rj_mui?"},
        Case{
            {{"channel.lane_model", "physics"}, {"physics.photodiode.responsivity_a_per_w", "0.9"}},
            "quantum limit"},
        Case{{{"channel.lane_model", "physics"}, {"channel.q0", "11"}}, "set_m and set_a"},
        Case{{{"channel.crosstalk_db", "-3"}}, "allowed is a number in [-100, -8]"},
        Case{{{"channel.jitter_dj_ui", "0.6"}}, "allowed is a number in [0, 0.5]"},
        Case{{{"link.lane_rate_gbps", "9"}}, "allowed is [0.1, 8], or a longer link.word_ui"},
        Case{{{"link.lane_rate_gbps", "19"},
              {"link.word_ui", "32"},
              {"channel.lane_model", "set_m"}},
             "the 9 bits that the model remembers"},
        // Of devices: the word clock's limit, and that of the lanes' own slowness.
        Case{{{"channel.lane_model", "physics"}, {"link.lane_rate_gbps", "9"}},
             "allowed is [0.1, 8], or a longer link.word_ui"},
        Case{{{"channel.lane_model", "physics"},
              {"link.lane_rate_gbps", "19"},
              {"link.word_ui", "32"}},
             "is too fast for lane model physics"},
        Case{{{"channel.lane_model", "physics"}, {"physics.coupling.fibre_na", "1.2"}},
             "physics.coupling.fibre_na = 1.2"},
        Case{{{"channel.lane_model", "physics"}, {"physics.driver.modulation_ua", "-1"}},
             "physics.driver.modulation_ua = -1"});
    CHECK_THROWS_WITH(with(bad.settings), Contains(bad.message));
}
