// SPDX-License-Identifier: Apache-2.0
//
// All devices of a lane, and how lanes differ from each other: the parameters of
// channel.lane_model = "physics".
#pragma once

#include <vector>

#include "models/phy/fibre.hpp"
#include "models/phy/led_driver.hpp"
#include "models/phy/micro_led.hpp"
#include "models/phy/photodiode.hpp"
#include "models/phy/receiver.hpp"
#include "models/phy/source_coupling.hpp"

namespace oio {

/// Spread over the lanes beyond coupling and skew (lane_variation). Sources of the defaults:
/// models/params/devices.toml.
struct ProcessConfig {
    static constexpr const char* kName = "process";

    double power_sigma_db = 0.2;    ///< emitted power
    double bandwidth_sigma = 0.05;  ///< relative, of the LED's carriers
    double offset_sigma_na = 5.0;   ///< comparator, at the amplifier's input

    static const std::vector<Parameter<ProcessConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

struct PhysicsConfig {
    MicroLedConfig micro_led;
    LedDriverConfig driver;
    SourceCouplingConfig coupling;
    FibreConfig fibre;
    PhotodiodeConfig photodiode;
    ReceiverConfig receiver;
    ProcessConfig process;

    /// Calls `visit` with every config struct of numbers, each with kName and parameters().
    template <typename Visitor>
    void for_each_device(Visitor&& visit) {
        visit(micro_led.carriers);
        visit(micro_led);
        visit(driver);
        visit(coupling);
        visit(fibre);
        visit(photodiode);
        visit(receiver);
        visit(process);
    }

    /// Throws std::invalid_argument naming the field and the allowed range; also for devices that
    /// do not fit each other (responsivity above the quantum limit of the LED's wavelength).
    void validate() const;
};

}  // namespace oio
