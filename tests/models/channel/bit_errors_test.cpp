// SPDX-License-Identifier: Apache-2.0
#include "models/channel/bit_errors.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::BitErrors;

TEST_CASE("bit_errors: the rule of a lane follows from where its threshold lies",
          "[models][channel]") {
    const auto grid = oio::test::set_m_grid(2.125, 10.0);
    BitErrors errors(oio::test::same_lanes(1, grid, 0.045), 8, true, 1, "e");
    const auto mode = [&](int f, double gain, double threshold) {
        errors.set_point(0, {f, gain, threshold, {}}, 0);
        return errors.mode(0);
    };
    CHECK(mode(32, 1.0, 0.42) == BitErrors::Mode::Open);
    CHECK(mode(32, 1.0, 1.2) == BitErrors::Mode::Zeros);
    CHECK(mode(32, 1.0, -0.3) == BitErrors::Mode::Ones);
    CHECK(mode(32, 1.0, 0.8) == BitErrors::Mode::Dense);
    CHECK(mode(0, 1.0, 0.42) == BitErrors::Mode::Dense);
    CHECK(mode(32, 0.0, 0.42) == BitErrors::Mode::Zeros);
    CHECK(mode(32, 0.0, 0.01) == BitErrors::Mode::Dense);
}

TEST_CASE("bit_errors: gaps between candidates are geometric and no lane is forgotten",
          "[models][channel]") {
    // No light and a threshold at 3.2 sigma: every bit is a 1 with the tail's probability.
    const auto grid = oio::test::set_m_grid(2.125, 10.0);
    const int lanes = 70;  // more than two groups
    const double threshold = 3.2;
    BitErrors errors(oio::test::same_lanes(lanes, grid, 1.0), 8, true, 1, "e");
    for (int i = 0; i < lanes; ++i) errors.set_point(i, {32, 0.0, threshold, {}}, 0);
    std::vector<int> due(static_cast<std::size_t>(lanes));
    std::vector<double> ones(static_cast<std::size_t>(lanes), 0.0);
    std::vector<std::int64_t> last(static_cast<std::size_t>(lanes), -1);
    double total = 0, long_gaps = 0;
    const double p = oio::gaussian_tail(threshold);
    const double median = std::log(0.5) / std::log1p(-p);
    const int words = 40'000;
    for (std::int64_t m = 0; m < words; ++m) {
        if (!errors.any_due((m + 1) * 8)) continue;
        const int count = errors.due((m + 1) * 8, due.data());
        for (int d = 0; d < count; ++d) {
            const auto lane = static_cast<std::size_t>(due[static_cast<std::size_t>(d)]);
            const std::uint32_t flips =
                errors.flips(due[static_cast<std::size_t>(d)], m * 8, 0, nullptr);
            for (int k = 0; k < 8; ++k) {
                if (((flips >> k) & 1u) == 0) continue;
                ones[lane] += 1;
                total += 1;
                const std::int64_t bit = m * 8 + k;
                long_gaps += static_cast<double>(bit - last[lane]) > median;
                last[lane] = bit;
            }
        }
    }
    CHECK(oio::test::agrees(total, p * words * 8 * lanes));
    CHECK(std::abs(long_gaps - total / 2) < 3.3 * std::sqrt(total) / 2);
    for (double lane : ones) CHECK(std::abs(lane - p * words * 8) < 4.5 * std::sqrt(p * words * 8));
}

TEST_CASE("bit_errors: changing the point and back leaves the error rate as it was",
          "[models][channel]") {
    const auto grid = oio::test::set_m_grid(2.125, 10.0);
    BitErrors errors(oio::test::same_lanes(1, grid, 1.0), 8, true, 3, "e");
    int due = 0;
    double ones[2] = {0, 0};
    const int words = 400'000;
    for (std::int64_t m = 0; m < words; ++m) {
        const int which = m % 3 == 0 ? 1 : 0;
        errors.set_point(0, {32, 0.0, which == 1 ? 2.5 : 3.0, {}}, m * 8);
        if (!errors.any_due((m + 1) * 8) || errors.due((m + 1) * 8, &due) == 0) continue;
        for (std::uint32_t f = errors.flips(0, m * 8, 0, nullptr); f != 0; f &= f - 1)
            ones[which] += 1;
    }
    CHECK(oio::test::agrees(ones[0], oio::gaussian_tail(3.0) * 8 * words * 2 / 3));
    CHECK(oio::test::agrees(ones[1], oio::gaussian_tail(2.5) * 8 * words / 3));
}
