// SPDX-License-Identifier: Apache-2.0
#include "models/phy/led_waveform.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

// A Runge-Kutta step is this share of the shortest carrier lifetime at most: error below 1e-6.
constexpr double kStepOfLifetime = 0.25;
constexpr int kSettlingBits = 64;

/// Two poles in a row, advanced exactly while the input is constant.
class TwoPoles {
public:
    TwoPoles(Frequency first, Frequency second, double step_s, double start)
        : first_(start), second_(start) {
        const double a = first.radians_per_second();
        double b = second.radians_per_second();
        if (std::abs(a - b) < 1e-6 * a) b *= 1.0 + 1e-6;  // the formula needs distinct poles
        first_decay_ = std::exp(-a * step_s);
        second_decay_ = std::exp(-b * step_s);
        mixed_ = b / (b - a) * (first_decay_ - second_decay_);
    }
    double value() const { return second_; }
    double advance(double input) {
        const double above = first_ - input;
        second_ = input + (second_ - input) * second_decay_ + above * mixed_;
        first_ = input + above * first_decay_;
        return second_;
    }

private:
    double first_, second_;
    double first_decay_, second_decay_, mixed_;
};

int substeps(const MicroLed& led, double highest_a, double sample_s) {
    const double n = led.carriers().density(led.current_density(highest_a));
    const double rate = led.carriers().differential_rate(n);
    return std::max(1, static_cast<int>(std::ceil(sample_s * rate / kStepOfLifetime)));
}

}  // namespace

std::vector<double> periodic_light(const MicroLed& led, const DriveEdges& edges,
                                   const std::vector<std::uint8_t>& bits, Duration unit_interval,
                                   int samples_per_ui) {
    if (bits.empty() || samples_per_ui < 1) {
        throw std::invalid_argument("periodic_light: needs bits and samples");
    }
    const double sample_s = unit_interval.seconds() / samples_per_ui;
    const int parts = substeps(led, std::max(edges.zero_a, edges.one_a), sample_s);
    const double step_s = sample_s / parts;
    const CarrierDynamics& carriers = led.carriers();
    const double zero = led.current_density(edges.zero_a);
    const double one = led.current_density(edges.one_a);

    const std::size_t count = bits.size();
    const std::size_t warm = std::min<std::size_t>(kSettlingBits, count);
    const double start = bits[count - warm] != 0 ? one : zero;
    TwoPoles drive(edges.driver_pole, edges.rc_pole, 0.5 * step_s, start);
    double n = carriers.density(start);
    std::vector<double> light(count * static_cast<std::size_t>(samples_per_ui));
    for (std::size_t i = 0; i < warm + count; ++i) {
        const std::size_t bit = (count - warm + i) % count;
        const double target = bits[bit] != 0 ? one : zero;
        for (int sample = 0; sample < samples_per_ui; ++sample) {
            if (i >= warm) {
                light[bit * static_cast<std::size_t>(samples_per_ui) +
                      static_cast<std::size_t>(sample)] = led.emitted(n).watts();
            }
            for (int part = 0; part < parts; ++part) {
                const double from = drive.value();
                const double middle = drive.advance(target);
                const double to = drive.advance(target);
                n = carriers.advance(n, from, middle, to, step_s);
            }
        }
    }
    return light;
}

std::vector<double> step_light(const MicroLed& led, double from_a, double to_a, Duration time_step,
                               int steps) {
    const CarrierDynamics& carriers = led.carriers();
    const int parts = substeps(led, std::max(from_a, to_a), time_step.seconds());
    const double density = led.current_density(to_a);
    double n = carriers.density(led.current_density(from_a));
    std::vector<double> light{led.emitted(n).watts()};
    for (int i = 0; i < steps; ++i) {
        for (int part = 0; part < parts; ++part) {
            n = carriers.advance(n, density, density, density, time_step.seconds() / parts);
        }
        light.push_back(led.emitted(n).watts());
    }
    return light;
}

Duration crossing_time(const std::vector<double>& curve, double level, Duration time_step) {
    const double target = curve.front() + level * (curve.back() - curve.front());
    const bool rising = curve.back() > curve.front();
    for (std::size_t i = 1; i < curve.size(); ++i) {
        if (rising ? curve[i] < target : curve[i] > target) continue;
        const double part = (target - curve[i - 1]) / (curve[i] - curve[i - 1]);
        return time_step * (static_cast<double>(i - 1) + part);
    }
    throw std::domain_error("crossing_time: the curve never gets there");
}

}  // namespace oio
