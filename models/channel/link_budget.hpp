// SPDX-License-Identifier: Apache-2.0
//
// Link budget of a lane in decibels of optical power, from the wall plug to the decision, and which
// part of the lane limits it.
#pragma once

#include <string>
#include <vector>

#include "models/channel/link_model.hpp"

namespace oio {

/// One step of the budget. Running sums are dBm of electrical, then optical power until the noise
/// is reached; from there on they are the Q at the decision in dB (10 log10 Q).
struct BudgetTerm {
    std::string name;
    std::string stage;     ///< emitter, coupling, fibre, receiver or eye
    double db = 0.0;       ///< change of the running sum; a loss is negative
    double running = 0.0;  ///< after this term
    bool is_power = true;  ///< running is dBm
};

/// What improving one part by 1 dB (a fifth less blur, a quarter more light) would bring.
struct BudgetLever {
    std::string name;
    double q_db_per_db = 0.0;
};

struct LinkBudget {
    int lane = 0;
    double start_dbm = 0.0;  ///< power drawn at the wall plug (physics); 0 dB for a fitted set
    std::vector<BudgetTerm> terms;
    double log10_ber = 0.0;           ///< at the best phase and threshold, by the statistical eye
    double q = 0.0;                   ///< of that error ratio
    double required_q = 0.0;          ///< of the target
    double margin_db = 0.0;           ///< 10 log10(q / required_q)
    std::vector<BudgetLever> levers;  ///< strongest first
    /// The term that limits this lane: the strongest lever.
    const std::string& limit() const { return levers.front().name; }
};

/// Budget of one lane. Throws std::invalid_argument for a lane that does not exist or a target
/// outside [1e-30, 0.1]. Takes about ten grids: a quarter of a second for physics.
LinkBudget link_budget(const LinkModel& model, int lane, double target_ber = 1e-12);

/// Lanes by quality, found with the statistical eye.
struct LaneRanking {
    std::vector<double> log10_ber;  ///< by lane
    int worst = 0;
    int median = 0;
    int best = 0;
};
LaneRanking rank_lanes(const LinkModel& model);

/// Empty if the median lane can be trained (error ratio below 1/64, where training looks for the
/// eye's middle); else a sentence that names the term that closes the eye.
std::string why_closed(const LinkModel& model, const LaneRanking& ranking);
inline std::string why_closed(const LinkModel& model) {
    return why_closed(model, rank_lanes(model));
}

}  // namespace oio
