// SPDX-License-Identifier: Apache-2.0
//
// Parameters of a micro-LED lane from driver to decision point, and the two calibrated sets.
//
// The lane is linear: rectangular NRZ current, one pole of the LED, a 2nd-order Butterworth
// receiver, Gaussian dispersion of the fibre, additive Gaussian noise.
#pragma once

#include "models/units.hpp"

namespace oio {

/// Defaults are set M.
struct LaneModelConfig {
    /// Pole of the LED and its driver, 0.01 to 100 GHz (carrier lifetime; -3 dB electrical).
    double led_pole_ghz = 1.39;
    /// Corner of the receiver, 2nd-order Butterworth, 0.01 to 100 GHz.
    double receiver_filter_ghz = 1.40;
    /// Optical attenuation of the fibre, 0 to 10 dB/m.
    double attenuation_db_per_m = 0.0725;
    /// Spectral width of the LED, full width at half maximum, 0 to 200 nm.
    double linewidth_fwhm_nm = 17.0;
    /// Chromatic dispersion; only its size counts, -5000 to 5000 ps/(nm km).
    double dispersion_ps_per_nm_km = 830.0;
    /// Rms modal spread, 0 to 1000 ps/m.
    double modal_ps_per_m = 2.5;
    /// Optical modulation amplitude over twice the noise, at length 0 before intersymbol
    /// interference; 0.1 to 1000.
    double q0 = 11.05;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;

    /// Rms noise at the decision point, in units of the all-ones level at length 0.
    double sigma() const { return 0.5 / q0; }
    /// Optical loss of the fibre as a power ratio below one.
    Ratio transmission(Length length) const;
    /// Rms width of the fibre's Gaussian impulse response.
    Duration dispersion(Length length) const;

    /// Set M: fitted to the MOSAIC prototype, 2 Gb/s at 20 m with BER 2e-8 and 1.6 Gb/s at 30 m
    /// (Benyahya et al., SIGCOMM 2025). One member of an under-determined family.
    static LaneModelConfig set_m();
    /// Set A: Avicena-class, fitted to 10 Gb/s back-to-back at BER 1e-10 (IEEE PTL 2025,
    /// 10.1109/LPT.2025.3552708). The receiver follows the rate: max(2.1 GHz, 0.7 x rate). The
    /// noise does not: q0 holds for every rate.
    static LaneModelConfig set_a(double rate_gbps);
};

}  // namespace oio
