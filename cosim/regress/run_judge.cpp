// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/run_judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/config_reader.hpp"

namespace oio {

std::vector<RunFailure> missed_gates(const std::vector<Gate>& gates, const Metrics& metrics) {
    std::vector<RunFailure> missed;
    for (const Gate& gate : gates) {
        const MetricInfo& info = *find_metric(gate.metric);
        const auto found = metrics.find(gate.metric);
        const std::string unit = info.unit[0] == '\0' ? "" : std::string(" ") + info.unit;
        if (found == metrics.end()) {
            missed.push_back({"gate", gate.metric + " was not measured, the list limits it"});
        } else if (gate.is_minimum ? !(found->second >= gate.limit)
                                   : !(found->second <= gate.limit)) {
            missed.push_back({"gate", fmt::format("{} is {:.6g}{}, {} {:.6g}{}", gate.metric,
                                                  found->second, unit,
                                                  gate.is_minimum ? "the list wants at least"
                                                                  : "the list allows at most",
                                                  gate.limit, unit)});
        }
    }
    return missed;
}

namespace {

// A run that has to fail passes by failing so, and fails by passing.
void expect_failure(const std::string& text, LedgerRun& run, RunDigest& digest) {
    const bool failed =
        run.outcome.state == RunState::Fail || run.outcome.state == RunState::Timeout;
    const bool so =
        std::any_of(digest.failures.begin(), digest.failures.end(), [&](const RunFailure& failure) {
            return (failure.check + ": " + failure.message).find(text) != std::string::npos;
        });
    if (failed && so) {
        run.outcome.state = RunState::Pass;
        run.outcome.detail.clear();
    } else if (run.outcome.state == RunState::Pass) {
        run.outcome.state = RunState::Fail;
        digest.first_divergence.reset();
        digest.failures = {{"must_fail", "passed, but has to fail with \"" + text + "\""}};
    }
}

}  // namespace

LedgerRun judge_run(const RunOutcome& outcome, const TestSpec& test,
                    const std::filesystem::path& folder) {
    LedgerRun run;
    run.id = outcome.run_id;
    run.outcome = outcome;
    RunDigest digest;
    bool has_digest = false;
    const bool ended_itself = outcome.state == RunState::Pass || outcome.state == RunState::Fail ||
                              outcome.state == RunState::Timeout ||
                              outcome.state == RunState::BadExit;
    if (ended_itself) {
        try {
            digest = read_digest(folder / "result.json");
            has_digest = true;
        } catch (const ConfigError& failure) {
            if (outcome.state == RunState::Pass) {
                run.outcome.state = RunState::BadExit;
                run.outcome.detail = failure.what();
            }
        }
    }
    if (has_digest) {
        run.metrics = digest.metrics;
        if (!test.must_fail.empty()) expect_failure(test.must_fail, run, digest);
        if (run.outcome.state == RunState::Pass) {
            for (RunFailure& failure : missed_gates(test.gates, digest.metrics)) {
                run.outcome.state = RunState::Fail;
                digest.failures.push_back(std::move(failure));
            }
        }
    }
    if (run.outcome.state != RunState::Pass) {
        const FailureCause cause = find_cause(run.outcome, has_digest ? &digest : nullptr);
        run.bucket = cause.bucket();
        run.message = cause.message;
        run.failure_us = cause.time_us;
        if (cause.time_us > 0.0) run.message += fmt::format(" (at {:.3f} us)", cause.time_us);
    }
    return run;
}

}  // namespace oio
