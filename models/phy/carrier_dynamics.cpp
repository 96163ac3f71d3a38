// SPDX-License-Identifier: Apache-2.0
#include "models/phy/carrier_dynamics.hpp"

#include <cmath>

#include "models/phy/constants.hpp"

namespace oio {

namespace {

constexpr double kReferenceK = 300.0;
constexpr double kBoltzmannEvPerK = constants::kBoltzmannJPerK / constants::kElementaryChargeC;

}  // namespace

const std::vector<Parameter<CarrierConfig>>& CarrierConfig::parameters() {
    using C = CarrierConfig;
    static const std::vector<Parameter<C>> list = {
        {"a_per_s", &C::a_per_s, "1/s", 1e5, 1e11},
        {"b_cm3_per_s", &C::b_cm3_per_s, "cm^3/s", 1e-13, 1e-9},
        {"c_cm6_per_s", &C::c_cm6_per_s, "cm^6/s", 0.0, 1e-28},
        {"p0_per_cm3", &C::p0_per_cm3, "1/cm^3", 0.0, 1e21},
        {"n_sat_per_cm3", &C::n_sat_per_cm3, "1/cm^3", 1e18, 1e30},
        {"d_eff_nm", &C::d_eff_nm, "nm", 0.5, 100.0},
        {"diameter_um", &C::diameter_um, "um", 0.5, 200.0},
        {"surface_cm_per_s", &C::surface_cm_per_s, "cm/s", 0.0, 1e6},
        {"eta_inj", &C::eta_inj, "", 0.01, 1.0},
        {"b_exponent", &C::b_exponent, "", 0.0, 3.0},
        {"c_exponent", &C::c_exponent, "", -3.0, 3.0},
        {"a_activation_ev", &C::a_activation_ev, "eV", 0.0, 0.5},
        {"rate_factor", &C::rate_factor, "", 0.1, 10.0},
    };
    return list;
}

void CarrierConfig::validate() const {
    check_parameters(*this);
}

CarrierConfig CarrierConfig::planar() {
    CarrierConfig config;
    config.a_per_s = 1e7;
    config.b_cm3_per_s = 2e-11;
    config.c_cm6_per_s = 1.5e-30;
    config.p0_per_cm3 = 0.0;
    config.n_sat_per_cm3 = 1e30;
    config.d_eff_nm = 2.5;
    config.diameter_um = 60.0;
    config.surface_cm_per_s = 0.0;
    config.eta_inj = 1.0;
    return config;
}

CarrierDynamics::CarrierDynamics(const CarrierConfig& config, Temperature junction) {
    config.validate();
    const double t = junction.kelvin();
    check_range("carriers", "junction_k", t, 200.0, 700.0, "K");
    const double ratio = kReferenceK / t;
    const double activation =
        std::exp(config.a_activation_ev / kBoltzmannEvPerK * (1.0 / kReferenceK - 1.0 / t));
    // Perimeter over area of a round mesa is 4 / diameter; 1 um = 1e-4 cm.
    const double sidewall = 4.0 * config.surface_cm_per_s / (config.diameter_um * 1e-4);
    a_ = (config.a_per_s * config.rate_factor + sidewall) * activation;
    b_ = config.b_cm3_per_s * std::pow(ratio, config.b_exponent);
    c_ = config.c_cm6_per_s * std::pow(ratio, config.c_exponent);
    p0_ = config.p0_per_cm3 * config.rate_factor;
    inverse_n_sat_ = 1.0 / config.n_sat_per_cm3;
    generation_per_a_cm2_ =
        config.eta_inj / (constants::kElementaryChargeC * config.d_eff_nm * 1e-7);
    const double radius_cm = 0.5e-4 * config.diameter_um;
    area_cm2_ = constants::kPi * radius_cm * radius_cm;
}

double CarrierDynamics::differential_rate(double n) const {
    const double fill = 1.0 + n * inverse_n_sat_;
    return a_ + b_ * ((2.0 * n + p0_) * fill - n * (n + p0_) * inverse_n_sat_) / (fill * fill) +
           3.0 * c_ * n * n;
}

double CarrierDynamics::density(double a_per_cm2) const {
    check_range("carriers", "current_density", a_per_cm2, 0.0, 1e6, "A/cm^2");
    const double target = generation(a_per_cm2);
    if (target <= 0.0) return 0.0;
    // R grows with n, so a bracket always exists; Newton's steps that leave it are halved.
    double low = 0.0;
    double high = target / a_;
    double n = high;
    for (int i = 0; i < 200; ++i) {
        const double excess = recombination(n) - target;
        (excess > 0.0 ? high : low) = n;
        double next = n - excess / differential_rate(n);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (std::abs(next - n) <= 1e-13 * n) return next;
        n = next;
    }
    return n;
}

double CarrierDynamics::iqe(double n) const {
    return n > 0.0 ? radiative(n) / recombination(n) : b_ * p0_ / (a_ + b_ * p0_);
}

}  // namespace oio
