// SPDX-License-Identifier: Apache-2.0
//
// One metric of a sweep as inline SVG.
#pragma once

#include <string>

#include "cosim/regress/sweep.hpp"

namespace oio {

constexpr const char* kSweepStyle = R"(
svg .line { fill: none; stroke: var(--s1); stroke-width: 1.6; } svg .dot { fill: var(--s1); } svg .dot.failed { fill: var(--bad); }
svg .cell { stroke: var(--card); stroke-width: 0.5; } svg .border { fill: none; stroke: var(--bad); stroke-width: 2.5; }
)";

/// One axis: the metric over it, points that failed a check in red. Two axes or more: a grid of the
/// first two, coloured from the lowest (dark) to the highest value (light), with a red line between
/// points that pass and points that do not; further axes at their first value.
std::string sweep_plot(const SweepResult& result, const std::string& metric);

}  // namespace oio
