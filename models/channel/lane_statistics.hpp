// SPDX-License-Identifier: Apache-2.0
//
// Error probabilities of a lane by exact enumeration of the interfering bits: pure functions of
// the phase grid and the operating point.
//
// `gain` is the lane's linear amplitude relative to nominal, `threshold` the decision level and
// `sigma` the rms noise, both in units of the level of endless ones at length 0 (sigma =
// LaneModelConfig::sigma()). `f` is a phase of the grid. Sent bits are equally likely.
#pragma once

#include "models/channel/phase_grid.hpp"

namespace oio::lane_statistics {

/// Natural logarithm of the probability that a standard normal variable exceeds x; no underflow.
double log_gaussian_tail(double x);

/// The x that a standard normal variable exceeds with probability p, 1e-300 <= p < 1: the Q of a
/// bit error ratio. Throws std::invalid_argument outside.
double gaussian_tail_inverse(double p);

/// The Q whose tail is 10^log10_p, log10_p <= log10(1/2), also far below the smallest double.
/// Throws std::invalid_argument outside of [-1e4, 0].
double q_of_log10(double log10_p);

/// Probability that the cursor bit of `pattern` is decided wrongly.
double error_probability(const PhaseGrid& grid, int f, unsigned pattern, double gain,
                         double threshold, double sigma);

/// Bit error ratio over all patterns; 0 when below the smallest double.
double ber(const PhaseGrid& grid, int f, double gain, double threshold, double sigma);
/// Its decimal logarithm, which does not underflow.
double log10_ber(const PhaseGrid& grid, int f, double gain, double threshold, double sigma);

/// Operating point with the lowest bit error ratio.
struct Optimum {
    int f = 0;
    double threshold = 0.0;
    double ber = 0.0;
    double log10_ber = 0.0;
};

/// Over all phases and thresholds. Throws std::invalid_argument unless gain and sigma are positive.
Optimum optimum(const PhaseGrid& grid, double gain, double sigma);

}  // namespace oio::lane_statistics
