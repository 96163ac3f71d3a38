// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_statistics.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace oio {
namespace {

using lane_statistics::Optimum;

PulseResponse response(const LaneModelConfig& config, double gbps, double metres) {
    return PulseResponse(config, BitRate::from_gbps(gbps), Length::from_m(metres));
}

Optimum best(const LaneModelConfig& config, double gbps, double metres) {
    return lane_statistics::optimum(PhaseGrid(response(config, gbps, metres)), 1.0, config.sigma());
}

/// Compares in log10(BER), by the fraction that the reference tables are good for.
void check_ber(double log10_ber, double expected) {
    CHECK(log10_ber == Approx(std::log10(expected)).epsilon(0.05));
}

TEST_CASE("lane_statistics: the Q of an error ratio, also far below a double",
          "[models][channel]") {
    const double table[][2] = {{1e-3, 3.0902},  {2.4e-4, 3.4917}, {1e-9, 5.9978},
                               {1e-12, 7.0345}, {1e-15, 7.9413},  {1e-27, 10.8497}};
    for (const auto& row : table) {
        CHECK(lane_statistics::q_of_log10(std::log10(row[0])) == Approx(row[1]).epsilon(2e-5));
    }
    const double q = lane_statistics::q_of_log10(-1000.0);
    CHECK(lane_statistics::log_gaussian_tail(q) == Approx(-1000.0 * std::log(10.0)));
    CHECK(lane_statistics::q_of_log10(std::log10(0.5)) == Approx(0.0).margin(1e-6));
    CHECK_THROWS_AS(lane_statistics::q_of_log10(0.1), std::invalid_argument);
}

TEST_CASE("lane_statistics: the Q table to 1e-6", "[models][channel]") {
    // The exact table of the physics reference (norm.isf), with more digits.
    const struct {
        double ber, q;
    } table[] = {{1e-3, 3.090232306167814},  {2.4e-4, 3.491676063},      {2e-5, 4.107479655},
                 {1e-6, 4.753424308822899},  {2e-8, 5.490851752},        {1e-9, 5.997807015007687},
                 {1e-10, 6.361340902404056}, {1e-12, 7.034483825},       {1e-15, 7.941345326170997},
                 {1e-18, 8.757290348782315}, {1e-20, 9.262340089798408}, {1e-27, 10.849736997}};
    for (const auto& row : table) {
        CAPTURE(row.ber);
        CHECK(std::abs(lane_statistics::gaussian_tail_inverse(row.ber) - row.q) < 1e-6);
        CHECK(lane_statistics::log_gaussian_tail(row.q) / std::log(row.ber) ==
              Approx(1.0).epsilon(1e-6));
    }
    CHECK_THROWS_AS(lane_statistics::gaussian_tail_inverse(0.0), std::invalid_argument);
    CHECK_THROWS_AS(lane_statistics::gaussian_tail_inverse(1.0), std::invalid_argument);
}

TEST_CASE("lane_statistics: the logarithm of the tail goes on where the tail underflows",
          "[models][channel]") {
    // The asymptotic series takes over at 30 without a step.
    const double below = lane_statistics::log_gaussian_tail(29.999999);
    const double above = lane_statistics::log_gaussian_tail(30.000001);
    CHECK(below - above == Approx(30.033 * 2e-6).epsilon(1e-3));
    // ln Q(50) = -1250 - ln(50 sqrt(2 pi)) + ln(1 - 1/2500 + 3/2500^2 - ...)
    CHECK(lane_statistics::log_gaussian_tail(50.0) == Approx(-1254.831361139).epsilon(1e-10));
    CHECK(lane_statistics::log_gaussian_tail(-50.0) == Approx(0.0).margin(1e-12));
    CHECK(lane_statistics::log_gaussian_tail(0.0) == Approx(std::log(0.5)));
}

TEST_CASE("lane_statistics: the table of set M", "[models][channel]") {
    const struct {
        double gbps, metres, ber;
    } table[] = {{2.0, 5, 2.6e-21},   {2.0, 10, 2.1e-16},  {2.0, 20, 1.98e-8},
                 {2.0, 30, 4.25e-4},  {2.0, 50, 8.8e-2},   {1.6, 30, 1.7e-6},
                 {1.3, 20, 9.9e-15},  {1.3, 30, 6.2e-9},   {2.125, 10, 6.0e-15},
                 {2.125, 20, 2.0e-7}, {2.125, 22, 2.3e-6}, {2.125, 25, 4.4e-5},
                 {3.0, 10, 8.3e-7},   {3.5, 10, 2.4e-4},   {4.0, 10, 6.2e-3}};
    for (const auto& row : table) {
        CAPTURE(row.gbps, row.metres);
        check_ber(best(LaneModelConfig::set_m(), row.gbps, row.metres).log10_ber, row.ber);
    }
}

TEST_CASE("lane_statistics: the table of set A", "[models][channel]") {
    const struct {
        double led_pole_ghz, gbps, metres, ber;
    } table[] = {{2.4, 10.0, 0, 2.1e-8},  {2.6, 10.0, 0, 8.3e-10}, {2.8, 10.0, 0, 3.5e-11},
                 {2.6, 8.0, 0, 2.7e-14},  {2.6, 3.5, 5, 4.9e-24},  {2.6, 3.5, 10, 1.4e-15},
                 {2.6, 4.0, 10, 6.4e-13}, {2.6, 3.0, 30, 1.3e-2}};
    for (const auto& row : table) {
        CAPTURE(row.led_pole_ghz, row.gbps, row.metres);
        LaneModelConfig config = LaneModelConfig::set_a(row.gbps);
        config.led_pole_ghz = row.led_pole_ghz;
        check_ber(best(config, row.gbps, row.metres).log10_ber, row.ber);
    }
}

TEST_CASE("lane_statistics: sensitivity of 2 Gb/s over 20 m to ten percent of each parameter",
          "[models][channel]") {
    const struct {
        double LaneModelConfig::*field;
        double low, high;
    } table[] = {{&LaneModelConfig::led_pole_ghz, 5.8e-8, 8.1e-9},
                 {&LaneModelConfig::receiver_filter_ghz, 7.0e-8, 8.1e-9},
                 {&LaneModelConfig::attenuation_db_per_m, 7.4e-9, 5.0e-8},
                 {&LaneModelConfig::linewidth_fwhm_nm, 4.0e-9, 9.7e-8},
                 {&LaneModelConfig::dispersion_ps_per_nm_km, 4.0e-9, 9.7e-8},
                 {&LaneModelConfig::modal_ps_per_m, 1.5e-8, 2.6e-8},
                 {&LaneModelConfig::q0, 3.0e-7, 1.0e-9}};
    int row_number = 0;
    for (const auto& row : table) {
        CAPTURE(row_number++);
        LaneModelConfig config = LaneModelConfig::set_m();
        config.*row.field *= 0.9;
        check_ber(best(config, 2.0, 20.0).log10_ber, row.low);
        config = LaneModelConfig::set_m();
        config.*row.field *= 1.1;
        check_ber(best(config, 2.0, 20.0).log10_ber, row.high);
    }
}

TEST_CASE("lane_statistics: nine consecutive taps agree with the nine largest",
          "[models][channel]") {
    const struct {
        double gbps, metres;
    } points[] = {{2.0, 20.0}, {2.0, 50.0}, {2.125, 10.0}, {3.0, 10.0}, {4.0, 10.0}};
    const LaneModelConfig config = LaneModelConfig::set_m();
    for (const auto& point : points) {
        const PulseResponse pulse = response(config, point.gbps, point.metres);
        const PhaseGrid grid(pulse);
        for (int f : {20, 32, 44}) {
            const double t = grid.cursor_reference() + f / 64.0;
            const double cursor = pulse.at(t);
            std::vector<double> others;
            for (int k = -12; k <= 24; ++k) {
                if (k != 0) others.push_back(pulse.at(t + k));
            }
            std::sort(others.begin(), others.end(),
                      [](double a, double b) { return std::abs(a) > std::abs(b); });
            others.resize(8);
            // Bipolar: a sent 1 against a threshold in the middle; zeros are its mirror image.
            double sum = 0.0;
            for (unsigned pattern = 0; pattern < 256; ++pattern) {
                double level = 0.5 * cursor;
                for (unsigned k = 0; k < 8; ++k) {
                    level += ((pattern >> k) & 1u) != 0 ? 0.5 * others[k] : -0.5 * others[k];
                }
                sum += 0.5 * std::erfc(level / config.sigma() / std::sqrt(2.0));
            }
            const double log10_ber =
                lane_statistics::log10_ber(grid, f, 1.0, 0.5 * grid.all_ones(f), config.sigma());
            CAPTURE(point.gbps, point.metres, f);
            CHECK(log10_ber == Approx(std::log10(sum / 256.0)).epsilon(2e-3));
        }
    }
}

TEST_CASE("lane_statistics: without interference the BER is that of Q", "[models][channel]") {
    LaneModelConfig config;
    config.led_pole_ghz = 100.0;
    config.receiver_filter_ghz = 100.0;
    for (double q : {3.0902, 7.0345, 11.0}) {
        config.q0 = q;
        const Optimum point = best(config, 1.0, 0.0);
        CHECK(point.threshold == Approx(0.5).epsilon(1e-6));
        CHECK(point.log10_ber ==
              Approx(lane_statistics::log_gaussian_tail(q) / std::log(10.0)).epsilon(1e-4));
    }
}

TEST_CASE("lane_statistics: the optimum cannot be improved by moving phase or threshold",
          "[models][channel]") {
    const LaneModelConfig config = LaneModelConfig::set_m();
    const PhaseGrid grid(response(config, 2.125, 22.0));
    const Optimum point = lane_statistics::optimum(grid, 0.9, config.sigma());
    CHECK(point.ber ==
          Approx(lane_statistics::ber(grid, point.f, 0.9, point.threshold, config.sigma())));
    for (int df : {-3, -1, 1, 3}) {
        CHECK(lane_statistics::ber(grid, point.f + df, 0.9, point.threshold, config.sigma()) >
              point.ber);
    }
    for (double dt : {-0.05, -0.01, 0.01, 0.05}) {
        CHECK(lane_statistics::ber(grid, point.f, 0.9, point.threshold + dt, config.sigma()) >
              point.ber);
    }
}

TEST_CASE("lane_statistics: gain and noise only count by their ratio", "[models][channel]") {
    const PhaseGrid grid(response(LaneModelConfig::set_m(), 2.0, 20.0));
    CHECK(lane_statistics::log10_ber(grid, 30, 2.0, 0.7, 0.09) ==
          Approx(lane_statistics::log10_ber(grid, 30, 1.0, 0.35, 0.045)));
    // More light, fewer errors.
    double before = 0.0;
    for (double gain : {0.5, 0.7, 1.0, 1.4, 10.0}) {
        const double now = lane_statistics::optimum(grid, gain, 0.045).log10_ber;
        CHECK(now < before);
        before = now;
    }
    CHECK(before < -320.0);  // far below the smallest double
    CHECK_THROWS_AS(lane_statistics::optimum(grid, 0.0, 0.045), std::invalid_argument);
    CHECK_THROWS_AS(lane_statistics::optimum(grid, 1.0, 0.0), std::invalid_argument);
}

TEST_CASE("lane_statistics: a dark lane decides by the threshold alone", "[models][channel]") {
    const PhaseGrid grid(response(LaneModelConfig::set_m(), 2.0, 20.0));
    CHECK(lane_statistics::ber(grid, 32, 0.0, 0.0, 0.045) == Approx(0.5));
    CHECK(lane_statistics::ber(grid, 32, 0.0, 0.5, 0.045) == Approx(0.5));
    const unsigned one = 1u << PhaseGrid::kPre;
    CHECK(lane_statistics::error_probability(grid, 32, one, 0.0, 0.5, 0.045) == Approx(1.0));
    CHECK(lane_statistics::error_probability(grid, 32, 0, 0.0, 0.5, 0.045) < 1e-20);
}

}  // namespace
}  // namespace oio
