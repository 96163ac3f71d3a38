// SPDX-License-Identifier: Apache-2.0
//
// One run as an executor sees it: what to run, where, for how long, and how it ended.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "cosim/cli.hpp"

namespace oio {

/// How a run ended. The first seven are final and recorded; Lost runs are planned again.
enum class RunState {
    Pass,
    Fail,      ///< A check, a gate or an RTL assertion.
    Crash,     ///< Ended by a signal.
    Hang,      ///< Ended by the runner at the wall limit.
    Timeout,   ///< Ended itself at a limit of simulated or wall time (exit code 4).
    BadInput,  ///< Exit code 2.
    BadExit,   ///< Any other exit code.
    Lost,      ///< Killed from outside, node gone, no space: says nothing about the test.
};
const char* to_string(RunState state);
/// Throws ConfigError for an unknown name.
RunState run_state_from(const std::string& name);

struct RunOrder {
    std::int64_t run_id = 0;  ///< Of the ledger.
    CommandLine line;         ///< What `oio run` would do; out_dir is the run's own folder.
    double wall_limit_s = 120.0;
    bool keep_all = false;  ///< Also of a run that passes: report.html and log.txt.
};

struct RunOutcome {
    std::int64_t run_id = 0;
    RunState state = RunState::Lost;
    int exit_code = 0;
    int signal = 0;
    double wall_s = 0.0;
    double processor_s = 0.0;      ///< Of its process, from the fork to the end.
    double run_processor_s = 0.0;  ///< The run's share of it; 0 = not known.
    double peak_mb = 0.0;          ///< Largest resident set.
    bool no_space = false;         ///< The disk is full: no further run can succeed.
    bool started = true;           ///< Of a Lost one: false when it was lost before it began.
    std::string detail;            ///< Last lines of standard error, when it did not pass.
};

/// `oio run`: returns the exit code, throws what main() reports.
using RunFunction = std::function<int(const CommandLine&)>;

// Between machines: orders travel to a node in a file, outcomes come back in one per run.
nlohmann::json to_json(const RunOrder& order);
RunOrder order_from_json(const nlohmann::json& json);
nlohmann::json to_json(const RunOutcome& outcome);
RunOutcome outcome_from_json(const nlohmann::json& json);

}  // namespace oio
