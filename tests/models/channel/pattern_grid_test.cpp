// SPDX-License-Identifier: Apache-2.0
#include "models/channel/pattern_grid.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

namespace oio {
namespace {

TEST_CASE("pattern_grid: a de Bruijn sequence holds each pattern once", "[models][channel]") {
    for (const int order : {1, 2, 9, 11}) {
        const std::vector<std::uint8_t> bits = de_bruijn(order);
        REQUIRE(bits.size() == std::size_t{1} << order);
        std::set<unsigned> seen;
        for (std::size_t i = 0; i < bits.size(); ++i) {
            unsigned pattern = 0;
            for (int k = 0; k < order; ++k) {
                pattern = (pattern << 1) | bits[(i + static_cast<std::size_t>(k)) % bits.size()];
            }
            seen.insert(pattern);
        }
        CHECK(seen.size() == bits.size());
    }
    CHECK_THROWS_AS(de_bruijn(0), std::invalid_argument);
}

TEST_CASE("pattern_grid: a pole shifts and shrinks a sine as it must", "[models][channel]") {
    constexpr int kSamples = 1024;
    std::vector<double> sine;
    for (int i = 0; i < kSamples; ++i) sine.push_back(std::sin(2.0 * M_PI * 4.0 * i / kSamples));
    // 4 cycles in 16 unit intervals of 64 samples: 0.25 cycles per unit interval.
    const auto pole = [](double f) { return 1.0 / std::complex<double>(1.0, f / 0.25); };
    const std::vector<double> out = filter_periodic(sine, 64, pole);
    REQUIRE(out.size() == sine.size());
    for (int i = 0; i < kSamples; i += 37) {
        const double expected =
            std::sqrt(0.5) * std::sin(2.0 * M_PI * 4.0 * i / kSamples - M_PI / 4);
        CHECK(out[static_cast<std::size_t>(i)] == Approx(expected).margin(1e-9));
    }
    CHECK_THROWS_AS(filter_periodic({1.0, 2.0, 3.0}, 64, pole), std::invalid_argument);
}

TEST_CASE("pattern_grid: a linear lane gives the grid of its pulse response", "[models][channel]") {
    // Set M without the LED's current edges: rectangular pulses, pole, Butterworth, Gaussian.
    const LaneModelConfig model = LaneModelConfig::set_m();
    const BitRate rate = BitRate::from_gbps(2.0);
    const Length length = Length::from_m(20.0);
    const PhaseGrid exact(PulseResponse(model, rate, length));

    const std::vector<std::uint8_t> bits = de_bruijn(11);
    std::vector<double> light;
    for (const std::uint8_t bit : bits) light.insert(light.end(), PhaseGrid::kPhases, bit);
    const double ui = rate.unit_interval().seconds();
    const double spread_ui = model.dispersion(length).seconds() / ui;
    // Samples stand for the interval that they begin: half a sample later, and its width.
    const auto transfer = [&](double f) {
        const std::complex<double> s(0.0, f / (model.receiver_filter_ghz * 1e9 * ui));
        const double x = M_PI * f / PhaseGrid::kPhases;
        const double hold = x > 0.0 ? std::sin(x) / x : 1.0;
        return model.transmission(length).linear() * hold * std::polar(1.0, -x) *
               std::exp(-2.0 * std::pow(M_PI * f * spread_ui, 2)) /
               (std::complex<double>(1.0, f / (model.led_pole_ghz * 1e9 * ui)) *
                (1.0 + std::sqrt(2.0) * s + s * s));
    };
    const PhaseGrid grid = pattern_grid(filter_periodic(light, PhaseGrid::kPhases, transfer), bits);
    CHECK_FALSE(grid.linear());
    CHECK(grid.cursor_reference() == Approx(exact.cursor_reference()).margin(1.5 / 64));
    const int shift =
        static_cast<int>(std::lround((grid.cursor_reference() - exact.cursor_reference()) * 64));
    for (int f = 8; f < 56; f += 4) {
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; pattern += 3) {
            CAPTURE(f, pattern);
            REQUIRE(grid.level(f, pattern) == Approx(exact.level(f + shift, pattern)).margin(5e-4));
        }
    }
}

TEST_CASE("pattern_grid: refuses waveforms that do not fit their bits", "[models][channel]") {
    const std::vector<std::uint8_t> bits = de_bruijn(9);
    CHECK_THROWS_AS(pattern_grid(std::vector<double>(64, 0.0), bits), std::invalid_argument);
    const std::vector<std::uint8_t> ones(512, 1);
    CHECK_THROWS_AS(pattern_grid(std::vector<double>(512 * 64, 0.0), ones), std::invalid_argument);
}

}  // namespace
}  // namespace oio
