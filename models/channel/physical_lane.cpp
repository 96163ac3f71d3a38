// SPDX-License-Identifier: Apache-2.0
#include "models/channel/physical_lane.hpp"

#include <algorithm>
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

std::vector<double> PhysicalLane::light(const std::vector<std::uint8_t>& bits,
                                        Duration unit_interval) const {
    const DriveEdges edges{zero_a_, one_a_, Frequency::from_ghz(config_.driver.bandwidth_ghz),
                           rc_pole()};
    return periodic_light(led_, edges, bits, unit_interval, PhaseGrid::kPhases);
}

std::vector<double> PhysicalLane::received(const std::vector<double>& light, double scale,
                                           const LaneTerms& terms) const {
    // Beyond this the Gaussian of the fibre has left 1e-18.
    constexpr double kNothing = 41.0;
    const double spread_s = std::hypot(terms.chromatic * chromatic_spread().seconds(),
                                       terms.modal * modal_spread().seconds());
    const double turns_per_cycle = constants::kPi * rate_.bits_per_second() * spread_s;
    const double diode_cycles = photodiode_pole().hz() / rate_.bits_per_second();
    const auto transfer = [&](double cycles_per_ui) -> std::complex<double> {
        const double turns = turns_per_cycle * cycles_per_ui;
        const double decay = 2.0 * turns * turns;
        if (decay > kNothing) return 0.0;
        const double slow = terms.receiver * cycles_per_ui;
        return scale * std::exp(-decay) *
               config_.receiver.response(slow * rate_.bits_per_second(), rate_) /
               std::complex<double>(1.0, slow / diode_cycles);
    };
    return filter_periodic(light, PhaseGrid::kPhases, transfer);
}

PhaseGrid PhysicalLane::grid(double reference_a, const LaneTerms& terms) const {
    const std::vector<std::uint8_t> bits = de_bruijn(kOrder);
    std::vector<double> emitted;
    if (terms.emitter > 0.0) {
        // A faster emitter is the same one in slower time.
        emitted = light(bits, rate_.unit_interval() * (1.0 / terms.emitter));
    } else {
        const double levels[2] = {led_.emitted_at(zero_a_).watts(),
                                  led_.emitted_at(one_a_).watts()};
        for (const std::uint8_t bit : bits) {
            emitted.insert(emitted.end(), PhaseGrid::kPhases, levels[bit != 0 ? 1 : 0]);
        }
    }
    const double scale =
        transmission().linear() * config_.photodiode.responsivity_a_per_w / reference_a;
    return pattern_grid(received(emitted, scale, terms), bits);
}

// In the sums of a grid, endless ones are the samples from kPre intervals before the cursor's to
// kTaps - kPre - 1 after it, and the cursor's is half an interval after the edge's middle.
double PhysicalLane::remembered() const {
    constexpr std::size_t kRun = 16;
    std::vector<std::uint8_t> bits(kRun, 1);
    bits.resize(2 * kRun, 0);
    const std::vector<double> levels = received(light(bits, rate_.unit_interval()), 1.0, {});
    const double zero = led_.emitted_at(zero_a_).watts();
    const double swing = led_.emitted_at(one_a_).watts() - zero;
    constexpr std::size_t kAfter =
        PhaseGrid::kPhases * (2 * (PhaseGrid::kTaps - PhaseGrid::kPre) - 1) / 2;
    constexpr std::size_t kBefore = PhaseGrid::kPhases * (2 * PhaseGrid::kPre + 1) / 2;
    double least = 1.0;
    for (const bool rise : {true, false}) {
        // How far the edge has gone, `sample` after its bit begins.
        const auto gone = [&](std::size_t sample) {
            const std::size_t start = rise ? 0 : kRun * PhaseGrid::kPhases;
            const double level = (levels[(start + sample) % levels.size()] - zero) / swing;
            return rise ? level : 1.0 - level;
        };
        std::size_t middle = 0;
        while (middle < kRun * PhaseGrid::kPhases && gone(middle) < 0.5) ++middle;
        least = std::min(least, gone(middle + kAfter) - gone(middle + levels.size() - kBefore));
    }
    return least;
}

}  // namespace oio
