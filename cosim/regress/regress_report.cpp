// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/regress_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cosim/regress/triage.hpp"
#include "cosim/terminal_progress.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kRegressSchema = 1;
constexpr std::size_t kBucketsShown = 8;

Json run_json(const ReportRun& item) {
    const LedgerRun& run = item.run;
    Json json = {{"test", run.identity.test},
                 {"seed", run.identity.seed},
                 {"configuration", run.identity.configuration},
                 {"state", run.recorded ? to_string(run.outcome.state) : "open"},
                 {"folder", item.folder}};
    if (!run.recorded) return json;
    json["metrics"] = run.metrics;
    if (run.outcome.state != RunState::Pass) {
        json["exit_code"] = run.outcome.exit_code;
        if (run.outcome.signal != 0) json["signal"] = run.outcome.signal;
        json["bucket"] = run.bucket;
        json["message"] = run.message;
        json["reproduce"] = item.reproduce;
    }
    return json;
}

// What it takes to run the example of a bucket again, for programs: `oio regress minimise` starts
// from it.
Json first_json(const ReportRun& item) {
    Json set = Json::array();
    for (const ConfigOverride& override : item.line.overrides) {
        set.push_back(override.key + "=" + override.value);
    }
    Json limits = Json::array();
    for (const Gate& gate : item.test->gates) {
        limits.push_back(
            {{"metric", gate.metric}, {"minimum", gate.is_minimum}, {"limit", gate.limit}});
    }
    return {{"test", item.run.identity.test},
            {"seed", item.run.identity.seed},
            {"scenario", item.line.scenario},
            {"set", set},
            {"limits", limits},
            {"must_fail", item.test->must_fail}};
}

}  // namespace

std::int64_t RegressReport::count(RunState state) const {
    return std::count_if(runs.begin(), runs.end(), [&](const ReportRun& item) {
        return item.run.recorded && item.run.outcome.state == state;
    });
}

std::int64_t RegressReport::recorded() const {
    return std::count_if(runs.begin(), runs.end(),
                         [](const ReportRun& item) { return item.run.recorded; });
}

const ReportRun* RegressReport::largest() const {
    const ReportRun* found = nullptr;
    for (const ReportRun& item : runs) {
        const double so_far = found == nullptr ? 0.0 : found->run.outcome.peak_mb;
        if (item.run.recorded && item.run.outcome.peak_mb > so_far) found = &item;
    }
    return found;
}

void fill_buckets(RegressReport& report) {
    std::map<std::string, std::size_t> places;
    for (const ReportRun& item : report.runs) {
        if (!item.run.recorded || item.run.outcome.state == RunState::Pass) continue;
        const auto [at, is_new] = places.emplace(item.run.bucket, report.buckets.size());
        if (is_new) {
            ReportBucket bucket;
            bucket.key = item.run.bucket;
            const BucketWaves waves = waves_of_bucket(report.out_dir, bucket.key);
            bucket.waves = waves.file;
            bucket.window = waves.window;
            report.buckets.push_back(std::move(bucket));
        }
        report.buckets[at->second].runs.push_back(&item);
    }
    std::stable_sort(
        report.buckets.begin(), report.buckets.end(),
        [](const ReportBucket& a, const ReportBucket& b) { return a.runs.size() > b.runs.size(); });
}

std::string regress_json(const RegressReport& report) {
    Json json;
    json["schema"] = kRegressSchema;
    json["list"] = report.list;
    json["purpose"] = report.purpose;
    json["status"] = report.passed() ? "pass" : report.complete() ? "fail" : "incomplete";
    json["tree"] = report.session.tree;
    json["seed"] = report.session.run_seed;
    json["planned"] = report.runs.size();
    json["recorded"] = report.recorded();
    json["states"] = Json::object();
    for (const RunState state : {RunState::Pass, RunState::Fail, RunState::Crash, RunState::Hang,
                                 RunState::Timeout, RunState::BadInput, RunState::BadExit}) {
        json["states"][to_string(state)] = report.count(state);
    }
    json["buckets"] = Json::array();
    for (const ReportBucket& bucket : report.buckets) {
        const ReportRun& first = *bucket.runs.front();
        Json entry = {{"key", bucket.key},
                      {"runs", bucket.runs.size()},
                      {"first", first_json(first)},
                      {"message", first.run.message},
                      {"reproduce", first.reproduce}};
        if (!bucket.waves.empty()) entry["waves"] = bucket.waves;
        if (!bucket.window.empty()) entry["window"] = bucket.window;
        json["buckets"].push_back(std::move(entry));
    }
    json["runs"] = Json::array();
    for (const ReportRun& item : report.runs) json["runs"].push_back(run_json(item));
    Json times = Json::array();
    Json peaks = Json::array();
    for (const ReportRun& item : report.runs) {
        peaks.push_back(std::round(item.run.outcome.peak_mb * 10.0) / 10.0);
        times.push_back(std::round(item.run.outcome.wall_s * 1e3) / 1e3);
    }
    json["wall"] = {{"started", report.session.started},
                    {"command", report.session.command},
                    {"executor", report.executor},
                    {"total_s", report.wall_s},
                    {"overhead_ms_per_run", report.overhead_ms},
                    {"attempts",
                     {{"recorded", report.attempts.recorded},
                      {"lost", report.attempts.lost},
                      {"open", report.attempts.open}}},
                    {"runs_s", times},
                    {"runs_peak_mb", peaks}};
    // Messages of a broken run may hold any byte.
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string regress_summary(const RegressReport& report) {
    const std::int64_t passed = report.count(RunState::Pass);
    std::string text = fmt::format("{}  {}  seed {}\n",
                                   report.passed()     ? "PASS"
                                   : report.complete() ? "FAIL"
                                                       : "INCOMPLETE",
                                   report.list, report.session.run_seed);
    if (!report.purpose.empty()) text += "  " + report.purpose + "\n";
    text += fmt::format("\n  runs        {} planned, {} recorded: {} pass", report.runs.size(),
                        report.recorded(), passed);
    for (const RunState state : {RunState::Fail, RunState::Crash, RunState::Hang, RunState::Timeout,
                                 RunState::BadInput, RunState::BadExit}) {
        const std::int64_t count = report.count(state);
        if (count > 0) text += fmt::format(", {} {}", count, to_string(state));
    }
    text += "\n";
    for (std::size_t i = 0; i < std::min(kBucketsShown, report.buckets.size()); ++i) {
        const ReportBucket& bucket = report.buckets[i];
        const ReportRun& first = *bucket.runs.front();
        text += fmt::format("  bucket      {} x {}\n", bucket.runs.size(), bucket.key);
        text += fmt::format("              {}\n", first.run.message.substr(0, 100));
        text += fmt::format("              {}\n", first.reproduce);
        if (!bucket.waves.empty()) {
            text +=
                fmt::format("              waves {}{}\n", (report.out_dir / bucket.waves).string(),
                            bucket.window.empty() ? "" : ", " + bucket.window);
        }
    }
    if (report.buckets.size() > kBucketsShown) {
        text += fmt::format("              and {} more\n", report.buckets.size() - kBucketsShown);
    }
    text += fmt::format(
        "  time        {} for {} runs here, {}; the runner adds {:.1f} ms of CPU per run\n",
        duration_text(report.wall_s), report.attempts.recorded, report.executor,
        report.overhead_ms);
    if (const ReportRun* const largest = report.largest()) {
        text += fmt::format("  memory      {:.0f} MB at most in a run: {} seed {}\n",
                            largest->run.outcome.peak_mb, largest->run.identity.test,
                            largest->run.identity.seed);
    }
    if (!report.coverage_line.empty()) text += "  coverage    " + report.coverage_line + "\n";
    if (!report.stopped.empty()) text += "  stopped     " + report.stopped + "\n";
    if (!report.resume.empty()) text += "  go on with  " + report.resume + "\n";
    text += fmt::format("  dashboard   {}\n", (report.out_dir / "dashboard.html").string());
    return text;
}

}  // namespace oio
