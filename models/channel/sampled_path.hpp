// SPDX-License-Identifier: Apache-2.0
//
// The sampling equation of lane_response.hpp, one sample at a time: what Monte Carlo and importance
// sampling draw from. Levels are looked up, never approximated, so a path need be neither linear
// nor Gaussian in its sum.
#pragma once

#include <cstddef>
#include <vector>

#include "models/channel/lane_response.hpp"

namespace oio {

class SampledPath {
public:
    /// Of `lanes[lane]` at a phase of its grid. Throws std::invalid_argument.
    SampledPath(const std::vector<LaneResponse>& lanes, int lane, int phase);

    /// Light of the lane's own bits. Bit kPre + 1 of `wide` is the cursor (sampler_jitter.hpp).
    double own_level(unsigned wide, double jitter_ui) const;
    std::size_t aggressors() const { return light_.size(); }
    /// Light of an aggressor by the pattern of its own bits.
    const std::vector<double>& light(std::size_t aggressor) const { return light_[aggressor]; }
    /// Decision variable: above 0 is a 1. `level` is the sum of all light, `noise` of unit rms.
    double sample(double level, double noise, double threshold) const {
        return level + lane_.sigma(level) * noise - threshold - lane_.threshold_offset;
    }
    bool jitters() const { return lane_.jitter_rj_ui > 0.0 || lane_.jitter_dj_ui > 0.0; }
    const LaneResponse& lane() const { return lane_; }
    int phase() const { return phase_; }

private:
    const LaneResponse lane_;
    const int phase_;
    std::vector<std::vector<double>> light_;
};

}  // namespace oio
