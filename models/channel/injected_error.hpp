// SPDX-License-Identifier: Apache-2.0
//
// One wrong decision of a lane: where, when, and what brought it about.
#pragma once

#include <cstdint>

namespace oio {

/// What took most of the distance that the mean level of the sent bit has from the threshold.
enum class ErrorCause {
    Noise,         ///< the noise of this sample
    Interference,  ///< the bits before and after, in the same lane
    Jitter,        ///< a sample taken early or late
    Crosstalk,     ///< light of other lanes
    NoSignal,      ///< the threshold lies on the wrong side of the mean level
    Dark,          ///< no light arrives: a dead lane, or a connector that is out
};
constexpr int kErrorCauses = 6;
const char* to_string(ErrorCause cause);

/// Levels in the unit of LaneResponse.
struct InjectedError {
    std::int64_t time_fs = 0;  ///< time of the receive call that returned the bit
    int position = 0;          ///< receive position
    int bit = 0;               ///< bit of the received word, 0 first in time
    int lane = 0;              ///< transmit lane that ends at the position
    /// Number of the sampled bit since the transmitter's first, in unit intervals.
    std::int64_t unit_interval = 0;
    /// Bits around it as of PhaseGrid::level; bit PhaseGrid::kPre is the bit itself.
    unsigned pattern = 0;
    int fraction = 0;           ///< sampler phase, in 1/64 unit interval
    double mean_level = 0.0;    ///< own light, mean over all patterns with this bit
    double level = 0.0;         ///< own light, without jitter
    double jitter_ui = 0.0;     ///< the sample was late by this much
    double jitter_level = 0.0;  ///< change of the level that came from it
    double crosstalk = 0.0;     ///< light of other lanes
    double threshold = 0.0;     ///< with the offset of the comparator
    double sigma = 0.0;         ///< rms noise at the level sampled
    bool lit = true;            ///< some light of the lane arrives
    bool off_centre = false;    ///< a phase tracker looked at the edge of the eye on purpose
    bool carrying = true;       ///< the link carried data: it did not train again
    bool repeated = false;      ///< of a lane without light, after its first wrong bit

    bool sent() const;
    /// Level without noise.
    double sampled() const { return level + jitter_level + crosstalk; }
    ErrorCause cause() const;
};

}  // namespace oio
