// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/wave_view.hpp"

#include <catch2/catch.hpp>

using namespace oio;

TEST_CASE("wave_view: groups follow the flow and hold what the file has", "[cosim]") {
    const WaveEnum states{"states", 4, {{0, "reset"}}};
    WaveBlock block;
    block.signals = {
        {WaveSignal::Kind::Enum, "transactions.chiplet_b.state", 4, nullptr, &states},
        {WaveSignal::Kind::Text, "transactions.chiplet_a.tx_flit", 96, nullptr, nullptr},
        {WaveSignal::Kind::Real, "light.a_to_b.lane_003.eye_margin_sigma", 64, nullptr, nullptr},
        {WaveSignal::Kind::Number, "light.a_to_b.lane_003.error", 1, nullptr, nullptr},
        {WaveSignal::Kind::Real, "light.b_to_a.temperature_c", 64, nullptr, nullptr},
        {WaveSignal::Kind::Real, "energy.power_w", 64, nullptr, nullptr}};
    const std::vector<std::string> names = {"light.",
                                            "transactions.chiplet_b.state[3:0]",
                                            "transactions.chiplet_a.tx_flit[95:0]",
                                            "light.a_to_b.lane_003.eye_margin_sigma",
                                            "light.a_to_b.lane_003.error",
                                            "light.b_to_a.temperature_c",
                                            "chiplet_a.oio_chiplet.die_tx_valid_i",
                                            "chiplet_b.oio_chiplet.gen[1].die_rx_valid_o",
                                            "energy.power_w"};
    const auto groups =
        group_signals(names, {&block}, {{"light.a_to_b", "chiplet_a", "chiplet_b", {3, 9}}});
    REQUIRE(groups.size() == 4);  // Lane 9 and the sums of all lanes are not in the file.
    CHECK(groups[0].name == "1 chiplet_a: die to lanes");
    REQUIRE(groups[0].signals.size() == 2);
    CHECK(groups[0].signals[0].path == "chiplet_a.oio_chiplet.die_tx_valid_i");
    CHECK(groups[0].signals[0].format == ViewFormat::Bit);
    CHECK(groups[0].signals[1].path == "transactions.chiplet_a.tx_flit[95:0]");
    CHECK(groups[0].signals[1].format == ViewFormat::Ascii);
    CHECK(groups[1].name == "2 light.a_to_b.lane_003");
    REQUIRE(groups[1].signals.size() == 2);
    CHECK(groups[1].signals[1].format == ViewFormat::Analog);
    CHECK(groups[2].signals[0].format == ViewFormat::Words);
    CHECK(groups[2].signals[0].words == &states);
    CHECK(groups[3].name == "4 energy");

    const auto back =
        group_signals(names, {&block}, {{"light.b_to_a", "chiplet_b", "chiplet_a", {}}});
    REQUIRE(back.size() >= 2);
    CHECK(back[0].name == "2 light.b_to_a: all lanes");
    REQUIRE(back[0].signals.size() == 1);
    CHECK(back[0].signals[0].path == "light.b_to_a.temperature_c");
    CHECK(back[0].signals[0].format == ViewFormat::Analog);
}
