// SPDX-License-Identifier: Apache-2.0
#include "models/channel/temperature_profile.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "models/parameter.hpp"

namespace oio {

TemperatureProfile::TemperatureProfile(std::vector<TemperaturePoint> points)
    : points_(std::move(points)) {
    if (points_.empty()) throw std::invalid_argument("temperature: no point is given");
    double before = -1.0;
    for (const TemperaturePoint& point : points_) {
        check_range("temperature", "time_us", point.time_us, 0.0, 1.0e9);
        check_range("temperature", "celsius", point.celsius, -40.0, 125.0);
        if (point.time_us <= before) {
            std::ostringstream message;
            message << "temperature.time_us: " << point.time_us << " does not come after "
                    << before;
            throw std::invalid_argument(message.str());
        }
        before = point.time_us;
    }
}

double TemperatureProfile::at(double time_us) const {
    const auto after =
        std::find_if(points_.begin(), points_.end(),
                     [&](const TemperaturePoint& point) { return point.time_us > time_us; });
    if (after == points_.begin()) return points_.front().celsius;
    if (after == points_.end()) return points_.back().celsius;
    const TemperaturePoint& before = *(after - 1);
    const double part = (time_us - before.time_us) / (after->time_us - before.time_us);
    return before.celsius + part * (after->celsius - before.celsius);
}

bool TemperatureProfile::constant() const {
    return std::all_of(points_.begin(), points_.end(), [&](const TemperaturePoint& point) {
        return point.celsius == points_.front().celsius;
    });
}

std::vector<TemperaturePoint> TemperatureProfile::changes(double step_c) const {
    check_range("temperature", "step_c", step_c, 0.01, 100.0);
    std::vector<TemperaturePoint> result;
    const double first = start();
    long step = 0;
    for (std::size_t i = 0; i + 1 < points_.size(); ++i) {
        const TemperaturePoint& from = points_[i];
        const TemperaturePoint& to = points_[i + 1];
        const double slope = (to.celsius - from.celsius) / (to.time_us - from.time_us);
        const long last = std::lround((to.celsius - first) / step_c);
        while (step != last) {
            // Half way between two steps the nearer one changes.
            const long next = step + (last > step ? 1 : -1);
            const double crossing = first + 0.5 * static_cast<double>(step + next) * step_c;
            const double time = from.time_us + (crossing - from.celsius) / slope;
            step = next;
            result.push_back({std::min(std::max(time, from.time_us), to.time_us),
                              first + static_cast<double>(step) * step_c});
        }
    }
    return result;
}

}  // namespace oio
