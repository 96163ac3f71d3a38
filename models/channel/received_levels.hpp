// SPDX-License-Identifier: Apache-2.0
//
// Everything that a lane's sampler can see at one phase: the levels of its own bits, jitter and
// crosstalk included, with their probabilities and noise; and from that the probability of a wrong
// decision at any threshold. Nothing underflows: probabilities are returned as logarithms.
#pragma once

#include <vector>

#include "models/channel/lane_response.hpp"
#include "models/channel/own_levels.hpp"

namespace oio {

/// Grid phase at which lane `aggressor` is seen when `victim` is sampled at `phase`: their skews
/// and the references of their grids differ. Rounded to the nearest of 64.
int aggressor_phase(const LaneResponse& victim, int phase, const LaneResponse& aggressor);

/// Distribution of the light of all aggressors of `lanes[lane]` at its `phase`, in bins of `step`.
/// Throws std::invalid_argument for an aggressor that does not exist.
LevelDistribution crosstalk_levels(const std::vector<LaneResponse>& lanes, int lane, int phase,
                                   double step);

class ReceivedLevels {
public:
    /// Of `lanes[lane]` at a phase of its grid. Exact without jitter and crosstalk (each level of
    /// the 512 patterns); else levels are in bins of 1/64 of the least noise, which adds less than
    /// 0.01 decades at a bit error rate of 1e-27. Throws std::invalid_argument for a bad lane, or
    /// an aggressor that does not exist. A cache serves many lanes of the same grid.
    ReceivedLevels(const std::vector<LaneResponse>& lanes, int lane, int phase,
                   OwnLevelCache* cache = nullptr);

    /// Decimal logarithm of the bit error rate, ones and zeros being equally likely.
    double log10_ber(double threshold) const;
    /// Natural logarithm of the probability that a 0 (1) is taken for the other.
    double log_error_of_zero(double threshold) const;
    double log_error_of_one(double threshold) const;
    /// The threshold with the lowest bit error rate, between the means of zeros and ones.
    double best_threshold() const;

    /// Probability density of the sample, noise included, per unit of level.
    double density(double level) const;
    /// Mean level and noise rms there, of sent zeros and ones.
    double mean_of_zeros() const { return zeros_.mean; }
    double mean_of_ones() const { return ones_.mean; }
    double sigma_of_zeros() const { return zeros_.sigma; }
    double sigma_of_ones() const { return ones_.sigma; }
    /// Noiseless extremes; with jitter those of probability above 1e-12.
    double highest_zero() const { return zeros_.extreme; }
    double lowest_one() const { return ones_.extreme; }
    /// The lowest level of zeros and the highest of ones that the sampler ever sees.
    double lowest_level() const { return zeros_.atoms.back().level; }
    double highest_level() const { return ones_.atoms.back().level; }

private:
    /// A level that the sampler may see; `sigma` its noise.
    struct Atom {
        double level;
        double sigma;
        double weight;
    };
    /// Worst first: zeros from the highest, ones from the lowest.
    struct Side {
        std::vector<Atom> atoms;
        double mean = 0.0;
        double sigma = 0.0;
        double extreme = 0.0;
    };

    static void collect(const LevelDistribution& own, double gain, const LevelDistribution& foreign,
                        std::vector<Atom>& atoms);
    static void finish(const LaneResponse& lane, Side& side, double sign);
    double log_error(const Side& side, double sign, double threshold) const;
    static double log_density(const Side& side, double sign, double at);
    /// Logarithm of the density of zeros over that of ones.
    double zeros_ahead(double at) const;
    double threshold_of_open_eye() const;
    double threshold_by_search() const;

    double threshold_offset_;
    Side zeros_;
    Side ones_;
};

}  // namespace oio
