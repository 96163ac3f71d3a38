// SPDX-License-Identifier: Apache-2.0
#include "models/channel/monte_carlo.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

TEST_CASE("monte_carlo: an ideal lane fails at the rate of its Q", "[models][channel]") {
    RandomStream random(1, "test", "monte carlo");
    for (const double q : {1.5, 2.5, 3.3}) {
        const LaneResponse lane = test::lane_of(test::square_grid(), 0.5 / q);
        MonteCarloConfig config;
        config.enough_errors = 1000;
        const MonteCarloResult result = run_monte_carlo({lane}, 0, config, random);
        CHECK(result.errors >= 1000);
        CHECK(std::abs(double(result.errors) - double(result.samples) * test::tail(q)) <
              3.5 * std::sqrt(double(result.errors)));
        CHECK(result.interval.low < result.ber);
        CHECK(result.interval.high > result.ber);
    }
}

TEST_CASE("monte_carlo: crosstalk, shot noise and jitter count as the closed form says",
          "[models][channel]") {
    const double sigma = 0.13, c = 0.1, slope = 1.2, rms = 0.06;
    std::vector<LaneResponse> lanes{test::lane_of(test::ramp_grid(slope), sigma),
                                    test::lane_of(test::square_grid(), sigma)};
    lanes[0].aggressors = {{1, c}};
    lanes[0].jitter_rj_ui = rms;
    lanes[0].jitter_dj_ui = 0.2;
    // Ones: the slope makes noise of the jitter, and two levels of the deterministic part.
    const double together = std::sqrt(sigma * sigma + slope * slope * rms * rms);
    double expected = 0.0;
    for (const double light : {0.0, c}) {
        expected += 0.25 * test::tail((0.5 - light) / sigma);
        for (const double shift : {-0.1, 0.1}) {
            expected += 0.125 * test::tail((0.5 + light + slope * shift) / together);
        }
    }
    RandomStream random(2, "test", "monte carlo");
    MonteCarloConfig config;
    config.enough_errors = 3000;
    const MonteCarloResult result = run_monte_carlo(lanes, 0, config, random);
    CHECK(result.ber == Approx(expected).epsilon(0.06));
    // It can tell: the rate without jitter is another.
    CHECK(std::abs(result.ber / (0.25 * (test::tail(0.5 / sigma) * 2 + test::tail(0.4 / sigma) +
                                         test::tail(0.6 / sigma))) -
                   1.0) > 0.06);
}

TEST_CASE("monte_carlo: stops at the limit of samples with an upper bound", "[models][channel]") {
    const LaneResponse lane = test::lane_of(test::square_grid(), 0.05);
    RandomStream random(3, "test", "monte carlo");
    MonteCarloConfig config;
    config.most_samples = 100'000;
    const MonteCarloResult result = run_monte_carlo({lane}, 0, config, random);
    CHECK(result.samples == 131'072);  // whole batches
    CHECK(result.errors == 0);
    CHECK(result.interval.low == 0.0);
    CHECK(result.interval.high == Approx(3.69 / 131072.0).epsilon(0.01));
}

}  // namespace
}  // namespace oio
