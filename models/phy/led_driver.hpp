// SPDX-License-Identifier: Apache-2.0
//
// Current driver of a micro-LED: levels, edges, and the RC of its output and the junction.
#pragma once

#include <vector>

#include "models/parameter.hpp"
#include "models/units.hpp"

namespace oio {

/// Sources of the defaults: models/params/devices.toml.
struct LedDriverConfig {
    static constexpr const char* kName = "driver";

    double bias_ua = 20.0;          ///< current of a 0
    double modulation_ua = 160.0;   ///< added by a 1
    double bandwidth_ghz = 5.0;     ///< pole of the driver itself
    double output_ohm = 1000.0;     ///< in parallel with the LED's series resistance
    double parasitic_ff = 30.0;     ///< pad and wiring
    double supply_v = 3.5;          ///< rail that the current is drawn from
    double current_per_k = 7.3e-5;  ///< relative rise of the current from 25 C on

    static const std::vector<Parameter<LedDriverConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;

    /// Amperes of a steady 0 and 1, and their mean.
    double zero_a(Temperature ambient) const { return 1e-6 * bias_ua * drift(ambient); }
    double one_a(Temperature ambient) const {
        return 1e-6 * (bias_ua + modulation_ua) * drift(ambient);
    }
    double average_a(Temperature ambient) const { return 0.5 * (zero_a(ambient) + one_a(ambient)); }
    /// Pole of the LED's junction and this driver: 1 / (2 pi (R_s || R_out) (C_j + C_p)).
    Frequency rc_pole(double series_ohm, double junction_ff) const;

private:
    double drift(Temperature ambient) const {
        return 1.0 + current_per_k * (ambient.celsius() - 25.0);
    }
};

}  // namespace oio
