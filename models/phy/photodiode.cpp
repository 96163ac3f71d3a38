// SPDX-License-Identifier: Apache-2.0
#include "models/phy/photodiode.hpp"

#include <cmath>

#include "models/phy/constants.hpp"

namespace oio {

const std::vector<Parameter<PhotodiodeConfig>>& PhotodiodeConfig::parameters() {
    using C = PhotodiodeConfig;
    static const std::vector<Parameter<C>> list = {
        {"responsivity_a_per_w", &C::responsivity_a_per_w, "A/W", 1e-3, 2.0},
        {"depletion_um", &C::depletion_um, "um", 0.01, 1000.0},
        {"saturation_cm_per_s", &C::saturation_cm_per_s, "cm/s", 1e5, 1e8},
        {"capacitance_ff", &C::capacitance_ff, "fF", 0.1, 1e5},
        {"dark_na", &C::dark_na, "nA", 0.0, 1e6},
        {"dark_doubling_k", &C::dark_doubling_k, "K", 1.0, 100.0},
    };
    return list;
}

void PhotodiodeConfig::validate() const {
    check_parameters(*this);
}

void PhotodiodeConfig::validate(double wavelength_nm) const {
    validate();
    const double limit = quantum_limit_a_per_w(wavelength_nm);
    if (responsivity_a_per_w <= limit) return;
    std::ostringstream message;
    message << "photodiode.responsivity_a_per_w: " << responsivity_a_per_w << " is outside [0.001, "
            << limit << "] A/W, the quantum limit at " << wavelength_nm << " nm";
    throw std::invalid_argument(message.str());
}

double PhotodiodeConfig::quantum_limit_a_per_w(double wavelength_nm) {
    return wavelength_nm * 1e-3 / constants::kPhotonEvUm;
}

Frequency PhotodiodeConfig::transit_pole() const {
    return Frequency::from_hz(0.45 * saturation_cm_per_s * 1e-2 / (depletion_um * 1e-6));
}

Frequency PhotodiodeConfig::pole(double input_ohm, double total_ff) const {
    const double rc_s = 2.0 * constants::kPi * input_ohm * total_ff * 1e-15;
    return Frequency::from_hz(1.0 / std::hypot(rc_s, transit_pole().period().seconds()));
}

double PhotodiodeConfig::dark_a(Temperature ambient) const {
    return dark_na * 1e-9 * std::exp2((ambient.celsius() - 25.0) / dark_doubling_k);
}

}  // namespace oio
