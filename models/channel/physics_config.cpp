// SPDX-License-Identifier: Apache-2.0
#include "models/channel/physics_config.hpp"

namespace oio {

const std::vector<Parameter<ProcessConfig>>& ProcessConfig::parameters() {
    using C = ProcessConfig;
    static const std::vector<Parameter<C>> list = {
        {"power_sigma_db", &C::power_sigma_db, "dB", 0.0, 3.0},
        {"bandwidth_sigma", &C::bandwidth_sigma, "", 0.0, 0.3},
        {"offset_sigma_na", &C::offset_sigma_na, "nA", 0.0, 1e5},
    };
    return list;
}

void ProcessConfig::validate() const {
    check_parameters(*this);
}

void PhysicsConfig::validate() const {
    micro_led.validate();
    driver.validate();
    coupling.validate();
    fibre.validate();
    photodiode.validate(micro_led.wavelength_nm);
    receiver.validate();
    process.validate();
}

}  // namespace oio
