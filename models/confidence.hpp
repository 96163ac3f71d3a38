// SPDX-License-Identifier: Apache-2.0
//
// Confidence interval of an error rate that was counted.
#pragma once

#include <cstdint>

namespace oio {

struct Interval {
    double low = 0.0;
    double high = 1.0;
};

/// Exact (Clopper-Pearson) interval of a probability after `hits` in `trials`, for example with
/// `confidence` 0.95. No trials: [0, 1]. Good to 1e-8 relative up to 1e15 trials.
Interval clopper_pearson(std::uint64_t hits, std::uint64_t trials, double confidence);

/// The regularised incomplete beta function I_x(a, b), for a, b > 0 and x in [0, 1].
double incomplete_beta(double a, double b, double x);

}  // namespace oio
