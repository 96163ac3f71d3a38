// SPDX-License-Identifier: Apache-2.0
//
// From the end of a process to what the ledger records: figures, gates, cause.
#pragma once

#include "cosim/regress/failure_cause.hpp"
#include "cosim/regress/ledger.hpp"
#include "cosim/regress/test_list.hpp"

namespace oio {

/// Reads result.json of the run's folder, applies the gates and names the cause of a failure. A
/// run that says "pass" but left no readable result is RunState::BadExit.
LedgerRun judge_run(const RunOutcome& outcome, const TestSpec& test,
                    const std::filesystem::path& folder);

/// The gates that these figures miss, as failures of the check "gate". A gate on a figure that was
/// not measured is missed.
std::vector<RunFailure> missed_gates(const std::vector<Gate>& gates, const Metrics& metrics);

}  // namespace oio
