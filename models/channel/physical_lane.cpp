// SPDX-License-Identifier: Apache-2.0
#include "models/channel/physical_lane.hpp"

#include <cmath>

#include "models/channel/pattern_grid.hpp"
#include "models/phy/constants.hpp"
#include "models/phy/led_waveform.hpp"

namespace oio {

namespace {

// Two bits more than a pattern of the grid: its levels are means over one newer and one older.
constexpr int kOrder = PhaseGrid::kTaps + 2;

/// Config after its check, so that the members built from it need none.
const PhysicsConfig& checked(const PhysicsConfig& config, BitRate rate, Length length) {
    config.validate();
    check_range("link", "lane_rate_gbps", rate.gbps(), 0.01, 100.0, "Gb/s");
    check_range("link", "length_m", length.m(), 0.0, 1000.0, "m");
    return config;
}

}  // namespace

PhysicalLane::PhysicalLane(const PhysicsConfig& config, BitRate rate, Length length,
                           Temperature ambient)
    : config_(checked(config, rate, length)),
      rate_(rate),
      length_(length),
      ambient_(ambient),
      zero_a_(config.driver.zero_a(ambient)),
      one_a_(config.driver.one_a(ambient)),
      led_(config.micro_led, ambient, average_a()),
      coupling_(couple_source(config.coupling, config.micro_led.carriers.diameter_um)) {}

Ratio PhysicalLane::transmission() const {
    return coupling_.total() * config_.fibre.transmission(length_) *
           Ratio::from_db(-config_.fibre.connector_db - config_.coupling.receiver_db);
}

double PhysicalLane::photocurrent_one_a() const {
    return led_.emitted_at(one_a_).watts() * transmission().linear() *
           config_.photodiode.responsivity_a_per_w;
}

double PhysicalLane::photocurrent_zero_a() const {
    return led_.emitted_at(zero_a_).watts() * transmission().linear() *
           config_.photodiode.responsivity_a_per_w;
}

double PhysicalLane::thermal_noise_a() const {
    const double total_ff = config_.photodiode.capacitance_ff + config_.receiver.input_ff;
    const double dark =
        config_.receiver.shot_noise_a2_per_a(rate_) * config_.photodiode.dark_a(ambient_);
    return std::hypot(config_.receiver.thermal_noise_a(rate_, total_ff, ambient_), std::sqrt(dark));
}

Duration PhysicalLane::chromatic_spread() const {
    return config_.fibre.chromatic_spread(length_, led_.wavelength_nm(),
                                          config_.micro_led.linewidth_fwhm_nm);
}

Duration PhysicalLane::modal_spread() const {
    return config_.fibre.modal_spread(length_);
}

Frequency PhysicalLane::photodiode_pole() const {
    return config_.photodiode.pole(config_.receiver.input_ohm,
                                   config_.photodiode.capacitance_ff + config_.receiver.input_ff);
}

Frequency PhysicalLane::rc_pole() const {
    return config_.driver.rc_pole(config_.micro_led.series_ohm, led_.capacitance_ff());
}

Duration PhysicalLane::flight() const {
    return FibreConfig::flight(length_, led_.wavelength_nm());
}

PhaseGrid PhysicalLane::grid(double reference_a, const LaneTerms& terms) const {
    const std::vector<std::uint8_t> bits = de_bruijn(kOrder);
    std::vector<double> light;
    if (terms.emitter > 0.0) {
        const DriveEdges edges{zero_a_, one_a_, Frequency::from_ghz(config_.driver.bandwidth_ghz),
                               rc_pole()};
        // A faster emitter is the same one in slower time.
        light = periodic_light(led_, edges, bits, rate_.unit_interval() * (1.0 / terms.emitter),
                               PhaseGrid::kPhases);
    } else {
        const double levels[2] = {led_.emitted_at(zero_a_).watts(),
                                  led_.emitted_at(one_a_).watts()};
        for (const std::uint8_t bit : bits) {
            light.insert(light.end(), PhaseGrid::kPhases, levels[bit != 0 ? 1 : 0]);
        }
    }
    const double scale =
        transmission().linear() * config_.photodiode.responsivity_a_per_w / reference_a;
    const double spread_s = std::hypot(terms.chromatic * chromatic_spread().seconds(),
                                       terms.modal * modal_spread().seconds());
    const double diode_hz = photodiode_pole().hz();
    const auto transfer = [&](double cycles_per_ui) {
        const double hz = cycles_per_ui * rate_.bits_per_second();
        const double turns = constants::kPi * hz * spread_s;
        std::complex<double> response = scale * std::exp(-2.0 * turns * turns);
        const double slow = terms.receiver * hz;
        response *=
            config_.receiver.response(slow, rate_) / std::complex<double>(1.0, slow / diode_hz);
        return response;
    };
    return pattern_grid(filter_periodic(light, PhaseGrid::kPhases, transfer), bits);
}

}  // namespace oio
