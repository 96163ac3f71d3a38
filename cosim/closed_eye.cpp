// SPDX-License-Identifier: Apache-2.0
#include "cosim/closed_eye.hpp"

#include <string>

#include "cosim/link_setup.hpp"
#include "models/channel/link_budget.hpp"

namespace oio {

void explain_closed_eye(const SimConfig& config, RunResult& result) {
    if (result.training_us >= 0.0) return;
    for (const auto& [first, second] : config.topology.rtl_links) {
        // Both directions have the same devices; one of them is enough to tell.
        const std::string reason =
            why_closed(LinkModel(link_model_config(config, first, second, 0)));
        if (reason.empty()) continue;
        result.fail("light", reason);
        return;
    }
}

}  // namespace oio
