// SPDX-License-Identifier: Apache-2.0
#include "models/phy/led_driver.hpp"

#include "models/phy/constants.hpp"

namespace oio {

const std::vector<Parameter<LedDriverConfig>>& LedDriverConfig::parameters() {
    using C = LedDriverConfig;
    static const std::vector<Parameter<C>> list = {
        {"bias_ua", &C::bias_ua, "uA", 0.0, 1e4},
        {"modulation_ua", &C::modulation_ua, "uA", 0.1, 1e5},
        {"bandwidth_ghz", &C::bandwidth_ghz, "GHz", 0.01, 100.0},
        {"output_ohm", &C::output_ohm, "ohm", 1.0, 1e6},
        {"parasitic_ff", &C::parasitic_ff, "fF", 0.0, 1e4},
        {"supply_v", &C::supply_v, "V", 0.5, 10.0},
        {"current_per_k", &C::current_per_k, "1/K", -2e-3, 2e-3},
    };
    return list;
}

void LedDriverConfig::validate() const {
    check_parameters(*this);
}

Frequency LedDriverConfig::rc_pole(double series_ohm, double junction_ff) const {
    const double ohm = series_ohm * output_ohm / (series_ohm + output_ohm);
    const double seconds = ohm * (junction_ff + parasitic_ff) * 1e-15;
    constexpr double kFastest = 1e-14;  // 16 THz: no RC at all
    return Frequency::from_hz(1.0 / (2.0 * constants::kPi * (seconds + kFastest)));
}

}  // namespace oio
