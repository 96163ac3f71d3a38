// SPDX-License-Identifier: Apache-2.0
//
// Why a run did not pass, reduced to what is equal for equal causes: the first thing that diverged
// and its stage (cosim/first_divergence.hpp), or the failed check that looks closest at the cause
// where everything that is recorded was in order. Runs of one cause share a bucket, whatever their
// test, seed, times and lane numbers.
#pragma once

#include <string>

#include "cosim/regress/run_metrics.hpp"
#include "cosim/regress/run_order.hpp"

namespace oio {

struct FailureCause {
    std::string stage;    ///< host, ucie, aggregation, serdes, phy, channel, energy, run.
    std::string item;     ///< What diverged first: "assertion oio_serdes_rx.sv:88", "mismatch".
    std::string message;  ///< The failure in words, with its numbers.
    double time_us = 0.0;
    /// "serdes/assertion oio_serdes_rx.sv:88": equal for equal causes.
    std::string bucket() const { return stage + "/" + item; }
};

/// `digest` may be null: the run left no result.
FailureCause find_cause(const RunOutcome& outcome, const RunDigest* digest);

/// A message without what differs from seed to seed: numbers, times, sides of the link.
std::string without_numbers(const std::string& message);

}  // namespace oio
