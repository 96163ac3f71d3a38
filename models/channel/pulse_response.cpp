// SPDX-License-Identifier: Apache-2.0
#include "models/channel/pulse_response.hpp"

#include <algorithm>
#include <cmath>

#include "models/parameter.hpp"

namespace oio {

namespace {

constexpr double kReachSigma = 8.0;  // of the Gaussian: 1e-15 of it lies outside
constexpr double kStepsPerScale = 12.0;
constexpr int kMostParts = 16;  // of a sample's distance; a finer Gaussian is quicker one by one

}  // namespace

PulseResponse::PulseResponse(const LaneModelConfig& config, BitRate rate, Length length)
    : amplitude_(config.transmission(length).linear()),
      spread_ui_(config.dispersion(length) / rate.unit_interval()) {
    config.validate();
    check_range("pulse_response", "rate_gbps", rate.gbps(), 0.01, 100.0);
    check_range("pulse_response", "length_m", length.m(), 0.0, 1000.0);
    const double ui = rate.unit_interval().seconds();
    const double a = Frequency::from_ghz(config.led_pole_ghz).radians_per_second() * ui;
    const double w = Frequency::from_ghz(config.receiver_filter_ghz).radians_per_second() * ui;
    led_pole_ = -a;
    filter_pole_ = std::complex<double>(-w, w) * std::sqrt(0.5);
    // Residues of a w^2 / (s (s + a) (s^2 + sqrt(2) w s + w^2)) at the LED pole and at one of the
    // receiver's; the residue at 0 is 1.
    led_residue_ = -w * w / (a * a - std::sqrt(2.0) * w * a + w * w);
    const std::complex<double> p = filter_pole_;
    filter_residue_ = a * w * w / (p * (p + a) * (p - std::conj(p)));
    const double scale = std::min({spread_ui_, 1.0 / a, 1.0 / w});
    quadrature_step_ui_ = scale / kStepsPerScale;
}

double PulseResponse::filters_step(double t_ui) const {
    if (t_ui <= 0.0) return 0.0;
    return 1.0 + led_residue_ * std::exp(led_pole_ * t_ui) +
           2.0 * (filter_residue_ * std::exp(filter_pole_ * t_ui)).real();
}

double PulseResponse::filters_pulse(double t_ui) const {
    return filters_step(t_ui) - filters_step(t_ui - 1.0);
}

double PulseResponse::at(double t_ui) const {
    // Below this the Gaussian is narrower than anything a sampler can resolve.
    if (spread_ui_ < 1e-6) return amplitude_ * filters_pulse(t_ui);
    const double reach = kReachSigma * spread_ui_;
    const int steps = std::max(1, static_cast<int>(std::ceil(reach / quadrature_step_ui_)));
    const double step = reach / steps;
    double sum = 0.0;
    double weight = 0.0;
    for (int i = -steps; i <= steps; ++i) {
        const double shift = i * step;
        const double density = std::exp(-0.5 * (shift / spread_ui_) * (shift / spread_ui_));
        sum += density * filters_pulse(t_ui - shift);
        weight += density;
    }
    return amplitude_ * sum / weight;
}

// Sum of the trapezoidal rule over a table of the filters' pulse, whose spacing divides 1 / per_ui.
std::vector<double> PulseResponse::sampled(int first, int count, int per_ui) const {
    std::vector<double> levels;
    const double needed = 1.0 / per_ui / quadrature_step_ui_;  // infinite without any spread
    if (!(needed <= kMostParts)) {
        for (int i = 0; i < count; ++i) {
            levels.push_back(at(static_cast<double>(first + i) / per_ui));
        }
        return levels;
    }
    const int parts = std::max(1, static_cast<int>(std::ceil(needed)));
    const double step = 1.0 / per_ui / parts;
    const int reach = static_cast<int>(std::ceil(kReachSigma * spread_ui_ / step));
    std::vector<double> density;
    double weight = 0.0;
    for (int i = -reach; i <= reach; ++i) {
        const double shift = i * step / spread_ui_;
        density.push_back(std::exp(-0.5 * shift * shift));
        weight += density.back();
    }
    const int from = first * parts - reach;
    std::vector<double> pulse;
    for (int i = 0; i <= (count - 1) * parts + 2 * reach; ++i) {
        pulse.push_back(filters_pulse((from + i) * step));
    }
    for (int i = 0; i < count; ++i) {
        const double* const around = pulse.data() + static_cast<std::size_t>(i * parts);
        double sum = 0.0;
        for (std::size_t k = 0; k < density.size(); ++k) sum += density[k] * around[k];
        levels.push_back(amplitude_ * sum / weight);
    }
    return levels;
}

}  // namespace oio
