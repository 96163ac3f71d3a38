// SPDX-License-Identifier: Apache-2.0
//
// Operating points at which `oio ber-agreement` holds the ways to a bit error rate against each
// other.
#pragma once

#include <string>
#include <vector>

#include "models/channel/lane_response.hpp"

namespace oio {

struct BerPoint {
    std::string lane_model;  ///< set_m, set_a or physics.
    double rate_gbps = 2.0;
    double length_m = 20.0;
    double temperature_c = 25.0;  ///< physics only
    double led_pole_ghz = 0.0;    ///< 0 = the set's own; fitted sets only
    double crosstalk_db = 0.0;    ///< from each of six lanes; 0 = none
    double jitter_rj_ui = 0.0;    ///< physics brings its own, to which this one is added
    double jitter_dj_ui = 0.0;
    int phase_offset = 0;           ///< from the best phase, 1/64 unit interval
    double threshold_offset = 0.0;  ///< from the best threshold

    /// "set_m 2.125 Gb/s 22 m" and what else is special about it.
    std::string name() const;
};

/// At least twelve, between 1e-4 and 1e-7, that differ in rate, length, temperature, bandwidth,
/// crosstalk, jitter, phase and threshold.
const std::vector<BerPoint>& ber_points();

/// Sixteen equal lanes in a ring: each hears the three next to it on either side, whose skews
/// differ from its own by eighths of a unit interval.
std::vector<LaneResponse> ring_of_lanes(const BerPoint& point);

}  // namespace oio
