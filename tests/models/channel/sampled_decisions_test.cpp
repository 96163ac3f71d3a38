// SPDX-License-Identifier: Apache-2.0
#include "models/channel/sampled_decisions.hpp"

#include <catch2/catch.hpp>

#include "models/channel/lane_statistics.hpp"
#include "tests/models/channel/channel_bench.hpp"

using oio::DecisionTables;
using oio::LaneSampler;
using oio::SampledDecisions;

TEST_CASE("sampled_decisions: normal deviates have the shares of the normal distribution",
          "[models][channel]") {
    double before = -HUGE_VAL;
    for (std::uint64_t bits = 0; bits < (1ull << 32); bits += bits < 4'000'000 ? 9973 : 7'919'999) {
        const double deviate = oio::normal_deviate(static_cast<std::uint32_t>(bits));
        REQUIRE(deviate > before);
        before = deviate;
        const double share = (static_cast<double>(bits) + 0.5) / 4294967296.0;
        // Where a cell of the table is interpolated the share may be off by a little.
        REQUIRE(0.5 * std::erfc(-deviate / std::sqrt(2.0)) == Approx(share).epsilon(0.01));
    }
    CHECK(oio::normal_deviate(0) == Approx(-oio::normal_deviate(~0u)));
    CHECK(oio::normal_deviate(0) == Approx(-6.33).epsilon(0.002));
    double square = 0.0;
    for (int i = 0; i < 100'000; ++i) {
        const double deviate = oio::normal_deviate(static_cast<std::uint32_t>(i) * 42949u + 21474u);
        square += deviate * deviate / 100'000;
    }
    CHECK(square == Approx(1.0).epsilon(1e-3));
}

TEST_CASE("sampled_decisions: every pattern is a 1 as often as noise and jitter say",
          "[models][channel]") {
    oio::LaneResponse response =
        oio::test::same_lanes(1, oio::test::set_m_grid(2.125, 18.0), 0.045).front();
    response.shot_variance = 0.003;
    response.jitter_rj_ui = 0.03;
    response.jitter_dj_ui = 0.1;
    const LaneSampler sampler(response, std::make_shared<const DecisionTables>(*response.grid));
    const oio::SamplerPoint point{21, 0.9, 0.4, {}};
    const SampledDecisions decisions(2, 8, 3, "sampled");
    std::vector<oio::SampledDecision> wrong;
    double chi_square = 0.0;
    int classes = 0;
    const int words = 3000;
    for (unsigned wide = 0; wide <= LaneSampler::kWideMask; wide += 13) {
        const double p = sampler.probability(point, wide, 0.0, true);
        double ones = 0;
        wrong.clear();
        for (int m = 0; m < words; ++m) {
            const std::uint32_t word =
                decisions.decide(wide * words + m, 1, sampler, point,
                                 static_cast<std::uint64_t>(wide) << 7, nullptr, wrong);
            ones += (word >> 7) & 1u;
        }
        double listed = 0;
        for (const auto& decision : wrong) listed += decision.bit == 7;
        const bool sent = ((wide >> (DecisionTables::kCursor + 1)) & 1u) != 0;
        CHECK(listed == (sent ? words - ones : ones));
        const double variance = words * p * (1.0 - p);
        if (variance < 20.0) continue;
        ++classes;
        chi_square += (ones - words * p) * (ones - words * p) / variance;
    }
    REQUIRE(classes >= 30);
    const double bound =
        classes *
        std::pow(1.0 - 2.0 / (9.0 * classes) + 3.0902 * std::sqrt(2.0 / (9.0 * classes)), 3);
    INFO(classes << " classes");
    CHECK(chi_square < bound);
}
