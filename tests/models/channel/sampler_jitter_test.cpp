// SPDX-License-Identifier: Apache-2.0
#include "models/channel/sampler_jitter.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

TEST_CASE("sampler_jitter: levels between phases lie on a line", "[models][channel]") {
    const auto grid = test::ramp_grid(2.0);
    const unsigned one = 1u << (PhaseGrid::kPre + 1);
    CHECK(level_between(*grid, 32.0, one) == Approx(1.0));
    CHECK(level_between(*grid, 32.25, one) == Approx(1.0 + 2.0 * 0.25 / 64.0));
    CHECK(level_between(*grid, 63.0, one) == Approx(1.0 + 2.0 * 31.0 / 64.0));
    CHECK(level_between(*grid, 40.5, 0) == Approx(0.0));
}

TEST_CASE("sampler_jitter: beyond its ends a sampler sees the neighbouring bits",
          "[models][channel]") {
    const auto grid = test::square_grid();
    for (unsigned wide = 0; wide < kWidePatterns; ++wide) {
        const bool newer = ((wide >> PhaseGrid::kPre) & 1u) != 0;
        const bool own = ((wide >> (PhaseGrid::kPre + 1)) & 1u) != 0;
        const bool older = ((wide >> (PhaseGrid::kPre + 2)) & 1u) != 0;
        CHECK(level_between(*grid, -10.0, wide) == (older ? 1.0 : 0.0));
        CHECK(level_between(*grid, 5.0, wide) == (own ? 1.0 : 0.0));
        CHECK(level_between(*grid, 80.0, wide) == (newer ? 1.0 : 0.0));
        CHECK(level_between(*grid, 63.5, wide) == 0.5 * (own ? 1.0 : 0.0) + 0.5 * (newer ? 1 : 0));
    }
}

TEST_CASE("sampler_jitter: nodes have the moments of the jitter", "[models][channel]") {
    LaneResponse lane = test::lane_of(test::ramp_grid(1.0), 0.05);
    CHECK(jitter_nodes(lane, 0.02).size() == 1);
    lane.jitter_rj_ui = 0.013;
    lane.jitter_dj_ui = 0.08;
    double total = 0.0, mean = 0.0, square = 0.0, fourth = 0.0;
    for (const JitterNode& node : jitter_nodes(lane, 0.02)) {
        total += node.weight;
        mean += node.weight * node.offset_ui;
        square += node.weight * std::pow(node.offset_ui, 2);
        fourth += node.weight * std::pow(node.offset_ui, 4);
    }
    const double s2 = 0.013 * 0.013, d2 = 0.04 * 0.04;
    CHECK(total == Approx(1.0));
    CHECK(mean == Approx(0.0).margin(1e-12));
    CHECK(square == Approx(s2 + d2));
    CHECK(fourth == Approx(3.0 * s2 * s2 + 6.0 * s2 * d2 + d2 * d2));
}

TEST_CASE("sampler_jitter: steep levels take more nodes", "[models][channel]") {
    const PulseResponse smooth(LaneModelConfig::set_m(), BitRate::from_gbps(2.0),
                               Length::from_m(10.0));
    LaneResponse lane = test::lane_of(std::make_shared<const PhaseGrid>(smooth), 0.05);
    lane.jitter_rj_ui = 0.05;
    const std::size_t few = jitter_nodes(lane, 0.02).size();
    lane.grid = test::square_grid();
    CHECK(few < 1000);
    CHECK(jitter_nodes(lane, 0.02).size() > 5 * few);
}

}  // namespace
}  // namespace oio
