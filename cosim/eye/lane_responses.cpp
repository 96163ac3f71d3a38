// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/lane_responses.hpp"

#include <stdexcept>

#include "cosim/config_reader.hpp"
#include "cosim/link_setup.hpp"

namespace oio {

std::vector<LaneResponse> lane_responses(const SimConfig& config) {
    const auto& [first, second] = config.topology.rtl_links.front();
    try {
        return LinkModel(link_model_config(config, first, second, 0)).lanes();
    } catch (const std::invalid_argument& failure) {
        throw ConfigError(config.file.string() + ": " + failure.what());
    } catch (const std::domain_error& failure) {
        throw ConfigError(config.file.string() + ": " + failure.what());
    }
}

}  // namespace oio
