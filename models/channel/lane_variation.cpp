// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_variation.hpp"

#include <algorithm>
#include <cmath>

#include "models/parameter.hpp"
#include "models/random_stream.hpp"
#include "models/units.hpp"

namespace oio {

void LaneVariationConfig::validate() const {
    check_range("lane_variation", "coupling_sigma_db", coupling_sigma_db, 0.0, 6.0);
    check_range("lane_variation", "skew_sigma_ps", skew_sigma_ps, 0.0, 1000.0);
    check_range("lane_variation", "skew_range_ui", skew_range_ui, 0.0, 256.0);
    check_range("lane_variation", "unit_interval_ps", unit_interval_ps, 1.0, 1e6);
}

std::vector<LaneSite> draw_lane_sites(int lanes, const LaneVariationConfig& config,
                                      std::uint64_t seed, const std::string& name) {
    config.validate();
    check_range("lane_variation", "lanes", lanes, 0, 65536);
    std::vector<LaneSite> sites(static_cast<std::size_t>(lanes));
    double earliest = 0.0;
    for (std::size_t i = 0; i < sites.size(); ++i) {
        RandomStream random(seed, name + ".lane[" + std::to_string(i) + "]", "site");
        sites[i].gain = Ratio::from_db(config.coupling_sigma_db * random.normal()).linear();
        sites[i].skew_ui = config.skew_range_ui * random.uniform() +
                           config.skew_sigma_ps * random.normal() / config.unit_interval_ps;
        earliest = std::min(earliest, sites[i].skew_ui);
    }
    for (LaneSite& site : sites) site.skew_ui -= earliest;
    return sites;
}

}  // namespace oio
