// SPDX-License-Identifier: Apache-2.0
//
// Biased draws from a sampled path given one pattern of own bits, and their likelihood ratios: the
// proposal distribution of importance_sampling.hpp.
#pragma once

#include <vector>

#include "models/channel/sampled_path.hpp"
#include "models/random_stream.hpp"

namespace oio {

class TiltedPath {
public:
    /// For the 9-bit `pattern` of own bits at a threshold.
    TiltedPath(const SampledPath& path, unsigned pattern, double threshold);

    /// Natural logarithm of Chernoff's estimate of the pattern's error probability, for sharing out
    /// samples; the estimate itself does not use it.
    double log_importance() const { return log_importance_; }

    /// Prepares the tables that `draw` needs.
    void prepare();
    /// One biased sample: the logarithm of its likelihood ratio, or -HUGE_VAL if its bit was
    /// decided correctly.
    double draw(RandomStream& random) const;

private:
    struct Reduced;  // few levels that stand for an aggressor's 512 while the tilt is sought

    double cumulant_slope(double tilt, const std::vector<Reduced>& foreign) const;
    void seek_jitter(double target);
    double draw_jitter(RandomStream& random, double& log_ratio) const;

    const SampledPath& path_;
    const unsigned pattern_;
    const double threshold_;
    const double sign_;        // +1: a sent 0 is wrong above the threshold
    double jitter_slope_ = 0;  // of the level towards the wrong side, per rms of random jitter
    double early_ = 0.0;       // level towards the wrong side at either deterministic jitter
    double late_ = 0.0;
    double sigma_ = 0.0;
    double tilt_ = 0.0;
    double log_importance_ = 0.0;
    struct JitterCentre {
        double early_shift = 0.0;     // of the random jitter, in its rms, 0 or less
        double late_shift = 0.0;      // the same, 0 or more
        double late_part = 0.5;       // of the samples that are drawn there
        double log_likelihood = 0.0;  // of errors with this deterministic jitter
    };
    JitterCentre early_jitter_;
    JitterCentre late_jitter_;
    double late_probability_ = 0.5;
    struct Table {
        std::vector<double> cumulative;  // probability of patterns up to each
        double log_norm = 0.0;           // of the tilted weights
    };
    std::vector<Table> tables_;
};

}  // namespace oio
