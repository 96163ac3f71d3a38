// SPDX-License-Identifier: Apache-2.0
//
// Spread of coupling and delay over the lanes of a bundle, drawn from the seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oio {

/// Where a lane differs from the nominal one.
struct LaneSite {
    double gain = 1.0;     ///< Linear optical amplitude relative to nominal.
    double skew_ui = 0.0;  ///< Delay behind the earliest possible lane, unit intervals.
};

struct LaneVariationConfig {
    /// Rms spread of the coupling, 0 to 6 dB of optical power.
    double coupling_sigma_db = 0.3;
    /// Rms spread of delay in one strand, 0 to 1000 ps: 20 ps is 4 mm of fibre at 5.02 ns/m.
    double skew_sigma_ps = 20.0;
    /// Whole and fractional unit intervals of delay, uniform from 0 to this; 0 to 256. Phase of the
    /// serialisers, clock groups, and lengths of the bundle's fibres.
    double skew_range_ui = 24.0;
    /// Unit interval that converts picoseconds, 1 to 1e6 ps.
    double unit_interval_ps = 1000.0 / 2.125;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Sites of `lanes` lanes. A lane's draw depends on seed, `name` and its index only, except that
/// all delays are raised together if the earliest would be negative.
std::vector<LaneSite> draw_lane_sites(int lanes, const LaneVariationConfig& config,
                                      std::uint64_t seed, const std::string& name);

}  // namespace oio
