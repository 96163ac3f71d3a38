// SPDX-License-Identifier: Apache-2.0
//
// Light of a micro-LED that a driver switches between two currents: the rate equation, integrated.
// Large-signal, so that rising edges differ from falling ones.
#pragma once

#include <cstdint>
#include <vector>

#include "models/phy/micro_led.hpp"

namespace oio {

/// What the driver does to the current of an edge: two poles in a row.
struct DriveEdges {
    double zero_a = 0.0;  ///< current of a steady 0
    double one_a = 0.0;   ///< current of a steady 1
    Frequency driver_pole = Frequency::from_ghz(5.0);
    Frequency rc_pole = Frequency::from_ghz(5.0);
};

/// Emitted power, W, at `samples_per_ui` instants of each unit interval, while `bits` repeat for
/// ever; sample i belongs to time i / samples_per_ui from the start of bit 0. Throws
/// std::invalid_argument unless there are bits and samples.
std::vector<double> periodic_light(const MicroLed& led, const DriveEdges& edges,
                                   const std::vector<std::uint8_t>& bits, Duration unit_interval,
                                   int samples_per_ui);

/// Emitted power, W, at `steps` + 1 instants from 0 on, when the current steps from the steady
/// state of `from_a` to `to_a` at time 0 without delay.
std::vector<double> step_light(const MicroLed& led, double from_a, double to_a, Duration time_step,
                               int steps);

/// First time at which a curve of `time_step` has gone the share `level` (0 to 1) of the way from
/// its first to its last value, linear between samples.
Duration crossing_time(const std::vector<double>& curve, double level, Duration time_step);

}  // namespace oio
