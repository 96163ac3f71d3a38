// SPDX-License-Identifier: Apache-2.0
#include "models/phy/fibre.hpp"

#include <cmath>

#include "models/phy/constants.hpp"

namespace oio {

namespace {

// Malitson 1965, equation (1): strengths, and resonance wavelengths in um.
constexpr double kStrength[3] = {0.6961663, 0.4079426, 0.8974794};
constexpr double kResonanceUm[3] = {0.0684043, 0.1162414, 9.896161};
const double kFwhmPerSigma = 2.0 * std::sqrt(2.0 * std::log(2.0));

/// n and its first two derivatives by wavelength in um.
struct Index {
    double n, slope, curvature;
};

Index index_at(double wavelength_nm) {
    check_range("silica", "wavelength_nm", wavelength_nm, 210.0, 3710.0, "nm");
    const double x = wavelength_nm * 1e-3;
    double square = 1.0;
    double square_slope = 0.0;
    double square_curvature = 0.0;
    for (int i = 0; i < 3; ++i) {
        const double c = kResonanceUm[i] * kResonanceUm[i];
        const double below = x * x - c;
        square += kStrength[i] * x * x / below;
        square_slope -= kStrength[i] * 2.0 * x * c / (below * below);
        square_curvature += kStrength[i] * 2.0 * c * (3.0 * x * x + c) / (below * below * below);
    }
    const double n = std::sqrt(square);
    const double slope = 0.5 * square_slope / n;
    return {n, slope, (0.5 * square_curvature - slope * slope) / n};
}

}  // namespace

double silica::refractive_index(double wavelength_nm) {
    return index_at(wavelength_nm).n;
}

double silica::group_index(double wavelength_nm) {
    const Index index = index_at(wavelength_nm);
    return index.n - wavelength_nm * 1e-3 * index.slope;
}

double silica::dispersion_ps_per_nm_km(double wavelength_nm) {
    // In SI s/m^2: um^-2 is 1e12 m^-2; 1 s/m^2 is 1e12 ps in 1e9 nm and 1e-3 km.
    const double s_per_m2 =
        wavelength_nm * 1e-9 / constants::kLightMPerS * index_at(wavelength_nm).curvature * 1e12;
    return -s_per_m2 * 1e6;
}

const std::vector<Parameter<FibreConfig>>& FibreConfig::parameters() {
    using C = FibreConfig;
    static const std::vector<Parameter<C>> list = {
        {"attenuation_db_per_m", &C::attenuation_db_per_m, "dB/m", 0.0, 10.0},
        {"modal_ps_per_m", &C::modal_ps_per_m, "ps/m", 0.0, 1000.0},
        {"dispersion_factor", &C::dispersion_factor, "", 0.0, 5.0},
        {"connector_db", &C::connector_db, "dB", 0.0, 20.0},
        {"pitch_um", &C::pitch_um, "um", 1.0, 1000.0},
        {"crosstalk_db", &C::crosstalk_db, "dB", -100.0, -8.0},
        {"crosstalk_falloff_db", &C::crosstalk_falloff_db, "dB", 0.0, 60.0},
    };
    return list;
}

void FibreConfig::validate() const {
    check_parameters(*this);
}

Ratio FibreConfig::transmission(Length length) const {
    return Ratio::from_db(-attenuation_db_per_m * length.m());
}

Duration FibreConfig::chromatic_spread(Length length, double wavelength_nm,
                                       double linewidth_fwhm_nm) const {
    const double ps_per_nm_m =
        std::abs(silica::dispersion_ps_per_nm_km(wavelength_nm)) * dispersion_factor * 1e-3;
    return Duration::from_ps(ps_per_nm_m * linewidth_fwhm_nm / kFwhmPerSigma * length.m());
}

Duration FibreConfig::modal_spread(Length length) const {
    return Duration::from_ps(modal_ps_per_m * length.m());
}

Duration FibreConfig::flight(Length length, double wavelength_nm) {
    return Duration::from_seconds(length.m() * silica::group_index(wavelength_nm) /
                                  constants::kLightMPerS);
}

Duration FibreConfig::step_index_spread(Length length, double numerical_aperture,
                                        double wavelength_nm) {
    check_range(kName, "numerical_aperture", numerical_aperture, 0.0, 1.0);
    return Duration::from_seconds(
        length.m() * numerical_aperture * numerical_aperture /
        (2.0 * silica::refractive_index(wavelength_nm) * constants::kLightMPerS));
}

}  // namespace oio
