// SPDX-License-Identifier: Apache-2.0
#include "models/phy/receiver.hpp"

#include <algorithm>
#include <cmath>

#include "models/phy/constants.hpp"

namespace oio {

const std::vector<Parameter<ReceiverConfig>>& ReceiverConfig::parameters() {
    using C = ReceiverConfig;
    static const std::vector<Parameter<C>> list = {
        {"feedback_ohm", &C::feedback_ohm, "ohm", 10.0, 1e7},
        {"input_ohm", &C::input_ohm, "ohm", 0.0, 1e5},
        {"input_ff", &C::input_ff, "fF", 0.1, 1e5},
        {"gm_ms", &C::gm_ms, "mS", 0.01, 1e3},
        {"gamma", &C::gamma, "", 0.1, 10.0},
        {"bandwidth_ghz", &C::bandwidth_ghz, "GHz", 0.01, 100.0},
        {"bandwidth_per_gbps", &C::bandwidth_per_gbps, "GHz per Gb/s", 0.0, 5.0},
        {"limiting_amp_ghz", &C::limiting_amp_ghz, "GHz", 0.01, 1000.0},
        {"i2", &C::i2, "", 0.1, 10.0},
        {"i3", &C::i3, "", 0.01, 10.0},
        {"die_rise_k", &C::die_rise_k, "K", 0.0, 100.0},
        {"jitter_rj_mui", &C::jitter_rj_mui, "mUI", 0.0, 200.0},
        {"jitter_dj_mui", &C::jitter_dj_mui, "mUI", 0.0, 500.0},
        {"offset_na", &C::offset_na, "nA", -1e6, 1e6},
    };
    return list;
}

void ReceiverConfig::validate() const {
    check_parameters(*this);
}

Frequency ReceiverConfig::bandwidth(BitRate rate) const {
    return Frequency::from_ghz(std::max(bandwidth_ghz, bandwidth_per_gbps * rate.gbps()));
}

double ReceiverConfig::thermal_noise_a(BitRate rate, double total_ff, Temperature ambient) const {
    const double b = bandwidth(rate).hz();
    const double four_kt = 4.0 * constants::kBoltzmannJPerK * (ambient.kelvin() + die_rise_k);
    const double susceptance_per_hz = 2.0 * constants::kPi * total_ff * 1e-15;
    const double resistor = four_kt / feedback_ohm * i2 * b;
    const double device =
        four_kt * gamma / (gm_ms * 1e-3) * susceptance_per_hz * susceptance_per_hz * i3 * b * b * b;
    return std::sqrt(resistor + device);
}

double ReceiverConfig::shot_noise_a2_per_a(BitRate rate) const {
    return 2.0 * constants::kElementaryChargeC * i2 * bandwidth(rate).hz();
}

std::complex<double> ReceiverConfig::response(double hz, BitRate rate) const {
    const std::complex<double> s(0.0, hz / bandwidth(rate).hz());
    const std::complex<double> butterworth = 1.0 / (1.0 + std::sqrt(2.0) * s + s * s);
    return butterworth / std::complex<double>(1.0, hz / (limiting_amp_ghz * 1e9));
}

}  // namespace oio
