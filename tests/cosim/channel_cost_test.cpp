// SPDX-License-Identifier: Apache-2.0
#include "cosim/channel_cost.hpp"

#include <catch2/catch.hpp>

using oio::ChannelCost;
using oio::load_sim_config;

TEST_CASE("channel_cost: lanes are centred, so that the cost is that of lanes without errors",
          "[cosim]") {
    ChannelCost good(load_sim_config("small-16"));
    CHECK(good.cpu_seconds(2000) > 0.0);
    CHECK(good.errors() == 0);
    // 29 m is too far for this: the count is a real one.
    ChannelCost bad(load_sim_config("small-16", {{"t", "link.length_m", "29"}}));
    bad.cpu_seconds(2000);
    CHECK(bad.errors() > 50);
}
