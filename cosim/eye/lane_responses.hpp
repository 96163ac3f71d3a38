// SPDX-License-Identifier: Apache-2.0
//
// The lanes of a scenario's first RTL link, as the models of the channel see them.
#pragma once

#include <string>
#include <vector>

#include "cosim/sim_config.hpp"
#include "models/channel/lane_response.hpp"

namespace oio {

/// One way through the link, at the temperature that the run begins or ends with.
struct EyeView {
    int from = 0;  ///< 0: a_to_b, from the first rank to the second; 1: b_to_a
    bool at_end = false;

    std::string direction() const { return from == 0 ? "a_to_b" : "b_to_a"; }
    double temperature_c(const SimConfig& config) const;
};

/// By transmit lane; the same spread over the lanes as in a run of the scenario. Throws ConfigError
/// for physics that are refused.
std::vector<LaneResponse> lane_responses(const SimConfig& config, const EyeView& view = {});

/// All lanes of one view, in short.
struct EyeCondition {
    std::string direction;
    double temperature_c = 25.0;
    int worst_lane = 0;
    double worst_log10_ber = 0.0;
    double median_log10_ber = 0.0;
};
/// Both directions, and both temperatures where they differ.
std::vector<EyeCondition> eye_conditions(const SimConfig& config);

}  // namespace oio
