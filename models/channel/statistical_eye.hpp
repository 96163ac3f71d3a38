// SPDX-License-Identifier: Apache-2.0
//
// The eye of a lane as probabilities: bit error rate at any phase and threshold, its contours,
// opening and bathtubs, from all patterns of its own bits (not only pulse responses, so rise and
// fall may differ), bounded crosstalk, level-dependent Gaussian noise and jitter.
#pragma once

#include <memory>
#include <vector>

#include "models/channel/received_levels.hpp"

namespace oio {

/// An operating point. A threshold is what the receiver sets: the comparator's own offset comes on
/// top. Levels are in the unit of LaneResponse.
struct EyePoint {
    int phase = 0;  ///< of the grid, 1/64 unit interval
    double threshold = 0.0;
    double log10_ber = 0.0;
};

/// Where a vertical line through the eye enters and leaves a contour.
struct ContourPoint {
    int phase = 0;
    double low = 0.0;
    double high = 0.0;
};

/// What is open of the eye at a bit error rate, through the best operating point; all 0 if nothing.
struct EyeOpening {
    double height_level = 0.0;  ///< of the thresholds that reach it, at the best phase
    double height_sigma = 0.0;  ///< the same over the mean noise rms of zeros and ones
    double width_ui = 0.0;      ///< of the phases that reach it, at the best threshold
};

class StatisticalEye {
public:
    /// Of `lanes[lane]`; the others matter as aggressors. Throws std::invalid_argument.
    StatisticalEye(const std::vector<LaneResponse>& lanes, int lane);

    double log10_ber(int phase, double threshold) const { return at(phase).log10_ber(threshold); }
    /// The best phase and threshold.
    const EyePoint& optimum() const { return optimum_; }
    EyeOpening opening(double log10_ber) const;
    /// Phases of the eye at this bit error rate, in order; empty if it is closed.
    std::vector<ContourPoint> contour(double log10_ber) const;
    /// log10 of the bit error rate at each of the 64 phases, at a threshold.
    std::vector<double> phase_bathtub(double threshold) const;
    /// At each of the thresholds, at a phase.
    std::vector<double> threshold_bathtub(int phase, const std::vector<double>& thresholds) const;

    /// What the sampler sees at a phase.
    const ReceivedLevels& at(int phase) const;

private:
    /// Of a phase whose best threshold reaches the rate.
    ContourPoint crossings(int phase, double best, double log10_ber) const;

    const std::vector<LaneResponse> lanes_;  // victim's and aggressors' copies
    const int lane_;
    mutable std::vector<std::unique_ptr<ReceivedLevels>> levels_;  // made when first asked for
    EyePoint optimum_;
};

/// The best operating point of one lane, without the rest of its eye. `hint` is a phase near it:
/// the search goes downhill from there; -1 searches all phases.
EyePoint best_point(const std::vector<LaneResponse>& lanes, int lane, int hint = -1,
                    OwnLevelCache* cache = nullptr);

/// The best operating point of every lane. Lanes that share a grid have their best phases close
/// together, so each is searched from where the one before ended, and they share own_levels.hpp.
std::vector<EyePoint> best_points(const std::vector<LaneResponse>& lanes);

/// The lane with the highest bit error rate, and the one in the middle of all.
struct LaneExtremes {
    int worst = 0;
    int median = 0;
    EyePoint worst_point;
    EyePoint median_point;
};
/// Of best_points(), by far fewer of them where lanes differ in gain, skew and offset alone.
LaneExtremes lane_extremes(const std::vector<LaneResponse>& lanes);

}  // namespace oio
