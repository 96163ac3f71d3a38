// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/lane_responses.hpp"

#include <stdexcept>

#include "cosim/config_reader.hpp"
#include "cosim/link_setup.hpp"
#include "models/channel/statistical_eye.hpp"

namespace oio {

namespace {

/// Calls `make` and says what physics it refuses.
template <typename Make>
auto guarded(const SimConfig& config, Make make) {
    if (config.topology.rtl_links.empty()) {
        throw ConfigError(config.file.string() + ": no link is in RTL, so there is no eye to see");
    }
    try {
        return make(config.topology.rtl_links.front());
    } catch (const std::logic_error& refused) {  // std::invalid_argument, std::domain_error
        throw ConfigError(config.file.string() + ": " + refused.what());
    }
}

LinkModel model_of(const SimConfig& config, const std::pair<int, int>& ranks, int from) {
    return LinkModel(link_model_config(config, ranks.first, ranks.second, from));
}

}  // namespace

double EyeView::temperature_c(const SimConfig& config) const {
    const std::vector<TemperaturePoint>& points = config.channel.temperature;
    return at_end ? points.back().celsius : points.front().celsius;
}

std::vector<LaneResponse> lane_responses(const SimConfig& config, const EyeView& view) {
    return guarded(config, [&](const std::pair<int, int>& ranks) {
        const LinkModel model = model_of(config, ranks, view.from);
        return view.at_end ? model.at(view.temperature_c(config)).lanes() : model.lanes();
    });
}

std::vector<EyeCondition> eye_conditions(const SimConfig& config) {
    return guarded(config, [&](const std::pair<int, int>& ranks) {
        const LinkModel forth = model_of(config, ranks, 0);
        const LinkModel back = forth.other_direction(direction_name(ranks.first, ranks.second, 1));
        std::vector<EyeCondition> conditions;
        for (const bool at_end : {false, true}) {
            const double start_c = EyeView{0, false}.temperature_c(config);
            const double celsius = EyeView{0, at_end}.temperature_c(config);
            if (at_end && celsius == start_c) break;
            // Both are kept until the end of this round, so that they share their grids.
            const LinkModel models[] = {at_end ? forth.at(celsius) : forth,
                                        at_end ? back.at(celsius) : back};
            for (const int from : {0, 1}) {
                const LaneExtremes lanes = lane_extremes(models[from].lanes());
                conditions.push_back({EyeView{from, at_end}.direction(), celsius, lanes.worst,
                                      lanes.worst_point.log10_ber, lanes.median_point.log10_ber});
            }
        }
        return conditions;
    });
}

}  // namespace oio
