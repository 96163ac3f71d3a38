// SPDX-License-Identifier: Apache-2.0
//
// A micro-LED as a device: light and voltage against current, junction temperature, wavelength,
// capacitance and ageing. The carriers are those of carrier_dynamics.
#pragma once

#include <vector>

#include "models/phy/carrier_dynamics.hpp"

namespace oio {

/// Sources of the defaults: models/params/devices.toml.
struct MicroLedConfig {
    static constexpr const char* kName = "micro_led";

    double wavelength_nm = 440.0;         ///< centre of the spectrum at 300 K
    double linewidth_fwhm_nm = 17.0;      ///< full width at half maximum
    double wavelength_nm_per_k = 0.04;    ///< shift with junction temperature
    double eta_lee = 0.125;               ///< share of the light that leaves the chip
    double voltage_10_v = 2.35;           ///< forward voltage at 10 A/cm^2 and 300 K
    double ideality = 2.0;                ///< of the diode
    double series_ohm = 300.0;            ///< contacts and spreading
    double voltage_mv_per_k = -2.0;       ///< of the forward voltage at constant current
    double capacitance_ff_per_um2 = 1.2;  ///< junction
    double thermal_k_per_w = 2000.0;      ///< junction to ambient
    double age_h = 0.0;                   ///< hours of use so far
    double age_lifetime_h = 1e7;          ///< time constant of ageing at the reference point
    double age_exponent = 0.5;            ///< beta of 1 - (t/tau)^beta
    double age_current_exponent = 2.0;    ///< tau ~ J^-this
    double age_activation_ev = 0.6;       ///< tau ~ exp(Ea/kT)
    CarrierConfig carriers;

    static const std::vector<Parameter<MicroLedConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// The device at one ambient temperature, heated by one average current.
class MicroLed {
public:
    /// Finds the junction temperature by fixed point. Throws std::invalid_argument for a bad config
    /// or a current outside [0, 0.1] A, std::domain_error if the device runs away thermally (no
    /// steady state below 700 K).
    MicroLed(const MicroLedConfig& config, Temperature ambient, double average_a);

    Temperature junction() const { return Temperature::from_kelvin(junction_k_); }
    const CarrierDynamics& carriers() const { return carriers_; }

    /// A/cm^2 of a current.
    double current_density(double current_a) const { return current_a / carriers_.area_cm2(); }
    double iqe(double current_a) const;
    /// External quantum efficiency: photons out per electron in.
    double eqe(double current_a) const;
    /// Light out at a density of carriers, and in the steady state of a current.
    Power emitted(double density) const {
        return Power::from_watts(watts_per_rate_ * carriers_.radiative(density));
    }
    Power emitted_at(double current_a) const;
    double forward_voltage_v(double current_a) const;
    /// Light out over electrical power in.
    double wall_plug_efficiency(double current_a) const;
    /// Electrical small-signal bandwidth of the carriers (|H|^2 = 1/2).
    Frequency bandwidth(double current_a) const;

    double wavelength_nm() const { return wavelength_nm_; }
    double capacitance_ff() const { return capacitance_ff_; }
    /// Energy of a photon over the elementary charge, volts.
    double photon_v() const;
    /// Share of the light that ageing has left, (0, 1].
    double remaining() const { return remaining_; }

private:
    MicroLedConfig config_;
    double junction_k_;
    CarrierDynamics carriers_;
    double wavelength_nm_;
    double capacitance_ff_;
    double remaining_;
    double watts_per_rate_;  ///< light per radiative recombination of 1/(cm^3 s)
};

/// Share of its light that a device gives after `hours` at a current density (A/cm^2) and junction
/// temperature: 1 - (t/tau)^beta, not below 0. tau is config.age_lifetime_h at 100 A/cm^2 and 300
/// K.
double remaining_after(const MicroLedConfig& config, double hours, double a_per_cm2,
                       Temperature junction);

}  // namespace oio
