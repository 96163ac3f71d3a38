// SPDX-License-Identifier: Apache-2.0
#include "cosim/confidence.hpp"

#include <cmath>

namespace oio {

namespace {

// What Stirling's formula leaves of ln(gamma(z)), z >= 10 (Abramowitz and Stegun 6.1.41).
double stirling_rest(double z) {
    const double r = 1.0 / (z * z);
    return (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / z;
}

// ln( x^a (1-x)^b / B(a, b) ). The obvious sum of lgamma() loses every digit at 1e12 trials, so
// for a large parameter the large terms are cancelled by hand.
double log_front(double a, double b, double x) {
    constexpr double kLarge = 10.0;
    if (a > b) {
        // Symmetric: the larger parameter is called b. 1 - x is exact enough here, since a > b
        // means that x is not small.
        return log_front(b, a, 1.0 - x);
    }
    if (b < kLarge) {
        return a * std::log(x) + b * std::log1p(-x) + std::lgamma(a + b) - std::lgamma(a) -
               std::lgamma(b);
    }
    const double gamma_ratio_rest = (b - 0.5) * std::log1p(a / b) - a + stirling_rest(a + b) -
                                    stirling_rest(b);  // ln(G(a+b)/G(b)) - a ln(a+b)
    if (a < kLarge) {
        return a * std::log(x * (a + b)) + b * std::log1p(-x) + gamma_ratio_rest - std::lgamma(a);
    }
    constexpr double kHalfLogTwoPi = 0.91893853320467274178;
    // lgamma(a) by Stirling too, joined with the terms of its size.
    return a * std::log(x * (a + b) / a) + b * std::log1p(-x) + (b - 0.5) * std::log1p(a / b) +
           0.5 * std::log(a) - kHalfLogTwoPi + stirling_rest(a + b) - stirling_rest(b) -
           stirling_rest(a);
}

// Continued fraction of I_x(a, b) by Lentz's method (DLMF 8.17.22).
double beta_fraction(double a, double b, double x) {
    constexpr double kTiny = 1e-300;
    constexpr double kEnough = 1e-15;
    constexpr int kMost = 10'000'000;
    const auto guard = [](double v) { return std::fabs(v) < kTiny ? kTiny : v; };
    double c = 1.0;
    double d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    double value = d;
    for (int m = 1; m < kMost; ++m) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        value *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        value *= d * c;
        if (std::fabs(d * c - 1.0) < kEnough) break;
    }
    return value;
}

// The x with I_x(a, b) = p; I is monotonic, and halving always works.
double beta_quantile(double p, double a, double b) {
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 400; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high || high - low < 1e-13 * middle) break;
        (incomplete_beta(a, b, middle) < p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
    if (x <= 0.0) return 0.0;
    if (x >= 1.0) return 1.0;
    const double front = std::exp(log_front(a, b, x));
    // Each side of the mean has a fraction that converges fast.
    if (x < (a + 1.0) / (a + b + 2.0)) return front * beta_fraction(a, b, x) / a;
    return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

Interval clopper_pearson(std::uint64_t hits, std::uint64_t trials, double confidence) {
    if (trials == 0) return {};
    const double tail = (1.0 - confidence) / 2.0;
    const double k = static_cast<double>(hits);
    const double n = static_cast<double>(trials);
    Interval interval;
    if (hits > 0) interval.low = beta_quantile(tail, k, n - k + 1.0);
    if (hits < trials) interval.high = beta_quantile(1.0 - tail, k + 1.0, n - k);
    return interval;
}

}  // namespace oio
