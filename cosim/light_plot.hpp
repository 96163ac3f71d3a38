// SPDX-License-Identifier: Apache-2.0
//
// Pictures of a link's light as inline SVG, in the style of svg_plot.hpp: lanes where they lie on
// the array, and a power budget as a waterfall.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/channel/lane_array.hpp"

namespace oio {

/// A lane of a map.
struct MapLane {
    double log10_ber = 0.0;
    bool dead = false;
    bool mapped = false;  ///< A spare that carries a dead lane's data.
    std::string tip;
};

/// Lanes at their places, shaded by bit error rate from 1e-18 (pale) to 1e-4 (dark); dead ones are
/// hollow with a cross, lanes with counted errors have a ring. `errors` by lane, as `lanes`.
std::string array_map(const LaneArray& array, const std::vector<MapLane>& lanes,
                      const std::vector<std::uint64_t>& errors);

struct FallItem {
    std::string label;
    double change = 0.0;
    double running = 0.0;  ///< After the change.
};
/// Steps from `start` to the end, one below the other; losses and gains in colours of their own.
std::string waterfall_plot(double start, const std::string& start_label,
                           const std::vector<FallItem>& items, const std::string& x_label);

/// Rules for these pictures, beyond kReportStyle.
extern const char* const kLightStyle;

}  // namespace oio
