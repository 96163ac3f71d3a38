// SPDX-License-Identifier: Apache-2.0
//
// Photodiode: current from light, and how fast.
#pragma once

#include <vector>

#include "models/parameter.hpp"
#include "models/units.hpp"

namespace oio {

/// Sources of the defaults: models/params/devices.toml.
struct PhotodiodeConfig {
    static constexpr const char* kName = "photodiode";

    double responsivity_a_per_w = 0.25;
    double depletion_um = 1.0;         ///< thickness that the carriers cross
    double saturation_cm_per_s = 1e7;  ///< their velocity
    double capacitance_ff = 20.0;
    double dark_na = 0.01;          ///< at 25 C
    double dark_doubling_k = 10.0;  ///< warming that doubles the dark current

    static const std::vector<Parameter<PhotodiodeConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
    /// The same, and that the responsivity is one that light of this wavelength allows.
    void validate(double wavelength_nm) const;

    /// One electron for each photon: lambda / 1.2398 um, A/W.
    static double quantum_limit_a_per_w(double wavelength_nm);
    /// Pole of the carriers' transit: 0.45 v / w.
    Frequency transit_pole() const;
    /// Transit and the RC with an input resistance and a total capacitance, as one pole:
    /// 1/f^2 = 1/f_tr^2 + 1/f_RC^2.
    Frequency pole(double input_ohm, double total_ff) const;
    double dark_a(Temperature ambient) const;
};

}  // namespace oio
