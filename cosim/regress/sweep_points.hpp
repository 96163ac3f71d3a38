// SPDX-License-Identifier: Apache-2.0
//
// Evaluates the open points of a sweep on threads of this process: for points that are arithmetic.
// Co-simulation goes through the pool of processes instead (regression.hpp).
#pragma once

#include <functional>
#include <vector>

#include "cosim/regress/ledger.hpp"
#include "cosim/regress/regress_progress.hpp"
#include "cosim/regress/regression.hpp"
#include "cosim/regress/run_plan.hpp"
#include "cosim/regress/sweep_eye.hpp"

namespace oio {

/// Called on several threads at once; a ConfigError is recorded as bad input of that point.
using PointFunction = std::function<EyePointResult(const PlannedRun& run)>;

/// Until every point of the session is recorded, here or by another runner, or until Ctrl-C; a
/// point under way then is finished. Only this thread uses the ledger. `plan` is in the order of
/// the session.
StopReason evaluate_points(Ledger& ledger, std::int64_t session,
                           const std::vector<PlannedRun>& plan, std::size_t jobs,
                           const PointFunction& evaluate, RegressProgress& progress);

}  // namespace oio
