// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/compare.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cosim/config_reader.hpp"
#include "models/confidence.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr double kInterval = 0.05;  // The error shown is that of 95 %.

std::vector<double> values_of(const RecordedRuns::Test& test, const std::string& metric) {
    std::vector<double> values;
    for (const auto& [seed, metrics] : test.metrics) {
        const auto found = metrics.find(metric);
        if (found != metrics.end()) values.push_back(found->second);
    }
    return values;
}

// Differences of the seeds that both have.
std::vector<double> differences(const RecordedRuns::Test& base, const RecordedRuns::Test& now,
                                const std::string& metric) {
    std::vector<double> values;
    for (const auto& [seed, metrics] : now.metrics) {
        const auto other = base.metrics.find(seed);
        if (other == base.metrics.end()) continue;
        const auto a = other->second.find(metric);
        const auto b = metrics.find(metric);
        if (a != other->second.end() && b != metrics.end()) values.push_back(b->second - a->second);
    }
    return values;
}

void test_change(MetricChange& change, double standard_error, double degrees) {
    if (standard_error > 0.0 && degrees > 0.0) {
        change.p = student_p(change.change / standard_error, degrees);
        change.error = standard_error * student_quantile(kInterval, degrees);
    } else if (degrees > 0.0) {
        change.p = change.change == 0.0 ? 1.0 : 0.0;  // Equal in every seed: no noise at all.
    }
}

MetricChange compare_metric(const std::string& test, const MetricInfo& metric,
                            const RecordedRuns::Test& base, const RecordedRuns::Test& now) {
    MetricChange change;
    change.test = test;
    change.metric = metric.name;
    change.base = sample_of(values_of(base, metric.name));
    change.now = sample_of(values_of(now, metric.name));
    const std::vector<double> pairs = differences(base, now, metric.name);
    change.paired = !pairs.empty();
    if (change.paired) {
        const Sample sample = sample_of(pairs);
        change.change = sample.mean;
        test_change(change, sample.deviation / std::sqrt(double(sample.count)),
                    double(sample.count - 1));
    } else {
        change.change = change.now.mean - change.base.mean;
        const double a = change.base.deviation * change.base.deviation / change.base.count;
        const double b = change.now.deviation * change.now.deviation / change.now.count;
        // Welch and Satterthwaite.
        const double degrees =
            change.base.count > 1 && change.now.count > 1 && a + b > 0.0
                ? (a + b) * (a + b) /
                      (a * a / (change.base.count - 1) + b * b / (change.now.count - 1))
                : 0.0;
        test_change(change, std::sqrt(a + b), degrees);
    }
    return change;
}

bool matters(const MetricChange& change, const MetricInfo& metric) {
    const double least =
        std::string(metric.unit) == "dB" ? kLeastDb : kLeastRelative * std::abs(change.base.mean);
    return std::abs(change.change) > least;
}

Verdict verdict_of(const MetricChange& change) {
    const MetricInfo& metric = *find_metric(change.metric);
    if (!matters(change, metric)) return Verdict::Same;
    if (metric.better == Better::Neither) return Verdict::Changed;
    return (change.change > 0.0) == (metric.better == Better::Higher) ? Verdict::Better
                                                                      : Verdict::Worse;
}

// Holm's step-down: the smallest p-value against the whole family, the next one against the rest.
// A figure that is the same in every seed cannot raise a false alarm and is not of the family.
void judge_all(std::vector<MetricChange>& changes) {
    std::vector<MetricChange*> family;
    for (MetricChange& change : changes) {
        if (change.change != 0.0) family.push_back(&change);
    }
    std::sort(family.begin(), family.end(),
              [](const MetricChange* a, const MetricChange* b) { return a->p < b->p; });
    for (std::size_t i = 0; i < family.size(); ++i) {
        if (!(family[i]->p < kFalseAlarm / double(family.size() - i))) return;
        family[i]->verdict = verdict_of(*family[i]);
    }
}

}  // namespace

const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::Same:
            return "same";
        case Verdict::Better:
            return "better";
        case Verdict::Worse:
            return "WORSE";
        case Verdict::Changed:
            return "changed";
    }
    return "same";
}

Sample sample_of(const std::vector<double>& values) {
    Sample sample;
    sample.count = static_cast<int>(values.size());
    if (values.empty()) return sample;
    for (const double value : values) sample.mean += value / double(values.size());
    double squares = 0.0;
    for (const double value : values) squares += (value - sample.mean) * (value - sample.mean);
    if (values.size() > 1) sample.deviation = std::sqrt(squares / double(values.size() - 1));
    // Equal numbers have no spread; what is left is the rounding of the mean.
    if (sample.deviation <= 1e-12 * std::abs(sample.mean)) sample.deviation = 0.0;
    return sample;
}

double student_p(double t, double degrees) {
    return incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + t * t));
}

double student_quantile(double p, double degrees) {
    double low = 0.0, high = 1.0;
    while (student_p(high, degrees) > p) high *= 2.0;
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (low + high);
        (student_p(middle, degrees) > p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

RecordedRuns read_recorded_runs(const fs::path& path) {
    const fs::path file = fs::is_directory(path) ? path / "regress.json" : path;
    std::ifstream text(file);
    if (!text) throw ConfigError(path.string() + ": no results of `oio regress` here");
    RecordedRuns runs;
    runs.name = path.string();
    try {
        const nlohmann::json json = nlohmann::json::parse(text);
        runs.list = json.at("list").get<std::string>();
        for (const nlohmann::json& run : json.at("runs")) {
            RecordedRuns::Test& test = runs.tests[run.at("test").get<std::string>()];
            const std::string state = run.at("state").get<std::string>();
            if (state == "open") continue;
            ++test.runs;
            if (state == "pass") ++test.passed;
            test.metrics[run.at("seed").get<std::uint64_t>()] = run.at("metrics").get<Metrics>();
        }
        for (const nlohmann::json& bucket : json.at("buckets")) {
            runs.buckets[bucket.at("key").get<std::string>()] = bucket.at("runs").get<int>();
        }
    } catch (const nlohmann::json::exception& failure) {
        throw ConfigError(file.string() + ": is no result of `oio regress`: " + failure.what());
    }
    return runs;
}

Comparison compare_runs(const RecordedRuns& base, const RecordedRuns& now) {
    Comparison comparison;
    comparison.base = base.name;
    comparison.now = now.name;
    for (const auto& [name, test] : now.tests) {
        const auto other = base.tests.find(name);
        if (other == base.tests.end()) {
            comparison.passes.push_back({name, 0, 0, test.runs, test.passed});
            continue;
        }
        const RecordedRuns::Test& before = other->second;
        // As fractions: a different number of seeds is no change.
        if (test.passed * before.runs != before.passed * test.runs) {
            comparison.passes.push_back({name, before.runs, before.passed, test.runs, test.passed});
        }
        for (const MetricInfo& metric : metric_table()) {
            MetricChange change = compare_metric(name, metric, before, test);
            if (change.base.count > 0 && change.now.count > 0) {
                comparison.changes.push_back(std::move(change));
            }
        }
    }
    for (const auto& [name, test] : base.tests) {
        if (now.tests.count(name) == 0) {
            comparison.passes.push_back({name, test.runs, test.passed, 0, 0});
        }
    }
    judge_all(comparison.changes);
    const auto rank = [](const MetricChange& change) {
        return change.verdict == Verdict::Worse     ? 0
               : change.verdict == Verdict::Changed ? 1
               : change.verdict == Verdict::Better  ? 2
                                                    : 3;
    };
    std::stable_sort(
        comparison.changes.begin(), comparison.changes.end(),
        [&](const MetricChange& a, const MetricChange& b) { return rank(a) < rank(b); });
    for (const auto& entry : now.buckets) {
        if (base.buckets.count(entry.first) == 0) comparison.new_buckets.push_back(entry.first);
    }
    for (const auto& entry : base.buckets) {
        if (now.buckets.count(entry.first) == 0) comparison.gone_buckets.push_back(entry.first);
    }
    return comparison;
}

bool Comparison::worse() const {
    return std::any_of(changes.begin(), changes.end(),
                       [](const MetricChange& c) { return c.verdict == Verdict::Worse; }) ||
           std::any_of(passes.begin(), passes.end(), [](const PassChange& c) {
               return c.now_passed * std::max(1, c.base_runs) <
                      c.base_passed * std::max(1, c.now_runs);
           });
}

}  // namespace oio
