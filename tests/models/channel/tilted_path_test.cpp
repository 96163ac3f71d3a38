// SPDX-License-Identifier: Apache-2.0
#include "models/channel/tilted_path.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

/// Mean of the likelihood ratios of wrong samples: the pattern's error probability.
double estimate(const SampledPath& path, unsigned pattern, double threshold, int samples) {
    TiltedPath biased(path, pattern, threshold);
    biased.prepare();
    RandomStream random(1, "test", "tilted");
    double sum = 0.0;
    for (int i = 0; i < samples; ++i) sum += std::exp(biased.draw(random));
    return sum / samples;
}

TEST_CASE("tilted_path: weighted samples of one pattern have its error probability",
          "[models][channel]") {
    const double sigma = 0.06, c = 0.08;
    std::vector<LaneResponse> lanes{test::lane_of(test::square_grid(), sigma),
                                    test::lane_of(test::square_grid(), sigma)};
    lanes[0].aggressors = {{1, c}};
    const SampledPath path(lanes, 0, 32);
    const unsigned one = 1u << PhaseGrid::kPre;
    const double zero = 0.5 * test::tail(0.5 / sigma) + 0.5 * test::tail((0.5 - c) / sigma);
    CHECK(estimate(path, 0, 0.5, 20000) == Approx(zero).epsilon(0.05));
    const double ones = 0.5 * test::tail(0.5 / sigma) + 0.5 * test::tail((0.5 + c) / sigma);
    CHECK(estimate(path, one, 0.5, 20000) == Approx(ones).epsilon(0.05));
    // On the wrong side already: nothing to tilt.
    CHECK(
        estimate(path, one, 1.2, 20000) ==
        Approx(0.5 * test::tail(-0.2 / sigma) + 0.5 * test::tail((c - 0.2) / sigma)).epsilon(0.02));
}

TEST_CASE("tilted_path: importance is Chernoff's bound of the pattern", "[models][channel]") {
    const LaneResponse lane = test::lane_of(test::square_grid(), 0.1);
    const SampledPath path({lane}, 0, 32);
    const TiltedPath near(path, 0, 0.3);
    const TiltedPath far(path, 0, 0.6);
    // exp(-x^2 / 2), up to what is the same for all.
    CHECK(near.log_importance() - far.log_importance() == Approx(0.5 * (36.0 - 9.0)).epsilon(1e-6));
}

TEST_CASE("tilted_path: jitter that errors come with on either side is found",
          "[models][channel]") {
    // A one closes on both sides of phase 32 as a parabola: the slope in the middle says nothing.
    const auto bowl = test::grid_of([](int f, unsigned pattern) {
        const double off = (f - 32) / 32.0;
        return test::cursor(pattern) ? 1.0 - 0.9 * off * off : 0.0;
    });
    LaneResponse lane = test::lane_of(bowl, 0.03);
    lane.jitter_rj_ui = 0.05;
    const SampledPath path({lane}, 0, 32);
    // Numerical integral over the jitter.
    double expected = 0.0;
    const double step = 0.001;
    for (double x = -9.0; x < 9.0; x += step) {
        const double level = path.own_level(1u << (PhaseGrid::kPre + 1), 0.05 * x);
        expected += step * 0.39894228 * std::exp(-0.5 * x * x) * test::tail((level - 0.5) / 0.03);
    }
    CHECK(std::log(estimate(path, 1u << PhaseGrid::kPre, 0.5, 60000)) ==
          Approx(std::log(expected)).margin(0.05));
}

}  // namespace
}  // namespace oio
