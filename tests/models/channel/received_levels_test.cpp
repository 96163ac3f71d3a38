// SPDX-License-Identifier: Apache-2.0
//
// Each effect alone, against a closed form that is written out here.
#include "models/channel/received_levels.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/channel/lane_statistics.hpp"
#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

using test::tail;

double log10_ber(const std::vector<LaneResponse>& lanes, int phase, double threshold) {
    return ReceivedLevels(lanes, 0, phase).log10_ber(threshold);
}

TEST_CASE("received_levels: an ideal lane has the bit error rate of Q to 1e-6 of a decade",
          "[models][channel]") {
    // scipy.stats.norm.isf of each rate.
    const struct {
        double log10_ber, q;
    } table[] = {{-3, 3.090232306167813},
                 {std::log10(2.4e-4), 3.491676063316888},
                 {std::log10(2e-5), 4.107479654671205},
                 {-6, 4.753424308822899},
                 {std::log10(2e-8), 5.490851752086373},
                 {-9, 5.997807015007687},
                 {-10, 6.361340902404056},
                 {-12, 7.034483825301132},
                 {-15, 7.941345326170997},
                 {-18, 8.757290348782315},
                 {-20, 9.262340089798408},
                 {-27, 10.849736997183407}};
    for (const auto& row : table) {
        CAPTURE(row.q);
        const LaneResponse lane = test::lane_of(test::square_grid(), 0.5 / row.q);
        CHECK(std::abs(log10_ber({lane}, 32, 0.5) - row.log10_ber) < 1e-6);
    }
}

TEST_CASE("received_levels: nothing underflows", "[models][channel]") {
    // Q = 60: ln of the tail is -1800 - ln(60 sqrt(2 pi)) + ln(1 - 1/3600 + 3/3600^2).
    const double expected = (-1800.0 - std::log(60.0 * std::sqrt(2.0 * M_PI)) +
                             std::log1p(-1.0 / 3600.0 + 3.0 / 3600.0 / 3600.0)) /
                            std::log(10.0);
    LaneResponse lane = test::lane_of(test::square_grid(), 0.5 / 60.0);
    CHECK(log10_ber({lane}, 32, 0.5) == Approx(expected).epsilon(1e-9));
    // The same with bins: a jitter that changes nothing in the middle of a square eye.
    lane.jitter_rj_ui = 0.001;
    CHECK(log10_ber({lane}, 32, 0.5) == Approx(expected).epsilon(1e-3));
}

TEST_CASE(
    "received_levels: a threshold off the middle costs one side and a comparator's offset is "
    "the same",
    "[models][channel]") {
    LaneResponse lane = test::lane_of(test::square_grid(), 0.1);
    for (const double threshold : {0.3, 0.45, 0.6}) {
        const double expected =
            std::log10(0.5 * tail(threshold / 0.1) + 0.5 * tail((1.0 - threshold) / 0.1));
        lane.threshold_offset = 0.0;
        CHECK(log10_ber({lane}, 10, threshold) == Approx(expected).epsilon(1e-9));
        lane.threshold_offset = 0.07;
        CHECK(log10_ber({lane}, 10, threshold - 0.07) == Approx(expected).epsilon(1e-9));
    }
}

TEST_CASE("received_levels: shot noise moves the best threshold towards the zeros",
          "[models][channel]") {
    LaneResponse lane = test::lane_of(test::square_grid(), 0.04);
    lane.shot_variance = 0.1 * 0.1 - 0.04 * 0.04;  // rms 0.1 at level 1
    const ReceivedLevels levels({lane}, 0, 32);
    CHECK(levels.sigma_of_ones() == Approx(0.1));
    CHECK(levels.sigma_of_zeros() == Approx(0.04));
    // Equal tails: threshold (s0 I1 + s1 I0) / (s0 + s1), Q = (I1 - I0) / (s0 + s1).
    const double q = 1.0 / 0.14;
    CHECK(levels.log10_ber(0.04 / 0.14) == Approx(std::log10(tail(q))).epsilon(1e-9));
    CHECK(levels.best_threshold() == Approx(0.04 / 0.14).epsilon(0.02));
    CHECK(levels.log_error_of_zero(0.3) == Approx(std::log(tail(0.3 / 0.04))));
    CHECK(levels.log_error_of_one(0.3) == Approx(std::log(tail(0.7 / 0.1))));
}

TEST_CASE("received_levels: six aggressors without interference are a binomial sum",
          "[models][channel]") {
    const double c = 0.03, sigma = 0.08;
    std::vector<LaneResponse> lanes(7, test::lane_of(test::square_grid(), sigma));
    for (int i = 1; i < 7; ++i) lanes[0].aggressors.push_back({i, c});
    for (const double threshold : {0.45, 0.5, 0.59, 0.7}) {
        const double choose[] = {1, 6, 15, 20, 15, 6, 1};
        double expected = 0.0;
        for (int k = 0; k <= 6; ++k) {
            expected +=
                choose[k] / 64.0 * 0.5 *
                (tail((threshold - k * c) / sigma) + tail((1.0 + k * c - threshold) / sigma));
        }
        CHECK(log10_ber(lanes, 32, threshold) == Approx(std::log10(expected)).epsilon(2e-3));
    }
    // Its mean moves the best threshold by half of the sum: 6 * 0.03 / 2.
    CHECK(ReceivedLevels(lanes, 0, 32).best_threshold() == Approx(0.59).epsilon(0.01));
    // A brighter aggressor counts by its own gain.
    lanes[0].aggressors = {{3, c}};
    lanes[3].gain = 2.0;
    const double two = 0.25 * (tail(0.5 / sigma) + tail((0.5 - 2 * c) / sigma) + tail(0.5 / sigma) +
                               tail((0.5 + 2 * c) / sigma));
    CHECK(log10_ber(lanes, 32, 0.5) == Approx(std::log10(two)).epsilon(2e-3));
}

TEST_CASE("received_levels: an aggressor is seen at the phase that its skew says",
          "[models][channel]") {
    // The aggressor is bright in the first half of its unit interval only.
    const auto half = test::grid_of(
        [](int f, unsigned pattern) { return test::cursor(pattern) && f < 32 ? 1.0 : 0.0; });
    std::vector<LaneResponse> lanes{test::lane_of(test::square_grid(), 0.1),
                                    test::lane_of(half, 0.1)};
    lanes[0].aggressors = {{1, 0.1}};
    const double alone = std::log10(tail(5.0));
    const double with = std::log10(0.25 * (2.0 * tail(5.0) + tail(4.0) + tail(6.0)));
    const auto at = [&](double victim_skew, double aggressor_skew) {
        lanes[0].skew_ui = victim_skew;
        lanes[1].skew_ui = aggressor_skew;
        return log10_ber(lanes, 16, 0.5);
    };
    CHECK(at(0.0, 0.0) == Approx(with).epsilon(1e-3));
    CHECK(at(0.0, 0.5) == Approx(alone).epsilon(1e-3));
    CHECK(at(7.3, 6.8) == Approx(alone).epsilon(1e-3));
    CHECK(at(7.3, 7.3) == Approx(with).epsilon(1e-3));
    CHECK(aggressor_phase(lanes[0], 60, lanes[1]) == 60);
    lanes[1].skew_ui = 7.3 + 61.0 / 64.0;
    CHECK(aggressor_phase(lanes[0], 60, lanes[1]) == 63);
}

TEST_CASE("received_levels: random jitter on a slope is noise of slope times jitter",
          "[models][channel]") {
    const double slope = 1.5, sigma = 0.06, rms = 0.02;
    LaneResponse lane = test::lane_of(test::ramp_grid(slope), sigma);
    lane.jitter_rj_ui = rms;
    const double together = std::sqrt(sigma * sigma + slope * slope * rms * rms);
    for (const double threshold : {0.4, 0.5}) {
        const double expected =
            std::log10(0.5 * tail(threshold / sigma) + 0.5 * tail((1.0 - threshold) / together));
        CHECK(log10_ber({lane}, 32, threshold) == Approx(expected).epsilon(2e-3));
    }
    // Dual-Dirac: half the samples are early by half of it, half are late.
    lane.jitter_dj_ui = 0.1;
    const double early = tail((0.5 - slope * 0.05) / together);
    const double late = tail((0.5 + slope * 0.05) / together);
    const double expected = std::log10(0.5 * tail(0.5 / sigma) + 0.25 * (early + late));
    CHECK(log10_ber({lane}, 32, 0.5) == Approx(expected).epsilon(2e-3));
}

TEST_CASE("received_levels: at the edge of a square eye jitter meets the neighbour's bit",
          "[models][channel]") {
    // Levels change within one step of the grid before phase 0: at -1/2 step on average. The
    // neighbour differs half of the time, and half of the samples are early by half of the DJ.
    LaneResponse lane = test::lane_of(test::square_grid(), 0.02);
    lane.jitter_rj_ui = 0.02;
    lane.jitter_dj_ui = 0.06;
    for (const int phase : {4, 6, 8}) {
        const double early = ((phase + 0.5) / 64.0 - 0.03) / 0.02;
        const double late = ((phase + 0.5) / 64.0 + 0.03) / 0.02;
        const double expected = std::log10(0.25 * (tail(early) + tail(late)));
        CHECK(log10_ber({lane}, phase, 0.5) == Approx(expected).margin(0.05));
    }
}

TEST_CASE("received_levels: density integrates to 1 and has the mean of the samples",
          "[models][channel]") {
    LaneResponse lane = test::lane_of(test::ramp_grid(1.0), 0.05);
    lane.shot_variance = 0.002;
    const ReceivedLevels levels({lane}, 0, 20);
    double total = 0.0, mean = 0.0;
    const double step = 0.002;
    for (double level = -1.0; level < 2.0; level += step) {
        total += step * levels.density(level);
        mean += step * level * levels.density(level);
    }
    CHECK(total == Approx(1.0).epsilon(1e-6));
    CHECK(mean == Approx(0.5 * (1.0 - 12.0 / 64.0)).epsilon(1e-6));
}

TEST_CASE("received_levels: a bad phase or aggressor is refused", "[models][channel]") {
    LaneResponse lane = test::lane_of(test::square_grid(), 0.1);
    CHECK_THROWS_WITH(ReceivedLevels({lane}, 0, 64), Catch::Contains("[0, 63]"));
    lane.aggressors = {{5, 0.01}};
    CHECK_THROWS_WITH(ReceivedLevels({lane}, 0, 32), Catch::Contains("lane.aggressors.lane: 5"));
}

}  // namespace
}  // namespace oio
