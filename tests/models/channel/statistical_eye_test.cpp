// SPDX-License-Identifier: Apache-2.0
#include "models/channel/statistical_eye.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/pulse_response.hpp"
#include "models/random_stream.hpp"
#include "tests/models/channel/eye_lanes.hpp"

namespace oio {
namespace {

using lane_statistics::gaussian_tail_inverse;
using test::tail;

LaneResponse lane_of(const LaneModelConfig& config, double gbps, double metres) {
    return test::lane_of(std::make_shared<const PhaseGrid>(PulseResponse(
                             config, BitRate::from_gbps(gbps), Length::from_m(metres))),
                         config.sigma());
}

TEST_CASE("statistical_eye: the tables of set M and set A to 5 percent", "[models][channel]") {
    // Rate, length and bit error rate of the physics reference, section 1.8.
    const struct {
        double gbps, metres, ber;
    } set_m[] = {{2.0, 5, 2.6e-21},   {2.0, 10, 2.1e-16},  {2.0, 20, 1.98e-8},
                 {2.0, 30, 4.25e-4},  {2.0, 50, 8.8e-2},   {1.6, 30, 1.7e-6},
                 {1.3, 20, 9.9e-15},  {1.3, 30, 6.2e-9},   {2.125, 10, 6.0e-15},
                 {2.125, 20, 2.0e-7}, {2.125, 22, 2.3e-6}, {2.125, 25, 4.4e-5},
                 {3.0, 10, 8.3e-7},   {3.5, 10, 2.4e-4},   {4.0, 10, 6.2e-3}};
    for (const auto& row : set_m) {
        CAPTURE(row.gbps, row.metres);
        const StatisticalEye eye({lane_of(LaneModelConfig::set_m(), row.gbps, row.metres)}, 0);
        CHECK(eye.optimum().log10_ber == Approx(std::log10(row.ber)).epsilon(0.05));
    }
    const struct {
        double led_pole_ghz, gbps, metres, ber;
    } set_a[] = {{2.4, 10.0, 0, 2.1e-8},  {2.6, 10.0, 0, 8.3e-10}, {2.8, 10.0, 0, 3.5e-11},
                 {2.6, 8.0, 0, 2.7e-14},  {2.6, 3.5, 5, 4.9e-24},  {2.6, 3.5, 10, 1.4e-15},
                 {2.6, 4.0, 10, 6.4e-13}, {2.6, 3.0, 30, 1.3e-2}};
    for (const auto& row : set_a) {
        CAPTURE(row.led_pole_ghz, row.gbps, row.metres);
        LaneModelConfig config = LaneModelConfig::set_a(row.gbps);
        config.led_pole_ghz = row.led_pole_ghz;
        const StatisticalEye eye({lane_of(config, row.gbps, row.metres)}, 0);
        CHECK(eye.optimum().log10_ber == Approx(std::log10(row.ber)).epsilon(0.05));
    }
}

TEST_CASE("statistical_eye: without interference the opening is what Q leaves of the levels",
          "[models][channel]") {
    const double sigma = 0.04;
    const StatisticalEye eye({test::lane_of(test::square_grid(), sigma)}, 0);
    CHECK(eye.optimum().threshold == Approx(0.5).epsilon(1e-3));
    CHECK(eye.optimum().log10_ber == Approx(std::log10(tail(0.5 / sigma))).epsilon(1e-6));
    // At the edge of the contour one of the two sides alone is wrong at twice the rate.
    for (const double ber : {1e-6, 1e-12, 1e-27}) {
        const double margin = gaussian_tail_inverse(2.0 * ber);
        const EyeOpening opening = eye.opening(std::log10(ber));
        CHECK(opening.height_level == Approx(1.0 - 2.0 * margin * sigma).epsilon(1e-6));
        CHECK(opening.height_sigma == Approx(1.0 / sigma - 2.0 * margin).epsilon(1e-6));
        CHECK(opening.width_ui == Approx(63.0 / 64.0));
    }
    CHECK(eye.opening(-40.0).height_level == 0.0);
    CHECK(eye.opening(-40.0).width_ui == 0.0);
}

TEST_CASE("statistical_eye: the width of a diamond eye is a line of Q", "[models][channel]") {
    // Ones fall and zeros rise by half a level over half a unit interval away from phase 32.
    const auto diamond = test::grid_of([](int f, unsigned pattern) {
        const double closed = std::abs(f - 32) / 64.0;
        return test::cursor(pattern) ? 1.0 - closed : closed;
    });
    const double sigma = 0.04;
    const StatisticalEye eye({test::lane_of(diamond, sigma)}, 0);
    CHECK(eye.optimum().phase == 32);
    for (const double ber : {1e-9, 1e-12, 1e-20}) {
        // tail((0.5 - d) / sigma) = ber at a distance of d unit intervals from the middle.
        const double expected = 2.0 * (0.5 - sigma * gaussian_tail_inverse(ber));
        CHECK(eye.opening(std::log10(ber)).width_ui == Approx(expected).epsilon(0.01));
        for (const ContourPoint& point : eye.contour(std::log10(ber))) {
            const double closed = std::abs(point.phase - 32) / 64.0;
            if (closed > 0.1) continue;
            const double margin = sigma * gaussian_tail_inverse(2.0 * ber);
            CHECK(point.low == Approx(closed + margin).epsilon(1e-6));
            CHECK(point.high == Approx(1.0 - closed - margin).epsilon(1e-6));
        }
    }
    const std::vector<double> bathtub = eye.phase_bathtub(0.5);
    for (int f = 8; f < 60; ++f) {
        const double q = (0.5 - std::abs(f - 32) / 64.0) / sigma;
        CHECK(bathtub[static_cast<std::size_t>(f)] == Approx(std::log10(tail(q))).epsilon(1e-6));
    }
    const std::vector<double> across = eye.threshold_bathtub(32, {0.3, 0.5});
    CHECK(across[0] == Approx(std::log10(0.5 * tail(0.3 / sigma))).epsilon(1e-6));
    CHECK(across[1] == Approx(std::log10(tail(0.5 / sigma))).epsilon(1e-6));
}

TEST_CASE("statistical_eye: a phase off the middle costs what the exponential of one pole says",
          "[models][channel]") {
    // One pole: the level moves towards the bit with exp(-a t), from where the bits before left it.
    const double a = 2.5;
    const auto level = [a](double t, unsigned pattern) {
        double state = 0.0;
        for (int k = PhaseGrid::kTaps - 1; k > PhaseGrid::kPre; --k) {
            state += (((pattern >> k) & 1u) - state) * (1.0 - std::exp(-a));
        }
        return state + ((test::cursor(pattern) ? 1.0 : 0.0) - state) * (1.0 - std::exp(-a * t));
    };
    const auto grid =
        test::grid_of([&](int f, unsigned pattern) { return level((f + 1) / 64.0, pattern); });
    const double sigma = 0.06;
    const StatisticalEye eye({test::lane_of(grid, sigma)}, 0);
    CHECK(eye.optimum().phase == 63);  // the later the better
    for (const int f : {30, 45, 63}) {
        double expected = 0.0;
        for (unsigned older = 0; older < 32; ++older) {
            const double one = level((f + 1) / 64.0, older << 4 | 8u);
            const double zero = level((f + 1) / 64.0, older << 4);
            expected += (tail((one - 0.5) / sigma) + tail((0.5 - zero) / sigma)) / 64.0;
        }
        CHECK(eye.log10_ber(f, 0.5) == Approx(std::log10(expected)).epsilon(1e-4));
    }
}

TEST_CASE("statistical_eye: slow fall and fast rise lift the eye", "[models][channel]") {
    const auto lane = [](double rise, double fall) {
        return test::lane_of(test::grid_of([=](int f, unsigned pattern) {
                                 double state = 0.0;
                                 for (int k = PhaseGrid::kTaps - 1; k >= PhaseGrid::kPre; --k) {
                                     const double t = k == PhaseGrid::kPre ? (f + 1) / 64.0 : 1.0;
                                     const bool one = ((pattern >> k) & 1u) != 0;
                                     state = one ? 1.0 - (1.0 - state) * std::exp(-rise * t)
                                                 : state * std::exp(-fall * t);
                                 }
                                 return state;
                             }),
                             0.04);
    };
    const StatisticalEye even({lane(3.0, 3.0)}, 0);
    const StatisticalEye skewed({lane(4.5, 2.0)}, 0);
    CHECK(even.optimum().threshold == Approx(0.5).epsilon(0.01));
    // Zeros end higher, at exp(-2), and ones at 1 - exp(-4.5): the threshold lies between them.
    const double middle = 0.5 * (std::exp(-2.0) + 1.0 - std::exp(-4.5));
    CHECK(skewed.optimum().threshold == Approx(middle).epsilon(0.02));
    for (const ContourPoint& point : skewed.contour(-9.0)) {
        if (point.phase == skewed.optimum().phase) CHECK(1.0 - point.high < point.low - 0.05);
    }
    // A linear lane of the mean taps would not show it.
    CHECK(skewed.at(63).highest_zero() == Approx(std::exp(-2.0)).epsilon(0.01));
    CHECK(1.0 - skewed.at(63).lowest_one() == Approx(std::exp(-4.5)).epsilon(0.01));
}

TEST_CASE("statistical_eye: the best point of each lane is that of its own eye",
          "[models][channel]") {
    std::vector<LaneResponse> lanes(24, lane_of(LaneModelConfig::set_m(), 2.125, 20.0));
    RandomStream random(1, "test", "lanes");
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        lanes[i].gain = 1.0 + 0.1 * random.normal();
        lanes[i].skew_ui = random.uniform();
        lanes[i].jitter_rj_ui = i % 2 == 0 ? 0.0 : 0.02;
        lanes[i].aggressors = {{static_cast<int>((i + 5) % lanes.size()), 0.02},
                               {static_cast<int>((i + 1) % lanes.size()), 0.01}};
    }
    const std::vector<EyePoint> points = best_points(lanes);
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const StatisticalEye eye(lanes, static_cast<int>(i));
        CHECK(points[i].log10_ber == Approx(eye.optimum().log10_ber).epsilon(1e-3));
        for (int f = 24; f <= 40; ++f) {
            CHECK(eye.log10_ber(f, points[i].threshold) > points[i].log10_ber - 0.02);
        }
    }
}

TEST_CASE("statistical_eye: no threshold beside the best one is better", "[models][channel]") {
    // Open and all but closed, linear and not, with rare levels inside the eye.
    LaneResponse lane = lane_of(LaneModelConfig::set_m(), 2.125, 10.0);
    LaneResponse closing = lane_of(LaneModelConfig::set_m(), 2.125, 40.0);
    LaneResponse jitter = lane_of(LaneModelConfig::set_m(), 3.0, 12.0);
    jitter.jitter_rj_ui = 0.03;
    jitter.jitter_dj_ui = 0.2;
    jitter.shot_variance = 4e-4;
    jitter.threshold_offset = 0.03;
    LaneResponse quiet = lane;
    quiet.thermal_sigma = 0.005;
    quiet.aggressors = {{1, 0.1}, {2, 0.05}};
    for (const LaneResponse& own : {lane, closing, jitter, quiet}) {
        const std::vector<LaneResponse> lanes{own, lane, lane};
        for (const int phase : {24, 32, 38}) {
            CAPTURE(own.thermal_sigma, own.jitter_rj_ui, phase);
            const ReceivedLevels levels(lanes, 0, phase);
            const double best = levels.best_threshold();
            const double least = levels.log10_ber(best);
            const double apart = levels.mean_of_ones() - levels.mean_of_zeros();
            double elsewhere = 0.0;
            for (double part = -0.4; part <= 0.4; part += 0.002) {
                elsewhere = std::min(elsewhere, levels.log10_ber(best + part * apart));
            }
            CHECK(least <= elsewhere + 1e-6 * std::abs(elsewhere));
        }
    }
}

TEST_CASE("statistical_eye: the worst and the median of all lanes, by few of them or by all",
          "[models][channel]") {
    RandomStream random(3, "test", "gains");
    std::vector<LaneResponse> lanes(31, lane_of(LaneModelConfig::set_m(), 2.125, 18.0));
    for (LaneResponse& lane : lanes) {
        lane.gain = 1.0 + 0.1 * random.normal();
        lane.threshold_offset = 0.02 * random.normal();
    }
    const auto check = [&] {
        std::vector<double> rates;
        const std::vector<EyePoint> points = best_points(lanes);
        for (const EyePoint& point : points) rates.push_back(point.log10_ber);
        const LaneExtremes found = lane_extremes(lanes);
        CHECK(points[static_cast<std::size_t>(found.worst)].log10_ber ==
              *std::max_element(rates.begin(), rates.end()));
        CHECK(found.worst_point.log10_ber ==
              Approx(*std::max_element(rates.begin(), rates.end())).epsilon(1e-6));
        std::sort(rates.begin(), rates.end());
        CHECK(found.median_point.log10_ber == Approx(rates[15]).epsilon(1e-6));
    };
    check();
    // Another noise: the lane with the least light is not the worst.
    const LaneExtremes before = lane_extremes(lanes);
    lanes[static_cast<std::size_t>(before.median)].thermal_sigma *= 1.5;
    check();
    CHECK(lane_extremes(lanes).worst == before.median);
}

TEST_CASE("statistical_eye: crosstalk and jitter make every lane worse", "[models][channel]") {
    std::vector<LaneResponse> lanes(3, lane_of(LaneModelConfig::set_m(), 2.125, 10.0));
    double before = -1e9;
    const auto worse = [&] {
        const double now = best_point(lanes, 0).log10_ber;
        CHECK(now > before + 0.01);
        before = now;
    };
    worse();
    lanes[0].aggressors = {{1, 0.01}, {2, 0.01}};
    worse();
    lanes[0].aggressors = {{1, 0.05}, {2, 0.05}};
    worse();
    lanes[0].jitter_rj_ui = 0.03;
    worse();
    lanes[0].jitter_dj_ui = 0.15;
    worse();
    lanes[0].shot_variance = 0.001;
    worse();
}

}  // namespace
}  // namespace oio
