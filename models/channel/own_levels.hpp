// SPDX-License-Identifier: Apache-2.0
//
// Distribution of the levels that a lane's own bits make at a phase under jitter, for gain 1. Lanes
// that share a grid and a jitter differ in gain only, so one distribution serves them all.
#pragma once

#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include "models/channel/lane_response.hpp"
#include "models/channel/level_distribution.hpp"

namespace oio {

/// A level that own bits make and its probability among those with the same cursor bit.
struct OwnLevel {
    bool one = false;
    double level = 0.0;
    double weight = 0.0;
};

/// The 512 levels of a phase without jitter.
std::vector<OwnLevel> exact_own_levels(const PhaseGrid& grid, int phase);

/// Binned levels of sent zeros and ones, each of total 1.
struct OwnLevels {
    LevelDistribution zeros;
    LevelDistribution ones;
};

/// With the jitter of `lane`, in bins of `step`, which should be about 1/64 of the noise rms.
OwnLevels binned_own_levels(const LaneResponse& lane, int phase, double step);

/// Keeps what binned_own_levels returned. Not for use by two threads at once.
class OwnLevelCache {
public:
    /// Steps are rounded down to a power of 2^(1/4), so that lanes that hardly differ share.
    static double rounded_step(double step);

    const OwnLevels& get(const LaneResponse& lane, int phase, double step);

private:
    using Key = std::tuple<const PhaseGrid*, int, double, double, double>;
    std::map<Key, std::unique_ptr<OwnLevels>> known_;
};

}  // namespace oio
