// SPDX-License-Identifier: Apache-2.0
//
// What `oio eye` finds out about a link: the best operating point of every lane, and the whole eye
// of one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cosim/eye/lane_responses.hpp"
#include "models/channel/statistical_eye.hpp"

namespace oio {

struct EyeRequest {
    std::optional<int> lane;  ///< Nothing: the worst lane.
    double ber = 1e-12;       ///< At which the opening is measured.
};

struct EyeContour {
    double log10_ber = 0.0;
    std::vector<ContourPoint> points;
};

/// Probability density of the samples of one phase, from EyeAnalysis::low_level upwards.
using DensityColumn = std::vector<double>;

struct EyeAnalysis {
    // Of the lane whose eye it is.
    int lane = 0;
    EyePoint optimum;
    EyeOpening opening;
    double target_ber = 0.0;
    double sigma_of_zeros = 0.0;
    double sigma_of_ones = 0.0;
    double worst_case_opening = 0.0;   ///< Noiseless, at the best phase; negative if closed.
    std::vector<EyeContour> contours;  ///< From the outermost to the innermost that is open.
    std::vector<double> phase_bathtub;
    std::vector<double> thresholds;  ///< Of threshold_bathtub.
    std::vector<double> threshold_bathtub;
    double low_level = 0.0, level_step = 0.0;
    std::vector<DensityColumn> density;  ///< By phase.

    std::vector<EyePoint> lanes;  ///< Best point of every lane.
    double lanes_wall_s = 0.0;    ///< Time that this took.

    EyeView view;                          ///< What `lanes` are; set by the caller.
    std::vector<EyeCondition> conditions;  ///< Other views too, or none; set by the caller.
};

/// The eye of one lane, without the others' best points. Throws std::out_of_range for a lane that
/// does not exist.
EyeAnalysis analyse_lane(const std::vector<LaneResponse>& lanes, int lane, double target_ber);
/// Throws ConfigError for a lane that does not exist.
EyeAnalysis analyse_eye(const std::vector<LaneResponse>& lanes, const EyeRequest& request);

/// 10 to a power for people: "3.2e-17", also where a double underflows.
std::string power_of_ten_text(double log10_value);

}  // namespace oio
