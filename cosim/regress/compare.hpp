// SPDX-License-Identifier: Apache-2.0
//
// Two runs of a list side by side: `oio regress compare BASE NEW`. Green tests can hide a loss of
// margin; figures with their noise cannot.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cosim/regress/run_metrics.hpp"

namespace oio {

/// What a regress.json says of its runs.
struct RecordedRuns {
    std::string name;  ///< The path as given.
    std::string list;
    struct Test {
        std::map<std::uint64_t, Metrics> metrics;  ///< By seed, of runs that were recorded.
        int runs = 0, passed = 0;
    };
    std::map<std::string, Test> tests;
    std::map<std::string, int> buckets;
};

/// Reads an output folder of `oio regress`, or a regress.json. Throws ConfigError.
RecordedRuns read_recorded_runs(const std::filesystem::path& path);

struct Sample {
    int count = 0;
    double mean = 0.0;
    double deviation = 0.0;  ///< Over the seeds; 0 for fewer than two.
};
Sample sample_of(const std::vector<double>& values);

enum class Verdict { Same, Better, Worse, Changed };
const char* to_string(Verdict verdict);

/// A metric of a test in both runs. Seeds that both have are compared one by one, which takes the
/// noise that both share away; without common seeds the means are compared (Welch).
struct MetricChange {
    std::string test;
    std::string metric;
    Sample base, now;
    bool paired = false;
    double change = 0.0;
    double error = 0.0;  ///< Half-width of the 95 % interval of the change; 0 = not known.
    double p = 1.0;      ///< Probability of such a change by noise alone.
    Verdict verdict = Verdict::Same;
};

struct Comparison {
    std::string base, now;
    std::vector<MetricChange> changes;  ///< All of them, verdict Same too; worst first.
    struct PassChange {
        std::string test;
        int base_runs = 0, base_passed = 0, now_runs = 0, now_passed = 0;
    };
    std::vector<PassChange> passes;  ///< Tests whose share of passes differs, or in one run only.
    std::vector<std::string> new_buckets, gone_buckets;

    /// A metric is worse, or a test passes less often.
    bool worse() const;
};

/// Family-wise chance of calling anything changed when nothing is (Holm, 1979).
constexpr double kFalseAlarm = 0.01;
/// Changes below this are not looked at, certain as they may be: in dB, and relative elsewhere.
constexpr double kLeastDb = 0.02;
constexpr double kLeastRelative = 1e-3;

Comparison compare_runs(const RecordedRuns& base, const RecordedRuns& now);

std::string comparison_text(const Comparison& comparison, bool all);
std::string comparison_json(const Comparison& comparison);

/// Two-sided p-value of Student's t.
double student_p(double t, double degrees);
/// The t that is exceeded, either way, with probability `p`.
double student_quantile(double p, double degrees);

/// The command: 0 when nothing is worse, 1 otherwise.
int compare_command(const std::filesystem::path& base, const std::filesystem::path& now, bool all,
                    bool json);

}  // namespace oio
