// SPDX-License-Identifier: Apache-2.0
//
// Link budget of a scenario as text of one screen and as JSON.
#pragma once

#include <string>
#include <vector>

#include "cosim/sim_config.hpp"
#include "models/channel/link_budget.hpp"

namespace oio {

/// Budgets of the worst, the median and the best lane.
struct BudgetReport {
    double target_ber = 1e-12;
    LaneRanking ranking;
    LinkBudget worst;
    LinkBudget median;
    LinkBudget best;
    std::string closed;  ///< Why the link cannot work; empty if it can.
};

BudgetReport make_budget(const LinkModel& model, double target_ber);

std::string budget_text(const SimConfig& config, const BudgetReport& report);
std::string budget_json(const SimConfig& config, const BudgetReport& report);

}  // namespace oio
