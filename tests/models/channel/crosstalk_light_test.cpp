// SPDX-License-Identifier: Apache-2.0
#include "models/channel/crosstalk_light.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::CrosstalkLight;
using oio::DecisionTables;
using oio::PhaseGrid;

TEST_CASE("crosstalk_light: the level follows the other lanes' bits at this sampler's instants",
          "[models][channel]") {
    const int word_ui = GENERATE(8, 16, 32);
    oio::WordChannelConfig config = oio::test::set_m_config(3, word_ui, 10.0);
    const double skews[3] = {4.25, 0.0, 9.625};
    for (const double skew : skews) config.sites.push_back({1.0, skew});
    oio::LaneTiming timing(config, word_ui);
    oio::WordHistory history(3, word_ui, timing.history_periods());
    const auto tables = std::make_shared<const DecisionTables>(*config.grid);
    CrosstalkLight light(3);
    CHECK_FALSE(light.any(0));
    light.set(0, {{1, 0.03, tables}, {2, 0.01, tables}});
    CHECK(light.any(0));

    oio::RandomStream random(1, "crosstalk", "bits");
    std::vector<std::vector<int>> bits(3);
    const double period = config.ui_fs() * word_ui;
    double least = 1.0, most = -1.0;
    for (std::int64_t m = 0; m < 80; ++m) {
        std::uint32_t words[3];
        for (int i = 0; i < 3; ++i) {
            words[i] = random.next_u32() & (word_ui == 32 ? ~0u : (1u << word_ui) - 1u);
            for (int k = 0; k < word_ui; ++k) {
                bits[static_cast<std::size_t>(i)].push_back(static_cast<int>(words[i] >> k) & 1);
            }
        }
        timing.transmit_period(std::llround(static_cast<double>(m) * period));
        history.push(words);
        timing.receive_period(std::llround(static_cast<double>(m) * period + 100'000.0));
        if (!timing.start() || m * word_ui < 150) continue;
        light.load(0, m, timing, history);
        for (int k = 0; k < word_ui; ++k) {
            // Time of the sample since the start of the first bit, in unit intervals.
            const double taken =
                100'000.0 / config.ui_fs() + static_cast<double>((m - 1) * word_ui + k);
            double expected = 0.0;
            for (int lane = 1; lane < 3; ++lane) {
                const double at = taken - config.flight_ns * 1e6 / config.ui_fs() - skews[lane] -
                                  config.grid->cursor_reference();
                const auto steps = static_cast<std::int64_t>(std::llround(at * 64.0));
                const std::int64_t bit = steps >= 0 ? steps / 64 : -((63 - steps) / 64);
                unsigned pattern = 0;
                for (int j = 0; j < PhaseGrid::kTaps; ++j) {
                    const auto sent = static_cast<std::size_t>(bit + PhaseGrid::kPre - j);
                    pattern |= static_cast<unsigned>(bits[static_cast<std::size_t>(lane)][sent])
                               << j;
                }
                expected += (lane == 1 ? 0.03 : 0.01) *
                            config.grid->level(static_cast<int>(steps - bit * 64), pattern);
            }
            REQUIRE(light.level(0, k) == Approx(expected).margin(1e-9));
            least = std::min(least, expected);
            most = std::max(most, expected);
        }
    }
    // The range holds them all, and is no larger than the sum of both lanes at their extremes.
    CHECK(light.range(0).low <= least);
    CHECK(light.range(0).high >= most);
    CHECK(most > 0.03);
    CHECK(light.range(0).high < 0.04 * 1.1);
    light.set(0, {});
    CHECK(light.range(0).high == 0.0);
}
