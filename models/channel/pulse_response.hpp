// SPDX-License-Identifier: Apache-2.0
//
// Response of a lane to one isolated `1`, at the decision point.
#pragma once

#include <complex>
#include <vector>

#include "models/phy/lane_model.hpp"
#include "models/units.hpp"

namespace oio {

/// Rectangular pulse of one unit interval through LED pole, receiver filter and fibre. Scaled so
/// that the level of endless ones at length 0 is 1: attenuation lowers it.
///
/// The filters' step response is exact (partial fractions of their three poles); the Gaussian of
/// the fibre is applied by the trapezoidal rule, good to 1e-7 of the level.
class PulseResponse {
public:
    /// Throws std::invalid_argument for a bad model, a rate outside [0.01, 100] Gb/s or a length
    /// outside [0, 1000] m.
    PulseResponse(const LaneModelConfig& config, BitRate rate, Length length);

    /// Level at `t_ui` unit intervals after the start of the pulse (flight time excluded).
    double at(double t_ui) const;

    /// Levels at `count` times from `first` / per_ui unit intervals on, 1 / per_ui apart: at() for
    /// all of them, much faster.
    std::vector<double> sampled(int first, int count, int per_ui) const;

    /// Level of endless ones.
    double all_ones() const { return amplitude_; }
    /// Rms spread of the fibre, in unit intervals.
    double spread_ui() const { return spread_ui_; }

private:
    /// Response of LED and receiver to a step at 0, and to the pulse.
    double filters_step(double t_ui) const;
    double filters_pulse(double t_ui) const;

    double amplitude_;
    double spread_ui_;
    double led_pole_;  // of the LED, per unit interval
    double led_residue_ = 0.0;
    std::complex<double> filter_pole_;  // one of the conjugate pair of the receiver
    std::complex<double> filter_residue_;
    double quadrature_step_ui_ = 0.0;
};

}  // namespace oio
