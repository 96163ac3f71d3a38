// SPDX-License-Identifier: Apache-2.0
//
// What a session of a regression says, gathered once for all its forms: JSON, JUnit, HTML,
// Markdown, terminal.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cosim/regress/ledger.hpp"
#include "cosim/regress/test_list.hpp"

namespace oio {

struct ReportRun {
    LedgerRun run;
    const TestSpec* test = nullptr;
    std::string folder;     ///< Below the output folder.
    CommandLine line;       ///< What was run.
    std::string reproduce;  ///< The same as one command.
};

struct ReportBucket {
    std::string key;
    std::vector<const ReportRun*> runs;  ///< In the order of the plan; the first is the example.
    std::string waves;                   ///< Below the output folder; empty = none.
    std::string window;                  ///< Simulated time that they show, where known.
};

struct RegressReport {
    std::string list;
    std::string purpose;
    SessionInfo session;
    std::string executor;
    std::string stopped;  ///< Why it is not complete; empty when it is.
    std::string resume;   ///< The command that goes on; empty when complete.
    double wall_s = 0.0;
    double overhead_ms = 0.0;  ///< Processor time that the runner adds per run.
    AttemptCounts attempts;
    std::vector<ReportRun> runs;
    std::vector<ReportBucket> buckets;        ///< Most frequent first.
    std::map<std::string, std::string> plan;  ///< Features and their claims.
    std::vector<SessionInfo> history;         ///< Sessions of this list, oldest first.
    std::filesystem::path out_dir;
    /// A section of the dashboard, when coverage was collected.
    std::string coverage_html;
    std::string coverage_line;  ///< For the summary; empty = none was asked for.

    std::int64_t count(RunState state) const;
    std::int64_t recorded() const;
    /// The recorded run with the largest resident set; null without any.
    const ReportRun* largest() const;
    bool complete() const { return recorded() == static_cast<std::int64_t>(runs.size()); }
    bool passed() const {
        return complete() && count(RunState::Pass) == static_cast<std::int64_t>(runs.size());
    }
};

/// Sorts the runs that did not pass into buckets and finds their waves.
void fill_buckets(RegressReport& report);

/// regress.json: everything, ending in a newline. All that differs between two equal sessions is in
/// its object `wall`.
std::string regress_json(const RegressReport& report);

/// The summary for a terminal; fits a screen.
std::string regress_summary(const RegressReport& report);

}  // namespace oio
