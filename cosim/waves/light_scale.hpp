// SPDX-License-Identifier: Apache-2.0
//
// From the relative levels of a channel to optical powers.
#pragma once

#include "models/channel/link_model.hpp"

namespace oio {

/// Average power of an emitter at drive code 128: 100 uA x 2.88 eV x 0.1 external quantum
/// efficiency = 28.8 uW (physics.md, the default lane's power budget). For the fitted sets.
constexpr double kEmitterUw = 28.8;
/// Fixed losses between emitter and detector besides the fibre: coupling out of the LED 6 dB, lens
/// 1.5 dB, coupling in 2 dB (physics.md, same budget: -6 -1.5 -0.7 -2 dB of which the fibre 0.7).
/// For the fitted sets.
constexpr double kFixedLossDb = 9.5;
/// Modulation amplitude of a lane over its average power, at an extinction ratio of 10 dB:
/// 2 x (10 - 1) / (10 + 1). For the fitted sets, whose levels are modulation amplitudes.
constexpr double kModulationOverAverage = 18.0 / 11.0;

/// What a level is in microwatts. Holds for every lane, temperature and length: what they change is
/// in the levels.
class LightScale {
public:
    /// Of the fitted sets, which know relative amplitudes only: the power budget above.
    LightScale();
    /// Of the devices under lane model `physics`; else as above. Throws as PhysicalLane.
    explicit LightScale(const LinkModelConfig& link);

    /// Average power of an emitter at drive code 128 and an ambient temperature in C.
    double emitted_uw(double ambient_c) const;
    /// Average power at a detector where endless ones and zeros are these levels.
    double received_uw(double ones, double zeros) const;
    /// A decision level: optical power at the detector (physics), or modulation amplitude (sets).
    double decision_uw(double level) const { return level * level_uw_; }

private:
    LinkModelConfig link_;
    bool physical_ = false;
    double level_uw_;  ///< Of level 1: ones at the detector, or their distance from zeros.
};

}  // namespace oio
