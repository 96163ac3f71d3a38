// SPDX-License-Identifier: Apache-2.0
//
// Receiver of a lane: transimpedance amplifier and its noise, limiting amplifier, sampler.
#pragma once

#include <complex>
#include <vector>

#include "models/parameter.hpp"
#include "models/units.hpp"

namespace oio {

/// Sources of the defaults: models/params/devices.toml.
struct ReceiverConfig {
    static constexpr const char* kName = "receiver";

    double feedback_ohm = 15e3;  ///< of the transimpedance amplifier
    double input_ohm = 300.0;    ///< seen by the photodiode: feedback over loop gain
    double input_ff = 40.0;      ///< amplifier's input and wiring
    double gm_ms = 6.0;          ///< transconductance of the input device
    double gamma = 1.0;          ///< its excess noise factor
    double bandwidth_ghz = 1.4;  ///< 2nd-order Butterworth; this or the next, whichever is more
    double bandwidth_per_gbps = 0.7;  ///< GHz for each Gb/s of the lane
    double limiting_amp_ghz = 10.0;   ///< pole of the limiting amplifier
    double i2 = 1.1107;               ///< noise integral of white noise over bandwidth
    double i3 = 1.1107;               ///< of noise that grows with frequency, over bandwidth cubed
    double die_rise_k = 30.0;         ///< die above ambient
    double jitter_rj_mui = 10.0;      ///< sampler's random jitter, rms
    double jitter_dj_mui = 50.0;      ///< sampler's deterministic jitter, dual-Dirac peak to peak
    double offset_na = 0.0;           ///< of the comparator, at the amplifier's input

    static const std::vector<Parameter<ReceiverConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;

    /// Corner of the Butterworth at a lane rate.
    Frequency bandwidth(BitRate rate) const;
    /// Rms noise current at the input that does not depend on the light, without dark current:
    /// feedback resistor and input device, at a total input capacitance.
    double thermal_noise_a(BitRate rate, double total_ff, Temperature ambient) const;
    /// Variance of shot noise for each ampere of photocurrent, A^2/A.
    double shot_noise_a2_per_a(BitRate rate) const;
    /// Response of Butterworth and limiting amplifier at a frequency; 1 at 0.
    std::complex<double> response(double hz, BitRate rate) const;
};

}  // namespace oio
