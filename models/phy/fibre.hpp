// SPDX-License-Identifier: Apache-2.0
//
// Fused silica and the imaging fibre made of it: attenuation, delay and spread of pulses.
#pragma once

#include <vector>

#include "models/parameter.hpp"
#include "models/units.hpp"

namespace oio {

/// Fused silica by the three-term Sellmeier equation (Malitson, J. Opt. Soc. Am. 55, 1205, 1965;
/// 20 C, 210 to 3710 nm). Wavelengths are vacuum ones, nm; outside of that range the functions
/// throw std::invalid_argument.
namespace silica {

double refractive_index(double wavelength_nm);
/// n - lambda dn/dlambda.
double group_index(double wavelength_nm);
/// -lambda/c d2n/dlambda2, ps/(nm km); negative in the blue.
double dispersion_ps_per_nm_km(double wavelength_nm);

}  // namespace silica

/// Sources of the defaults: models/params/devices.toml.
struct FibreConfig {
    static constexpr const char* kName = "fibre";

    double attenuation_db_per_m = 0.0725;
    double modal_ps_per_m = 2.5;         ///< rms spread of the modes that the launch excites
    double dispersion_factor = 1.0;      ///< chromatic dispersion relative to pure silica
    double connector_db = 1.5;           ///< all connectors together
    double pitch_um = 50.0;              ///< of the hexagonal array of lanes
    double crosstalk_db = -27.0;         ///< power that leaks into each adjacent lane
    double crosstalk_falloff_db = 12.0;  ///< more loss for each further ring of lanes

    static const std::vector<Parameter<FibreConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;

    /// Attenuation over a length, without connectors.
    Ratio transmission(Length length) const;
    /// Rms widths of the impulse response: by wavelength, by mode, and of both.
    Duration chromatic_spread(Length length, double wavelength_nm, double linewidth_fwhm_nm) const;
    Duration modal_spread(Length length) const;
    /// Time of flight.
    static Duration flight(Length length, double wavelength_nm);
    /// Longest modal delay difference of a step-index guide: L NA^2 / (2 n c). Its rms for equal
    /// power in all modes is this over 2 sqrt(3).
    static Duration step_index_spread(Length length, double numerical_aperture,
                                      double wavelength_nm);
};

}  // namespace oio
