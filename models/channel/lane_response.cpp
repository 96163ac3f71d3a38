// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_response.hpp"

#include <cmath>
#include <stdexcept>

#include "models/parameter.hpp"

namespace oio {

double LaneResponse::sigma(double level) const {
    const double light = level > 0.0 ? level : 0.0;
    return std::sqrt(thermal_sigma * thermal_sigma + shot_variance * light);
}

void LaneResponse::validate() const {
    if (!grid) throw std::invalid_argument("lane.grid: missing; a phase grid is required");
    check_range("lane", "gain", gain, 0.0, 1.0e3);
    check_range("lane", "thermal_sigma", thermal_sigma, 1.0e-6, 10.0);
    check_range("lane", "shot_variance", shot_variance, 0.0, 1.0);
    check_range("lane", "threshold_offset", threshold_offset, -1.0, 1.0);
    check_range("lane", "jitter_rj_ui", jitter_rj_ui, 0.0, 0.2);
    check_range("lane", "jitter_dj_ui", jitter_dj_ui, 0.0, 0.5);
    check_range("lane", "skew_ui", skew_ui, 0.0, 1.0e4);
    for (const Aggressor& other : aggressors) {
        check_range("lane", "aggressors.lane", other.lane, 0.0, 4095.0);
        check_range("lane", "aggressors.coupling", other.coupling, 0.0, 0.2);
    }
}

}  // namespace oio
