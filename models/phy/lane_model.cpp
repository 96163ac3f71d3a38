// SPDX-License-Identifier: Apache-2.0
#include "models/phy/lane_model.hpp"

#include <algorithm>
#include <cmath>

#include "models/parameter.hpp"

namespace oio {

namespace {

constexpr double kFwhmPerSigma = 2.355;  // of a Gaussian, 2 sqrt(2 ln 2)

}  // namespace

void LaneModelConfig::validate() const {
    check_range("lane_model", "led_pole_ghz", led_pole_ghz, 0.01, 100.0);
    check_range("lane_model", "receiver_filter_ghz", receiver_filter_ghz, 0.01, 100.0);
    check_range("lane_model", "attenuation_db_per_m", attenuation_db_per_m, 0.0, 10.0);
    check_range("lane_model", "linewidth_fwhm_nm", linewidth_fwhm_nm, 0.0, 200.0);
    check_range("lane_model", "dispersion_ps_per_nm_km", dispersion_ps_per_nm_km, -5000.0, 5000.0);
    check_range("lane_model", "modal_ps_per_m", modal_ps_per_m, 0.0, 1000.0);
    check_range("lane_model", "q0", q0, 0.1, 1000.0);
}

Ratio LaneModelConfig::transmission(Length length) const {
    return Ratio::from_db(-attenuation_db_per_m * length.m());
}

Duration LaneModelConfig::dispersion(Length length) const {
    const double chromatic_ps_per_m =
        std::abs(dispersion_ps_per_nm_km) * 1e-3 * linewidth_fwhm_nm / kFwhmPerSigma;
    return Duration::from_ps(std::hypot(chromatic_ps_per_m, modal_ps_per_m) * length.m());
}

LaneModelConfig LaneModelConfig::set_m() {
    return LaneModelConfig{};
}

LaneModelConfig LaneModelConfig::set_a(double rate_gbps) {
    check_range("lane_model", "rate_gbps", rate_gbps, 0.1, 100.0);
    LaneModelConfig config;
    config.led_pole_ghz = 2.6;
    config.receiver_filter_ghz = std::max(2.1, 0.7 * rate_gbps);
    config.attenuation_db_per_m = 0.07;
    config.linewidth_fwhm_nm = 15.0;
    config.dispersion_ps_per_nm_km = 896.0;
    config.modal_ps_per_m = 2.0;
    config.q0 = 12.0;
    return config;
}

}  // namespace oio
