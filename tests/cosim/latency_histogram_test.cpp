// SPDX-License-Identifier: Apache-2.0
#include "cosim/latency_histogram.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using oio::LatencyHistogram;

TEST_CASE("latency_histogram: small times are exact to the picosecond", "[cosim]") {
    LatencyHistogram histogram;
    for (std::uint64_t ps = 1; ps <= 100; ++ps) histogram.add(ps * 1000);
    CHECK(histogram.min_ns() == 0.001);
    CHECK(histogram.max_ns() == 0.1);
    CHECK(histogram.mean_ns() == Approx(0.0505));
    CHECK(histogram.percentile_ns(0.5) == Approx(0.050));
    CHECK(histogram.percentile_ns(0.99) == Approx(0.099));
    CHECK(histogram.percentile_ns(1.0) == Approx(0.100));
}

TEST_CASE("latency_histogram: percentiles of large times stay within 1/8192", "[cosim]") {
    std::mt19937_64 random(1);
    std::vector<std::uint64_t> times(20'000);
    LatencyHistogram histogram;
    for (std::uint64_t& time : times) {
        time = 20'000'000 + random() % 5'000'000'000;
        histogram.add(time);
    }
    std::sort(times.begin(), times.end());
    for (const double p : {0.01, 0.5, 0.9, 0.99, 0.999}) {
        const auto rank = static_cast<std::size_t>(std::lround(p * 20'000)) - 1;
        CHECK(histogram.percentile_ns(p) == Approx(double(times[rank]) / 1e6).epsilon(1.0 / 8192));
    }
    CHECK(histogram.max_ns() == double(times.back()) / 1e6);
}

TEST_CASE("latency_histogram: bins hold every sample once", "[cosim]") {
    LatencyHistogram histogram;
    for (std::uint64_t i = 0; i < 5000; ++i) histogram.add(50'000'000 + i * 13'000);
    histogram.add(900'000'000);
    std::uint64_t sum = 0;
    for (const LatencyHistogram::Bin& bin : histogram.bins(40)) sum += bin.count;
    CHECK(sum == histogram.count());
    CHECK(histogram.bins(40).back().high_ns < 200.0);
}

TEST_CASE("latency_histogram: merging equals adding", "[cosim]") {
    LatencyHistogram both;
    LatencyHistogram one;
    LatencyHistogram two;
    for (std::uint64_t i = 0; i < 100; ++i) {
        (i % 2 ? one : two).add(i * 777'000);
        both.add(i * 777'000);
    }
    one.merge(two);
    CHECK(one.count() == both.count());
    CHECK(one.percentile_ns(0.7) == both.percentile_ns(0.7));
    CHECK(one.max_ns() == both.max_ns());
}

TEST_CASE("latency_histogram: empty answers zero", "[cosim]") {
    const LatencyHistogram histogram;
    CHECK(histogram.mean_ns() == 0.0);
    CHECK(histogram.min_ns() == 0.0);
    CHECK(histogram.percentile_ns(0.5) == 0.0);
    CHECK(histogram.bins(10).empty());
}
