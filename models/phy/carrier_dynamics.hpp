// SPDX-License-Identifier: Apache-2.0
//
// Carriers in the active layer of a micro-LED: generation by the junction's current, recombination
// by the ABC model with phase-space filling, background carriers, sidewalls and temperature.
//
//   dn/dt = eta_inj J / (q d) - R(n),   R(n) = A n + B n (n + p0) / (1 + n/n_sat) + C n^3
//
// Units as the field writes them: carriers per cm^3, A/cm^2, cm/s.
#pragma once

#include <vector>

#include "models/parameter.hpp"
#include "models/units.hpp"

namespace oio {

/// The material and the mesa. Defaults: a lifetime-engineered device of 10 um; models/params/
/// devices.toml has the sources.
struct CarrierConfig {
    static constexpr const char* kName = "carriers";

    double a_per_s = 8e8;             ///< Shockley-Read-Hall in the bulk, at 300 K
    double b_cm3_per_s = 7e-11;       ///< radiative, at 300 K
    double c_cm6_per_s = 1.5e-30;     ///< Auger, at 300 K
    double p0_per_cm3 = 1.2e20;       ///< background carriers (doping, localised holes)
    double n_sat_per_cm3 = 1e20;      ///< density where phase-space filling halves B
    double d_eff_nm = 2.5;            ///< effective thickness of the wells
    double diameter_um = 10.0;        ///< of the round mesa
    double surface_cm_per_s = 500.0;  ///< surface recombination velocity of the sidewall
    double eta_inj = 0.9;             ///< share of the current that reaches the wells
    double b_exponent = 1.5;          ///< B ~ (300/T)^this
    double c_exponent = 0.5;          ///< C ~ (300/T)^this
    double a_activation_ev = 0.07;    ///< A ~ exp(Ea/k (1/300 - 1/T))
    double rate_factor = 1.0;         ///< of A and p0 at equal IQE: spread of bandwidth over lanes

    static const std::vector<Parameter<CarrierConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;

    /// The planar c-plane device of the ABC table of physics.md 1.1: 1.55 GHz at 5996 A/cm^2,
    /// published 1.53 GHz (C-plane blue micro-LED, 2022). Slow at low current.
    static CarrierConfig planar();
};

/// The rate equation at one temperature.
class CarrierDynamics {
public:
    /// Throws std::invalid_argument for a bad config or a junction outside [200, 700] K.
    CarrierDynamics(const CarrierConfig& config, Temperature junction);

    /// Carriers per cm^3 and second.
    double generation(double a_per_cm2) const { return generation_per_a_cm2_ * a_per_cm2; }
    double recombination(double n) const {
        return n * (a_ + b_ * (n + p0_) / (1.0 + n * inverse_n_sat_) + c_ * n * n);
    }
    double radiative(double n) const { return b_ * n * (n + p0_) / (1.0 + n * inverse_n_sat_); }
    /// dR/dn, per second: the inverse of the differential lifetime.
    double differential_rate(double n) const;

    /// Density in the steady state of a current, A/cm^2 (0 to 1e6); Newton's method, to 1e-12.
    double density(double a_per_cm2) const;
    /// Share of recombination that gives light.
    double iqe(double n) const;
    /// Differential carrier lifetime.
    Duration lifetime(double n) const { return Duration::from_seconds(1.0 / differential_rate(n)); }
    /// Where the electrical response to a small signal has fallen to half the power (|H|^2 = 1/2).
    Frequency bandwidth(double n) const {
        return Frequency::from_hz(differential_rate(n) / 6.283185307179586);
    }
    /// n after a time step, s, in which the current density (A/cm^2) goes from `from` through
    /// `middle` to `to`: 4th-order Runge-Kutta. The step must stay below the lifetime.
    double advance(double n, double from, double middle, double to, double step_s) const {
        const double k1 = generation(from) - recombination(n);
        const double k2 = generation(middle) - recombination(n + 0.5 * step_s * k1);
        const double k3 = generation(middle) - recombination(n + 0.5 * step_s * k2);
        const double k4 = generation(to) - recombination(n + step_s * k3);
        return n + step_s / 6.0 * (k1 + 2.0 * (k2 + k3) + k4);
    }

    /// Area of the mesa, cm^2.
    double area_cm2() const { return area_cm2_; }
    double a_per_s() const { return a_; }

private:
    double a_, b_, c_, p0_, inverse_n_sat_;
    double generation_per_a_cm2_;
    double area_cm2_;
};

}  // namespace oio
