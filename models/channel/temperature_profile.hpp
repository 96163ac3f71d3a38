// SPDX-License-Identifier: Apache-2.0
//
// Ambient temperature over the time of a run, and the steps in which a channel follows it.
#pragma once

#include <vector>

namespace oio {

struct TemperaturePoint {
    double time_us = 0.0;
    double celsius = 25.0;
};

/// Straight lines between points; constant before the first and after the last one.
class TemperatureProfile {
public:
    /// Throws std::invalid_argument without points, for times that do not rise from one point to
    /// the next or lie outside [0, 1e9] us, or for temperatures outside [-40, 125] C.
    explicit TemperatureProfile(std::vector<TemperaturePoint> points);
    explicit TemperatureProfile(double celsius)
        : TemperatureProfile(std::vector<TemperaturePoint>{{0.0, celsius}}) {}

    double at(double time_us) const;
    double start() const { return points_.front().celsius; }
    bool constant() const;
    /// The changes of a temperature that is rounded to whole steps of `step_c` from the start, and
    /// is therefore wrong by half a step at most. Empty if it never changes. Throws
    /// std::invalid_argument for a step outside [0.01, 100] C.
    std::vector<TemperaturePoint> changes(double step_c) const;

private:
    std::vector<TemperaturePoint> points_;
};

}  // namespace oio
