// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_response.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace oio {

namespace {

void check_range(const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    std::ostringstream message;
    message << "lane." << field << ": " << value << " is outside [" << low << ", " << high << "]";
    throw std::invalid_argument(message.str());
}

}  // namespace

double LaneResponse::sigma(double level) const {
    const double light = level > 0.0 ? level : 0.0;
    return std::sqrt(thermal_sigma * thermal_sigma + shot_variance * light);
}

void LaneResponse::validate() const {
    if (!grid) throw std::invalid_argument("lane.grid: missing; a phase grid is required");
    check_range("gain", gain, 0.0, 1.0e3);
    check_range("thermal_sigma", thermal_sigma, 1.0e-6, 10.0);
    check_range("shot_variance", shot_variance, 0.0, 1.0);
    check_range("threshold_offset", threshold_offset, -1.0, 1.0);
    check_range("jitter_rj_ui", jitter_rj_ui, 0.0, 0.2);
    check_range("jitter_dj_ui", jitter_dj_ui, 0.0, 0.5);
    check_range("skew_ui", skew_ui, 0.0, 1.0e4);
    for (const Aggressor& other : aggressors) {
        check_range("aggressors.lane", other.lane, 0.0, 4095.0);
        check_range("aggressors.coupling", other.coupling, 0.0, 0.2);
    }
}

}  // namespace oio
