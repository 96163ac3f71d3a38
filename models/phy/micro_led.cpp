// SPDX-License-Identifier: Apache-2.0
#include "models/phy/micro_led.hpp"

#include <algorithm>
#include <cmath>

#include "models/phy/constants.hpp"

namespace oio {

namespace {

constexpr double kReferenceK = 300.0;
constexpr double kReferenceDensity = 10.0;  // A/cm^2 of voltage_10_v
constexpr double kAgeingDensity = 100.0;    // A/cm^2 of age_lifetime_h
constexpr double kHighestK = 700.0;
constexpr double kBoltzmannEvPerK = constants::kBoltzmannJPerK / constants::kElementaryChargeC;

/// Light out per current in, as voltage: eta_lee * eta_inj * IQE * h nu / q.
double light_volts(const MicroLedConfig& config, const CarrierDynamics& carriers, double current_a,
                   double wavelength_nm) {
    const double n = carriers.density(current_a / carriers.area_cm2());
    return config.eta_lee * config.carriers.eta_inj * carriers.iqe(n) * constants::kPhotonEvUm /
           (wavelength_nm * 1e-3);
}

double forward_voltage(const MicroLedConfig& config, double current_a, double area_cm2,
                       double junction_k) {
    // Below a thousandth of the reference the diode law would give less than the device's own leak.
    const double density = std::max(current_a / area_cm2, 1e-3 * kReferenceDensity);
    return config.voltage_10_v + config.voltage_mv_per_k * 1e-3 * (junction_k - kReferenceK) +
           config.ideality * kBoltzmannEvPerK * junction_k * std::log(density / kReferenceDensity) +
           current_a * config.series_ohm;
}

/// Junction temperature at which the heat that flows off is the heat made.
double junction_kelvin(const MicroLedConfig& config, Temperature ambient, double current_a) {
    config.validate();
    check_range("micro_led", "ambient_c", ambient.celsius(), -60.0, 200.0, "C");
    check_range("micro_led", "average_a", current_a, 0.0, 0.1, "A");
    double kelvin = ambient.kelvin();
    for (int i = 0; i < 200; ++i) {
        const CarrierDynamics carriers(config.carriers, Temperature::from_kelvin(kelvin));
        const double wavelength =
            config.wavelength_nm + config.wavelength_nm_per_k * (kelvin - kReferenceK);
        const double heat_v = forward_voltage(config, current_a, carriers.area_cm2(), kelvin) -
                              light_volts(config, carriers, current_a, wavelength);
        const double next =
            ambient.kelvin() + config.thermal_k_per_w * std::max(0.0, current_a * heat_v);
        if (!(next < kHighestK)) break;
        if (std::abs(next - kelvin) < 1e-9) return next;
        kelvin = 0.5 * (kelvin + next);  // damped: voltage falls with temperature
    }
    std::ostringstream message;
    message << "micro_led.thermal_k_per_w: at " << current_a * 1e6
            << " uA the junction finds no temperature below " << kHighestK
            << " K; lower the current or the thermal resistance";
    throw std::domain_error(message.str());
}

}  // namespace

const std::vector<Parameter<MicroLedConfig>>& MicroLedConfig::parameters() {
    using C = MicroLedConfig;
    static const std::vector<Parameter<C>> list = {
        {"wavelength_nm", &C::wavelength_nm, "nm", 250.0, 2000.0},
        {"linewidth_fwhm_nm", &C::linewidth_fwhm_nm, "nm", 0.0, 100.0},
        {"wavelength_nm_per_k", &C::wavelength_nm_per_k, "nm/K", -1.0, 1.0},
        {"eta_lee", &C::eta_lee, "", 0.001, 1.0},
        {"voltage_10_v", &C::voltage_10_v, "V", 0.5, 6.0},
        {"ideality", &C::ideality, "", 1.0, 5.0},
        {"series_ohm", &C::series_ohm, "ohm", 0.0, 1e5},
        {"voltage_mv_per_k", &C::voltage_mv_per_k, "mV/K", -10.0, 0.0},
        {"capacitance_ff_per_um2", &C::capacitance_ff_per_um2, "fF/um^2", 0.0, 20.0},
        {"thermal_k_per_w", &C::thermal_k_per_w, "K/W", 0.0, 1e6},
        {"age_h", &C::age_h, "h", 0.0, 1e6},
        {"age_lifetime_h", &C::age_lifetime_h, "h", 1.0, 1e12},
        {"age_exponent", &C::age_exponent, "", 0.1, 2.0},
        {"age_current_exponent", &C::age_current_exponent, "", 0.0, 5.0},
        {"age_activation_ev", &C::age_activation_ev, "eV", 0.0, 2.0},
    };
    return list;
}

void MicroLedConfig::validate() const {
    check_parameters(*this);
    carriers.validate();
}

MicroLed::MicroLed(const MicroLedConfig& config, Temperature ambient, double average_a)
    : config_(config),
      junction_k_(junction_kelvin(config, ambient, average_a)),
      carriers_(config.carriers, Temperature::from_kelvin(junction_k_)),
      wavelength_nm_(config.wavelength_nm +
                     config.wavelength_nm_per_k * (junction_k_ - kReferenceK)),
      capacitance_ff_(config.capacitance_ff_per_um2 * carriers_.area_cm2() * 1e8),
      remaining_(remaining_after(config, config.age_h, current_density(average_a), junction())) {
    const double volume_cm3 = carriers_.area_cm2() * config.carriers.d_eff_nm * 1e-7;
    watts_per_rate_ =
        remaining_ * config.eta_lee * photon_v() * constants::kElementaryChargeC * volume_cm3;
}

double MicroLed::photon_v() const {
    return constants::kPhotonEvUm / (wavelength_nm_ * 1e-3);
}

double MicroLed::iqe(double current_a) const {
    return carriers_.iqe(carriers_.density(current_density(current_a)));
}

double MicroLed::eqe(double current_a) const {
    return remaining_ * config_.eta_lee * config_.carriers.eta_inj * iqe(current_a);
}

Power MicroLed::emitted_at(double current_a) const {
    return emitted(carriers_.density(current_density(current_a)));
}

double MicroLed::forward_voltage_v(double current_a) const {
    return forward_voltage(config_, current_a, carriers_.area_cm2(), junction_k_);
}

double MicroLed::wall_plug_efficiency(double current_a) const {
    return eqe(current_a) * photon_v() / forward_voltage_v(current_a);
}

Frequency MicroLed::bandwidth(double current_a) const {
    return carriers_.bandwidth(carriers_.density(current_density(current_a)));
}

double remaining_after(const MicroLedConfig& config, double hours, double a_per_cm2,
                       Temperature junction) {
    if (hours <= 0.0 || a_per_cm2 <= 0.0) return 1.0;
    const double tau_h = config.age_lifetime_h *
                         std::pow(a_per_cm2 / kAgeingDensity, -config.age_current_exponent) *
                         std::exp(config.age_activation_ev / kBoltzmannEvPerK *
                                  (1.0 / junction.kelvin() - 1.0 / kReferenceK));
    return std::max(0.0, 1.0 - std::pow(hours / tau_h, config.age_exponent));
}

}  // namespace oio
