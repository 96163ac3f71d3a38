// SPDX-License-Identifier: Apache-2.0
//
// A sampler that is early or late: levels between the phases of a grid and beyond its ends, and the
// distribution of random (Gaussian) and deterministic (dual-Dirac) jitter as nodes and weights.
#pragma once

#include <vector>

#include "models/channel/lane_response.hpp"

namespace oio {

/// Bits of a wide pattern: PhaseGrid's, one newer (bit 0) and one older.
constexpr int kWideTaps = PhaseGrid::kTaps + 2;
constexpr unsigned kWidePatterns = 1u << kWideTaps;

/// Level at `steps` (1/64 unit interval, from -64 to 127) of the unit interval of the cursor, which
/// is bit kPre + 1 of `wide`: linear between the phases of the grid. Beyond 0 to 63 the sampler is
/// in the unit interval of a neighbouring bit.
double level_between(const PhaseGrid& grid, double steps, unsigned wide);

/// One possible jitter and its probability.
struct JitterNode {
    double offset_ui = 0.0;
    double weight = 1.0;
};

/// Quadrature of a lane's jitter: one node of weight 1 without any. Reaches to 20 times the rms
/// (1e-89 of the probability lies beyond), at most to one unit interval. Levels of the grid differ
/// by less than `level_step` from one node to the next, where that takes no more than 64 nodes per
/// phase of the grid.
std::vector<JitterNode> jitter_nodes(const LaneResponse& lane, double level_step);

}  // namespace oio
