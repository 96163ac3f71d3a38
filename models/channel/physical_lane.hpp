// SPDX-License-Identifier: Apache-2.0
//
// The chain of devices of one lane at one temperature, from the driver's current to the level and
// noise at the decision.
#pragma once

#include "models/channel/phase_grid.hpp"
#include "models/channel/physics_config.hpp"

namespace oio {

/// Parts of the chain that blur an edge. Without one the signal passes it unchanged: so the cost of
/// each is found.
struct LaneTerms {
    bool emitter = true;   ///< carriers of the LED, its driver and RC
    bool receiver = true;  ///< photodiode, amplifiers
    bool chromatic = true;
    bool modal = true;
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

private:
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
