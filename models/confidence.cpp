// SPDX-License-Identifier: Apache-2.0
#include "models/confidence.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

// What Stirling's formula leaves of ln(gamma(z)), z >= 10 (Abramowitz and Stegun 6.1.41).
double stirling_rest(double z) {
    const double r = 1.0 / (z * z);
    return (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / z;
}

// ln(x), where y = 1 - x is known to full precision too.
double log_of(double x, double y) {
    return x < 0.5 ? std::log(x) : std::log1p(-y);
}

// ln( x^a y^b / B(a, b) ) with y = 1 - x. The obvious sum of lgamma() loses every digit at 1e12
// trials, so for a large parameter the large terms are cancelled by hand.
double log_front(double a, double b, double x, double y) {
    constexpr double kLarge = 10.0;
    constexpr double kHalfLogTwoPi = 0.91893853320467274178;
    if (a > b) return log_front(b, a, y, x);  // The larger parameter is called b.
    const double powers = b * log_of(y, x);
    if (b < kLarge) {
        return a * log_of(x, y) + powers + std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b);
    }
    // ln(G(a+b)/G(b)) - a ln(a+b) by Stirling, without its -a.
    const double ratio = (b - 0.5) * std::log1p(a / b) + stirling_rest(a + b) - stirling_rest(b);
    if (a < kLarge) return a * std::log(x * (a + b)) + powers + ratio - a - std::lgamma(a);
    // lgamma(a) by Stirling too: its terms of the size of a meet the others before they are added.
    return a * std::log(x * (a + b) / a) + powers + ratio + 0.5 * std::log(a) - kHalfLogTwoPi -
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

// 2F1(a + b, 1; a + 1; x): all terms are positive, so it is exact, and long: about b * x terms.
double beta_series(double a, double b, double x) {
    double term = 1.0;
    double sum = 1.0;
    for (double n = 0.0; term > sum * 1e-17; n += 1.0) {
        term *= (a + b + n) * x / (a + 1.0 + n);
        sum += term;
    }
    return sum;
}

// I_x(a, b) with y = 1 - x, which a small x needs to full precision.
double incomplete_beta(double a, double b, double x, double y) {
    if (x <= 0.0) return 0.0;
    if (y <= 0.0) return 1.0;
    const double front = std::exp(log_front(a, b, x, y));
    // Each side of the mean has a fraction that converges fast.
    if (x < (a + 1.0) / (a + b + 2.0)) return front * beta_fraction(a, b, x) / a;
    // The fraction in y knows x only as 1 - y, which is too coarse for a very small x.
    constexpr double kSmall = 1e-8;
    if (x < kSmall) return std::min(1.0, front * beta_series(a, b, x) / a);
    return 1.0 - front * beta_fraction(b, a, y) / b;
}

// The x with I_x(a, b) = p; I is monotonic, and halving always works.
double beta_quantile(double p, double a, double b) {
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 400; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high || high - low < 1e-14 * middle) break;
        (incomplete_beta(a, b, middle, 1.0 - middle) < p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
    return incomplete_beta(a, b, x, 1.0 - x);
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
