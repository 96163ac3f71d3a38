// SPDX-License-Identifier: Apache-2.0
#include "models/channel/phase_grid.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

constexpr int kTaps = PhaseGrid::kTaps;
constexpr int kPre = PhaseGrid::kPre;

PulseResponse response(double gbps, double metres) {
    return PulseResponse(LaneModelConfig::set_m(), BitRate::from_gbps(gbps),
                         Length::from_m(metres));
}

TEST_CASE("phase_grid: a level is the sum of the pulses of its ones", "[models][channel]") {
    const PulseResponse pulse = response(2.125, 10.0);
    const PhaseGrid grid(pulse);
    for (int f : {0, 17, 32, 63}) {
        const double t = grid.cursor_reference() + f / 64.0;
        for (unsigned pattern : {0u, 1u, 0x10u, 0x155u, 0x1ffu}) {
            double expected = 0.0;
            for (int k = 0; k < kTaps; ++k) {
                // Bit k was sent k - kPre unit intervals before the cursor.
                if (((pattern >> k) & 1u) != 0) expected += pulse.at(t + (k - kPre));
            }
            CHECK(static_cast<double>(grid.level(f, pattern)) == Approx(expected).margin(1e-7));
        }
    }
}

TEST_CASE("phase_grid: the most open eye lies in the middle of the phases", "[models][channel]") {
    for (double gbps : {1.3, 2.0, 2.125, 3.0, 4.0}) {
        for (double metres : {0.0, 10.0, 22.0, 30.0}) {
            const PhaseGrid grid(response(gbps, metres));
            int best = 0;
            for (int f = 1; f < PhaseGrid::kPhases; ++f) {
                if (grid.eye_opening(f) > grid.eye_opening(best)) best = f;
            }
            CAPTURE(gbps, metres);
            CHECK(best >= 30);
            CHECK(best <= 34);
        }
    }
}

TEST_CASE("phase_grid: an open eye does not reach across the ends of the phases",
          "[models][channel]") {
    // At low rates it is flat from end to end, and a receiver trains to its middle.
    for (double gbps : {0.05, 0.1, 0.25, 0.5, 0.8, 1.0, 1.3, 2.0, 2.125}) {
        for (double metres : {0.0, 10.0, 30.0}) {
            const PhaseGrid grid(response(gbps, metres));
            int first = PhaseGrid::kPhases, last = -1, open = 0;
            for (int f = 0; f < PhaseGrid::kPhases; ++f) {
                if (grid.eye_opening(f) <= 0.0) continue;
                first = std::min(first, f);
                last = f;
                ++open;
            }
            CAPTURE(gbps, metres);
            CHECK(open > 32);
            CHECK(last - first + 1 == open);
            CHECK(first + last > 63 - 12);
            CHECK(first + last < 63 + 12);
        }
    }
}

TEST_CASE("phase_grid: the middle of an eye is that of a flat top, or of a peak",
          "[models][channel]") {
    const auto eye = [](int from, int to, int peak) {
        std::vector<double> openings(200, -1.0);
        for (int i = from; i <= to; ++i) openings[static_cast<std::size_t>(i)] = 0.95;
        openings[static_cast<std::size_t>(peak)] = 1.0;
        return openings;
    };
    CHECK(PhaseGrid::middle_of_eye(eye(20, 80, 22)) == 50);
    CHECK(PhaseGrid::middle_of_eye(eye(20, 52, 22)) == 22);
    CHECK(PhaseGrid::middle_of_eye({-2.0, -1.0, -3.0}) == 1);  // Closed.
}

TEST_CASE("phase_grid: one phase beyond the last is the first of the next bit",
          "[models][channel]") {
    const PulseResponse pulse = response(2.125, 10.0);
    const PhaseGrid grid(pulse);
    const double next = pulse.at(grid.cursor_reference() + 1.0);
    CHECK(grid.tap(0, kPre + 1) == Approx(next));
    // The wrap is far from the middle of the eye.
    CHECK(grid.eye_opening(0) < 0.1 * grid.eye_opening(32));
    CHECK(grid.eye_opening(63) < 0.1 * grid.eye_opening(32));
}

TEST_CASE("phase_grid: nine consecutive bits leave nothing out that matters", "[models][channel]") {
    const struct {
        double gbps, metres, margin;
    } points[] = {{2.0, 5.0, 1e-6},  {2.125, 10.0, 1e-6}, {2.125, 25.0, 1e-6},
                  {2.0, 50.0, 1e-5}, {3.0, 10.0, 3e-5},   {4.0, 10.0, 2e-4}};
    for (const auto& point : points) {
        const PulseResponse pulse = response(point.gbps, point.metres);
        const PhaseGrid grid(pulse);
        for (int f = 0; f < PhaseGrid::kPhases; ++f) {
            CAPTURE(point.gbps, point.metres, f);
            CHECK(grid.all_ones(f) == Approx(pulse.all_ones()).epsilon(point.margin));
        }
    }
}

TEST_CASE("phase_grid: the eye opening is the gap between the worst one and the worst zero",
          "[models][channel]") {
    const PhaseGrid grid(response(2.125, 22.0));
    for (int f : {5, 32, 50}) {
        float lowest_one = 2.0f;
        float highest_zero = -1.0f;
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
            const float level = grid.level(f, pattern);
            if (((pattern >> kPre) & 1u) != 0) {
                lowest_one = std::min(lowest_one, level);
            } else {
                highest_zero = std::max(highest_zero, level);
            }
        }
        CHECK(grid.eye_opening(f) ==
              Approx(static_cast<double>(lowest_one) - static_cast<double>(highest_zero))
                  .margin(1e-6));
    }
}

TEST_CASE("phase_grid: levels of a lane that is not linear are kept as given",
          "[models][channel]") {
    const PhaseGrid linear(response(2.125, 10.0));
    std::vector<float> levels;
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
            levels.push_back(linear.level(f, pattern));
        }
    }
    const PhaseGrid same(linear.cursor_reference(), levels);
    CHECK(linear.linear());
    CHECK_FALSE(same.linear());
    for (int f : {0, 20, 32, 63}) {
        CHECK(same.eye_opening(f) == Approx(linear.eye_opening(f)).margin(1e-6));
        // The mean change by a bit is the tap when the lane happens to be linear.
        for (int k = 0; k < kTaps; ++k) {
            CHECK(same.tap(f, k) == Approx(linear.tap(f, k)).margin(1e-6));
        }
    }
    levels.pop_back();
    CHECK_THROWS_WITH(PhaseGrid(0.0, levels), Catch::Contains("must be 32768"));
}

}  // namespace
}  // namespace oio
