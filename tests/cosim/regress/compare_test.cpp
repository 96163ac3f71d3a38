// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/compare.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/random_stream.hpp"

using oio::Comparison;
using oio::RecordedRuns;
using oio::Verdict;

namespace {

// Margins of `seeds` runs from `first` on: a spread of 0.3 dB that belongs to the seed, as that of
// lanes does, and 0.02 dB that does not.
RecordedRuns runs_of(int first, int seeds, double margin_db, const std::string& noise) {
    RecordedRuns runs;
    RecordedRuns::Test& test = runs.tests["saturate"];
    for (int seed = first; seed < first + seeds; ++seed) {
        oio::RandomStream lanes(std::uint64_t(seed), "test", "lanes");
        oio::RandomStream rest(std::uint64_t(seed), "test", noise);
        test.metrics[std::uint64_t(seed)] = {
            {"ber_margin_db", margin_db + 0.3 * lanes.normal() + 0.02 * rest.normal()},
            {"energy_pj_per_bit", 2.5}};
    }
    test.runs = test.passed = seeds;
    return runs;
}

const oio::MetricChange& change_of(const Comparison& comparison, const std::string& metric) {
    for (const oio::MetricChange& change : comparison.changes) {
        if (change.metric == metric) return change;
    }
    throw std::logic_error("no " + metric);
}

}  // namespace

// Published quantiles of Student's t: two-sided 5 % and 1 %.
TEST_CASE("compare: Student's t agrees with the tables", "[cosim][regress]") {
    CHECK(oio::student_quantile(0.05, 1) == Approx(12.7062).epsilon(1e-5));
    CHECK(oio::student_quantile(0.05, 10) == Approx(2.2281).epsilon(1e-4));
    CHECK(oio::student_quantile(0.01, 5) == Approx(4.0321).epsilon(1e-4));
    CHECK(oio::student_p(0.0, 7) == Approx(1.0));
    CHECK(oio::student_p(2.2281, 10) == Approx(0.05).epsilon(1e-3));
    CHECK(oio::student_p(1.96, 1e6) == Approx(0.05).epsilon(1e-3));
}

TEST_CASE("compare: 0.4 dB cannot hide behind a spread of 0.3 dB and green tests",
          "[cosim][regress]") {
    const Comparison comparison =
        oio::compare_runs(runs_of(0, 4, 1.0, "base"), runs_of(0, 4, 0.6, "now"));
    const oio::MetricChange& change = change_of(comparison, "ber_margin_db");
    CHECK(change.paired);
    CHECK(change.verdict == Verdict::Worse);
    CHECK(change.change == Approx(-0.4).margin(0.1));
    CHECK(comparison.worse());
    CHECK(comparison.passes.empty());
    CHECK(change_of(comparison, "energy_pj_per_bit").verdict == Verdict::Same);
}

TEST_CASE("compare: without common seeds the spread of the seeds is the noise",
          "[cosim][regress]") {
    CHECK_FALSE(oio::compare_runs(runs_of(0, 4, 1.0, "a"), runs_of(100, 4, 0.6, "a")).worse());
    const Comparison many = oio::compare_runs(runs_of(0, 60, 1.0, "a"), runs_of(100, 60, 0.6, "a"));
    CHECK_FALSE(change_of(many, "ber_margin_db").paired);
    CHECK(change_of(many, "ber_margin_db").verdict == Verdict::Worse);
}

TEST_CASE("compare: noise alone is rarely called a change", "[cosim][regress]") {
    int alarms = 0;
    for (int trial = 0; trial < 400; ++trial) {
        const int first = 1000 * trial;
        alarms +=
            oio::compare_runs(runs_of(first, 5, 1.0, "base"), runs_of(first, 5, 1.0, "now")).worse()
                ? 1
                : 0;
    }
    // Two figures share 1 %, half of the alarms are for the better, small ones are not looked at:
    // 1 is expected, 8 would come once in a million.
    CHECK(alarms <= 8);
}

TEST_CASE("compare: a figure that is equal in all seeds changes beyond doubt", "[cosim][regress]") {
    RecordedRuns base = runs_of(0, 3, 1.0, "a");
    RecordedRuns now = base;
    for (auto& [seed, metrics] : now.tests["saturate"].metrics) metrics["energy_pj_per_bit"] = 2.6;
    CHECK(change_of(oio::compare_runs(base, now), "energy_pj_per_bit").verdict == Verdict::Worse);
    CHECK(change_of(oio::compare_runs(now, base), "energy_pj_per_bit").verdict == Verdict::Better);
    // One part in ten thousand is not looked at.
    for (auto& [seed, metrics] : now.tests["saturate"].metrics) {
        metrics["energy_pj_per_bit"] = 2.50025;
    }
    CHECK(change_of(oio::compare_runs(base, now), "energy_pj_per_bit").verdict == Verdict::Same);
}

TEST_CASE("compare: fewer passes and new causes are told", "[cosim][regress]") {
    const RecordedRuns base = runs_of(0, 4, 1.0, "a");
    RecordedRuns now = base;
    now.tests["saturate"].passed = 3;
    now.buckets["phy/training"] = 1;
    now.tests["new"].runs = 1;
    const Comparison comparison = oio::compare_runs(base, now);
    CHECK(comparison.worse());
    CHECK(comparison.passes.size() == 2);
    CHECK(comparison.new_buckets == std::vector<std::string>{"phy/training"});
    CHECK_FALSE(oio::compare_runs(base, base).worse());
    // Twice as many seeds, all pass: no change.
    CHECK(oio::compare_runs(base, runs_of(0, 8, 1.0, "a")).passes.empty());
}
