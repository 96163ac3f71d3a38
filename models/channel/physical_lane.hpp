// SPDX-License-Identifier: Apache-2.0
//
// The chain of devices of one lane at one temperature, from the driver's current to the level and
// noise at the decision.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/phase_grid.hpp"
#include "models/channel/physics_config.hpp"

namespace oio {

/// How slow the parts of a lane are that blur an edge, as a share of what they are: 1 = as they
/// are, 0.8 = a fifth faster, 0 = an edge passes unchanged. So the cost of each is found.
struct LaneTerms {
    double emitter = 1.0;   ///< carriers of the LED, its driver and RC
    double receiver = 1.0;  ///< photodiode and amplifiers; their noise stays
    double chromatic = 1.0;
    double modal = 1.0;
};

/// A lane inside the array without any spread. Ratios are of optical power.
class PhysicalLane {
public:
    /// Throws std::invalid_argument for a bad config, rate outside [0.01, 100] Gb/s or length
    /// outside [0, 1000] m.
    PhysicalLane(const PhysicsConfig& config, BitRate rate, Length length, Temperature ambient);

    const MicroLed& led() const { return led_; }
    double zero_a() const { return zero_a_; }
    double one_a() const { return one_a_; }
    double average_a() const { return 0.5 * (zero_a_ + one_a_); }
    const SourceCoupling& coupling() const { return coupling_; }

    /// Emitted light to light on the photodiode: coupling, connectors, fibre.
    Ratio transmission() const;
    /// Photocurrent of endless ones or zeros.
    double photocurrent_one_a() const;
    double photocurrent_zero_a() const;
    /// Noise current without light: amplifier and dark current, rms.
    double thermal_noise_a() const;
    /// Rms widths of the fibre's impulse response.
    Duration chromatic_spread() const;
    Duration modal_spread() const;
    Frequency photodiode_pole() const;
    /// Driver's output and junction.
    Frequency rc_pole() const;
    Duration flight() const;

    /// Received levels in units of `reference_a` of photocurrent. The LED is driven with every
    /// pattern of 11 bits: tens of milliseconds.
    PhaseGrid grid(double reference_a, const LaneTerms& terms = {}) const;
    /// Share of the swing of an edge, the worse of rise and fall, that lies within the bits a phase
    /// grid remembers: what is missing from 1 is lost to it.
    double remembered() const;

private:
    /// Driven by `bits` over and over, W.
    std::vector<double> light(const std::vector<std::uint8_t>& bits, Duration unit_interval) const;
    /// After fibre, photodiode and receiver; light times `scale` at frequency 0.
    std::vector<double> received(const std::vector<double>& light, double scale,
                                 const LaneTerms& terms) const;

    PhysicsConfig config_;
    BitRate rate_;
    Length length_;
    Temperature ambient_;
    double zero_a_;
    double one_a_;
    MicroLed led_;
    SourceCoupling coupling_;
};

}  // namespace oio
