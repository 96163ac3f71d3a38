// SPDX-License-Identifier: Apache-2.0
#include "models/channel/pulse_response.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

using Catch::Matchers::Contains;

PulseResponse response(const LaneModelConfig& config, double gbps, double metres) {
    return PulseResponse(config, BitRate::from_gbps(gbps), Length::from_m(metres));
}

/// Sum of the samples one unit interval apart.
double comb(const PulseResponse& pulse, double t_ui) {
    double sum = 0.0;
    for (int k = -40; k <= 80; ++k) sum += pulse.at(t_ui + k);
    return sum;
}

TEST_CASE("pulse_response: nothing arrives before the pulse starts without fibre",
          "[models][channel]") {
    const PulseResponse pulse = response(LaneModelConfig::set_m(), 2.0, 0.0);
    CHECK(pulse.at(-0.5) == 0.0);
    CHECK(pulse.at(0.0) == 0.0);
    CHECK(pulse.at(0.1) > 0.0);
    CHECK(pulse.spread_ui() == 0.0);
}

TEST_CASE("pulse_response: samples one unit interval apart add up to the level of endless ones",
          "[models][channel]") {
    for (double metres : {0.0, 5.0, 20.0, 50.0}) {
        const LaneModelConfig config = LaneModelConfig::set_m();
        const PulseResponse pulse = response(config, 2.125, metres);
        const double expected = std::pow(10.0, -config.attenuation_db_per_m * metres / 10.0);
        CHECK(pulse.all_ones() == Approx(expected));
        for (double t : {0.0, 0.3, 0.77}) {
            CHECK(comb(pulse, t) == Approx(expected).epsilon(1e-7));
        }
    }
}

TEST_CASE("pulse_response: a LED alone answers like one pole", "[models][channel]") {
    // The receiver is so fast that it only delays, by sqrt(2) / w.
    LaneModelConfig config;
    config.led_pole_ghz = 0.5;
    config.receiver_filter_ghz = 100.0;
    const PulseResponse pulse = response(config, 1.0, 0.0);
    const double a = 2.0 * M_PI * 0.5;
    const double delay = std::sqrt(2.0) / (2.0 * M_PI * 100.0);
    for (double t : {0.1, 0.5, 0.9}) {
        CHECK(pulse.at(t) == Approx(1.0 - std::exp(-a * (t - delay))).epsilon(1e-3));
    }
    for (double t : {1.1, 1.5, 3.0}) {
        const double expected = (std::exp(a) - 1.0) * std::exp(-a * (t - delay));
        CHECK(pulse.at(t) == Approx(expected).epsilon(1e-3));
    }
}

TEST_CASE("pulse_response: a fast receiver and LED leave the fibre's error function",
          "[models][channel]") {
    LaneModelConfig config;
    config.led_pole_ghz = 100.0;
    config.receiver_filter_ghz = 100.0;
    config.attenuation_db_per_m = 0.0;
    config.linewidth_fwhm_nm = 0.0;
    config.modal_ps_per_m = 20.0;
    const PulseResponse pulse = response(config, 1.0, 20.0);  // 400 ps of 1000 ps
    const double s = 0.4;
    CHECK(pulse.spread_ui() == Approx(s));
    // Group delay of the two filters: 1 / a + sqrt(2) / w.
    const double delay = (1.0 + std::sqrt(2.0)) / (2.0 * M_PI * 100.0);
    for (double t : {-0.6, 0.0, 0.5, 1.2, 2.0}) {
        const double x = t - delay;
        const double expected =
            0.5 * (std::erf(x / (s * std::sqrt(2.0))) - std::erf((x - 1.0) / (s * std::sqrt(2.0))));
        CHECK(pulse.at(t) == Approx(expected).margin(2e-5));
    }
}

TEST_CASE("pulse_response: the Gaussian of the fibre is smooth down to no fibre",
          "[models][channel]") {
    const PulseResponse none = response(LaneModelConfig::set_m(), 2.0, 0.0);
    const PulseResponse little = response(LaneModelConfig::set_m(), 2.0, 0.01);
    for (double t : {0.2, 0.7, 1.1, 1.9}) {
        CHECK(little.at(t) == Approx(none.at(t) * little.all_ones()).margin(1e-6));
    }
}

TEST_CASE("pulse_response: many samples at once are those one by one", "[models][channel]") {
    // From a Gaussian that is too narrow for the table to one of several unit intervals.
    for (const double metres : {0.0, 0.02, 0.5, 10.0, 60.0}) {
        for (const double gbps : {0.5, 2.125, 8.0}) {
            CAPTURE(metres, gbps);
            const PulseResponse pulse = response(LaneModelConfig::set_m(), gbps, metres);
            const std::vector<double> levels = pulse.sampled(-100, 500, 64);
            REQUIRE(levels.size() == 500);
            double farthest = 0.0;
            for (int i = 0; i < 500; i += 7) {
                const double apart =
                    levels[static_cast<std::size_t>(i)] - pulse.at((i - 100) / 64.0);
                farthest = std::max(farthest, std::abs(apart));
            }
            CHECK(farthest < 2e-7);  // what at() promises
        }
    }
}

TEST_CASE("pulse_response: more fibre lowers and widens the pulse", "[models][channel]") {
    double before = 1.0;
    for (double metres : {0.0, 5.0, 10.0, 20.0, 40.0, 80.0}) {
        const PulseResponse pulse = response(LaneModelConfig::set_m(), 2.0, metres);
        double peak = 0.0;
        for (double t = 0.0; t < 4.0; t += 0.01) peak = std::max(peak, pulse.at(t));
        CHECK(peak < before);
        before = peak;
    }
}

TEST_CASE("pulse_response: refuses impossible rates, lengths and models", "[models][channel]") {
    const LaneModelConfig model;
    CHECK_THROWS_WITH(response(model, 0.0, 1.0), Contains("pulse_response.rate_gbps"));
    CHECK_THROWS_WITH(response(model, 2.0, -1.0),
                      Contains("pulse_response.length_m: -1 is outside [0, 1000]"));
    LaneModelConfig bad;
    bad.led_pole_ghz = 0.0;
    CHECK_THROWS_WITH(response(bad, 2.0, 1.0), Contains("lane_model.led_pole_ghz"));
}

}  // namespace
}  // namespace oio
