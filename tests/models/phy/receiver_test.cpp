// SPDX-License-Identifier: Apache-2.0
#include "models/phy/receiver.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("receiver: noise of the published presets", "[models][phy]") {
    // physics.md 1.6: brick-wall bandwidth, die at 330 K. fF, ohm, GHz, mS, nA, dBm of OMA at
    // 1e-12.
    const double table[][6] = {{30, 20e3, 1.4, 2, 40, -26.5},
                               {60, 10e3, 1.4, 3, 58, -24.9},
                               {60, 6e3, 2.8, 4, 115, -21.9},
                               {100, 4e3, 2.8, 5, 153, -20.7},
                               {100, 2e3, 7.0, 10, 382, -16.7}};
    for (const auto& row : table) {
        ReceiverConfig config;
        config.feedback_ohm = row[1];
        config.bandwidth_ghz = row[2];
        config.bandwidth_per_gbps = 0.0;
        config.gm_ms = row[3];
        config.i2 = 1.0;
        config.i3 = 1.0 / 3.0;
        config.die_rise_k = 0.0;
        const double noise_a = config.thermal_noise_a(BitRate::from_gbps(2.0), row[0],
                                                      Temperature::from_kelvin(330.0));
        CAPTURE(row[1], row[2]);
        CHECK(noise_a * 1e9 == Approx(row[4]).epsilon(0.02));
        // Q = 7.0345 with equal noise on both levels and 0.25 A/W.
        const double oma_w = 2.0 * 7.0345 * noise_a / 0.25;
        CHECK(10.0 * std::log10(oma_w / 1e-3) == Approx(row[5]).margin(0.1));
    }
}

TEST_CASE("receiver: the noise integrals are those of the Butterworth it has", "[models][phy]") {
    // Integral of |H|^2 over f / f0, and of f^2 |H|^2 over (f / f0)^3, to a hundred corners; the
    // second converges as 1 / f.
    const ReceiverConfig config;
    const BitRate rate = BitRate::from_gbps(2.0);
    ReceiverConfig filter = config;
    filter.limiting_amp_ghz = 1000.0;
    const double f0 = filter.bandwidth(rate).hz();
    double white = 0.0;
    double rising = 0.0;
    const double step = 1e-3;
    for (double x = 0.5 * step; x < 100.0; x += step) {
        const double power = 1.0 / (1.0 + x * x * x * x);
        if (x < 3.0) {
            CHECK(std::norm(filter.response(x * f0, rate)) == Approx(power).epsilon(1e-4));
        }
        white += power * step;
        rising += x * x * power * step;
    }
    CHECK(config.i2 == Approx(white).epsilon(1e-3));
    CHECK(config.i3 == Approx(rising + 0.01).epsilon(1e-3));
}

TEST_CASE("receiver: shot noise of a microampere by hand", "[models][phy]") {
    ReceiverConfig config;
    config.i2 = 1.0;
    config.bandwidth_ghz = 1.4;
    const double variance = config.shot_noise_a2_per_a(BitRate::from_gbps(2.0)) * 1e-6;
    CHECK(std::sqrt(variance) * 1e9 == Approx(21.18).epsilon(1e-3));  // sqrt(2 q 1 uA 1.4 GHz)
}

TEST_CASE("receiver: the bandwidth follows fast lanes", "[models][phy]") {
    ReceiverConfig config;
    config.bandwidth_ghz = 1.4;
    config.bandwidth_per_gbps = 0.7;
    CHECK(config.bandwidth(BitRate::from_gbps(1.0)).ghz() == Approx(1.4));
    CHECK(config.bandwidth(BitRate::from_gbps(4.0)).ghz() == Approx(2.8));
}

TEST_CASE("receiver: refuses numbers out of range and says which", "[models][phy]") {
    ReceiverConfig config;
    CHECK_NOTHROW(config.validate());
    config.jitter_rj_mui = 300.0;
    CHECK_THROWS_WITH(config.validate(),
                      Contains("receiver.jitter_rj_mui: 300 is outside [0, 200] mUI"));
    config = {};
    config.feedback_ohm = 0.0;
    CHECK_THROWS_WITH(config.validate(), Contains("receiver.feedback_ohm"));
}

}  // namespace
}  // namespace oio
