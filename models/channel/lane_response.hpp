// SPDX-License-Identifier: Apache-2.0
//
// All that decides what the sampler of one lane sees, at one temperature: the object that the
// devices make (link_model), and that the statistical eye, importance sampling and both cuts of the
// channel take. They must agree because they share it.
#pragma once

#include <memory>
#include <vector>

#include "models/channel/phase_grid.hpp"

namespace oio {

/// Another lane whose light reaches this lane's photodiode.
struct Aggressor {
    int lane = 0;           ///< transmit lane
    double coupling = 0.0;  ///< share of its received optical power, 0 to 0.2
};

/// Levels are in units of the grid: 1 is the level of endless ones of the nominal lane at length 0.
///
/// A sample of the lane at phase f is
///   gain * level(f + jitter, own bits) + sum of coupling * gain_j * level_j(its own bits) + noise,
/// where noise is Gaussian with variance thermal_sigma^2 + shot_variance * (sum of the above), and
/// it is a `1` if above threshold + threshold_offset.
struct LaneResponse {
    std::shared_ptr<const PhaseGrid> grid;  ///< shared by lanes of equal bandwidth
    double gain = 1.0;                      ///< share of own light that stays; of the nominal lane
    double thermal_sigma = 0.05;            ///< noise rms that does not depend on the level
    double shot_variance = 0.0;             ///< noise variance per unit of level
    double threshold_offset = 0.0;          ///< of the comparator
    double jitter_rj_ui = 0.0;              ///< random jitter of the sampler, rms
    double jitter_dj_ui = 0.0;              ///< deterministic jitter, dual-Dirac, peak to peak
    double skew_ui = 0.0;                   ///< delay behind the earliest lane
    std::vector<Aggressor> aggressors;      ///< empty without crosstalk

    /// Noise rms at a level.
    double sigma(double level) const;
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

}  // namespace oio
