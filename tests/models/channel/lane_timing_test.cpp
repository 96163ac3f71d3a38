// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_timing.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::LaneTiming;
using oio::WordChannelConfig;

TEST_CASE("lane_timing: a position is the distance between sampler and light, by hand",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    config.ui_numerator_fs = 500'000;  // 2 Gb/s
    config.ui_denominator = 1;
    config.flight_ns = 50.0;  // 100 unit intervals
    config.sites = {{1.0, 0.0}, {1.0, 10.25}};
    LaneTiming timing(config, 8);
    CHECK_FALSE(timing.start());
    CHECK(timing.transmit_period(0) == 0);
    CHECK_FALSE(timing.start());
    CHECK(timing.receive_period(1'000'000) == 0);  // 2 unit intervals later
    REQUIRE(timing.start());
    // Interval 0 of the word that ends at 2 starts at -6; light from 0 arrives at 100.
    const double reference = config.grid->cursor_reference();
    for (int lane = 0; lane < 2; ++lane) {
        const double at = -6.0 - 100.0 - (lane == 0 ? 0.0 : 10.25) - reference;
        const auto position = timing.position(lane);
        CHECK(static_cast<double>(position.bit_offset) + position.fraction / 64.0 ==
              Approx(at).margin(1e-9));
    }
    CHECK(timing.newest_launched(0) == 0);
    CHECK(timing.newest_launched(7) == 7);
}

TEST_CASE("lane_timing: an edge at the same instant is not yet launched", "[models][channel]") {
    const WordChannelConfig config = oio::test::set_m_config(1, 8, 10.0);
    LaneTiming timing(config, 8);
    timing.transmit_period(0);
    timing.receive_period(0);
    REQUIRE(timing.start());
    CHECK(timing.newest_launched(5) == 4);
    CHECK(timing.transmit_period(std::llround(timing.period_fs())) == 1);
    CHECK(timing.transmit_period(std::llround(1e6 * timing.period_fs())) == 1'000'000);
}

TEST_CASE("lane_timing: codes unwrap the shorter way round", "[models][channel]") {
    const WordChannelConfig config = oio::test::set_m_config(1, 8, 10.0);
    LaneTiming timing(config, 8);
    timing.transmit_period(0);
    timing.receive_period(0);
    REQUIRE(timing.start());
    const auto steps = [&] {
        const auto p = timing.position(0);
        return p.bit_offset * 64 + p.fraction;
    };
    const std::int64_t start = steps();
    const int codes[] = {31, 62, 10, 63, 20, 40, 8};
    const int moves[] = {31, 31, 12, -11, 21, 20, -32};
    std::int64_t expected = start;
    for (int i = 0; i < 7; ++i) {
        timing.set_code(0, static_cast<std::uint8_t>(codes[i]));
        expected += moves[i];
        CHECK(steps() == expected);
    }
    timing.add_delay(0, 0.5);
    CHECK(steps() == expected - 32);
}

TEST_CASE("lane_timing: a sampler that runs away skips words and stays in the history",
          "[models][channel]") {
    const int direction = GENERATE(-1, 1);
    const WordChannelConfig config = oio::test::set_m_config(1, 8, 10.0);
    LaneTiming timing(config, 8);
    timing.transmit_period(0);
    timing.receive_period(0);
    REQUIRE(timing.start());
    for (int i = 0; i < 1000; ++i) {
        timing.set_code(0, static_cast<std::uint8_t>((direction * 16 * (i + 1)) & 63));
        const std::int64_t bit = timing.position(0).bit_offset;
        REQUIRE(bit + 7 + oio::PhaseGrid::kPre < (timing.newest_launched(0) + 1) * 8);
        REQUIRE(bit - 5 >= (timing.newest_launched(0) - timing.history_periods() + 4) * 8);
    }
    CHECK(timing.word_skips() >= 10);
}
