// SPDX-License-Identifier: Apache-2.0
#include "models/channel/channel_config.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/models/channel/channel_bench.hpp"

using Catch::Matchers::Contains;
using oio::WordChannelConfig;

TEST_CASE("channel_config: codes are linear with the documented end points", "[models][channel]") {
    const WordChannelConfig config;
    CHECK(config.threshold(0) == 0.5);
    CHECK(config.threshold(127) == Approx(1.0));
    CHECK(config.threshold(-127) == Approx(0.0).margin(1e-12));
    CHECK(config.drive(128) == Approx(1.0));
    CHECK(config.drive(0) == 0.0);
    CHECK(config.ui_fs() == Approx(1e6 / 2.125));
    WordChannelConfig lossy = config;
    lossy.extra_loss_db = 10.0;
    CHECK(lossy.lane_gain(3) == Approx(0.1));
}

TEST_CASE("channel_config: a bad field is refused by name", "[models][channel]") {
    struct Bad {
        const char* field;
        std::function<void(WordChannelConfig&)> spoil;
    };
    const Bad bad = GENERATE(values<Bad>({
        {"lanes", [](auto& c) { c.lanes = 0; }},
        {"word_ui", [](auto& c) { c.word_ui = 12; }},
        {"ui_denominator", [](auto& c) { c.ui_denominator = 0; }},
        {"flight_ns", [](auto& c) { c.flight_ns = -1.0; }},
        {"sigma", [](auto& c) { c.sigma = 0.0; }},
        {"extra_loss_db", [](auto& c) { c.extra_loss_db = 61.0; }},
        {"los_delay_ns", [](auto& c) { c.los_delay_ns = -1.0; }},
        {"grid", [](auto& c) { c.grid.reset(); }},
        {"sites", [](auto& c) { c.sites.resize(3); }},
        {"skew_ui",
         [](auto& c) {
             c.sites.assign(4, {1.0, -1.0});
         }},
        {"permutation",
         [](auto& c) {
             c.permutation = {0, 1, 2, 2};
         }},
        {"permutation",
         [](auto& c) {
             c.permutation = {0, 1, 2, 4};
         }},
    }));
    WordChannelConfig config = oio::test::set_m_config(4, 8, 10.0);
    CHECK_NOTHROW(config.validate());
    bad.spoil(config);
    CHECK_THROWS_AS(config.validate(), std::invalid_argument);
    CHECK_THROWS_WITH(oio::WordChannel(config), Contains(bad.field));
}
