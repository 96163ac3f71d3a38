// SPDX-License-Identifier: Apache-2.0
//
// `oio sweep`: a grid of points, each a run of the scenario with other values through the pool and
// the ledger of regressions, or its statistical eye on the threads of this process (sweep_points).
// The same command again goes on where it was stopped.
#pragma once

#include <string>
#include <vector>

#include "cosim/regress/ledger.hpp"
#include "cosim/regress/sweep_axes.hpp"
#include "cosim/regress/sweep_options.hpp"

namespace oio {

struct SweepPoint {
    std::vector<std::string> values;  ///< One per axis.
    LedgerRun run;
    std::string reproduce;
};

struct SweepResult {
    std::string scenario;
    std::string method;
    std::uint64_t seed = 0;
    std::vector<SweepAxis> axes;
    std::vector<SweepPoint> points;
    double wall_s = 0.0;
    /// Metrics that at least one point has, in the order of metric_table().
    std::vector<std::string> columns() const;
    std::size_t recorded() const;
    std::size_t passed() const;
};

std::string sweep_csv(const SweepResult& result);
std::string sweep_json(const SweepResult& result);
/// A page with a plot per metric: over one key points joined by a line, over two a coloured grid.
std::string sweep_html(const SweepResult& result);
/// The plot of one metric as a file of its own, with its own colours.
std::string sweep_svg(const SweepResult& result, const std::string& metric);

/// 0 when every point was evaluated, also those whose checks failed: that is what a sweep looks
/// for. 1 when one crashed or hung.
int sweep_command(const SweepOptions& options, const RunFunction& run);

}  // namespace oio
