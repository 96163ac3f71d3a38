// SPDX-License-Identifier: Apache-2.0
//
// Constants of nature, exact since the SI of 2019, for formulas that mix practical units.
#pragma once

namespace oio::constants {

inline constexpr double kElementaryChargeC = 1.602176634e-19;
inline constexpr double kBoltzmannJPerK = 1.380649e-23;
inline constexpr double kPlanckJs = 6.62607015e-34;
inline constexpr double kLightMPerS = 299792458.0;
inline constexpr double kPi = 3.14159265358979323846;

/// Energy of a photon in electronvolts times its vacuum wavelength in micrometres: 1.2398.
inline constexpr double kPhotonEvUm = kPlanckJs * kLightMPerS / kElementaryChargeC * 1e6;

}  // namespace oio::constants
