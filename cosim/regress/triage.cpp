// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/triage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cosim/regress/content_hash.hpp"
#include "cosim/regress/run_judge.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// Shown before the first divergence, in us; a fifth of it after.
constexpr double kWindowUs = 10.0;
// A failure that has no time of its own shows at the end, which must lie in the rerun, too.
constexpr double kBeforeEndUs = 0.5;
// Rewind costs some percent, and some seconds for the waves; a dump of everything twenty times the
// run. The first rerun builds RTL with waves.
constexpr double kRewindFactor = 3.0;
constexpr double kDumpFactor = 20.0;
constexpr double kBuildSeconds = 600.0;

void set(CommandLine& line, const std::string& key, const std::string& value) {
    line.overrides.push_back({"--set " + key + "=" + value, key, value});
}

// A process that dies takes its snapshots with it, and one that hangs never asks for a replay.
bool ends_by_itself(RunState state) {
    return state == RunState::Fail || state == RunState::Timeout || state == RunState::BadExit;
}

}  // namespace

fs::path bucket_folder(const std::string& bucket) {
    std::string words;
    for (const char c : bucket.substr(0, 48)) {
        words += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    ContentHash hash;
    hash.add(bucket);
    return fs::path("buckets") / (words + "-" + hash.hex().substr(0, 8));
}

void Triage::failed(const LedgerRun& run, const PlannedRun& planned) {
    // A run that cannot be read or built has no waves.
    if (!waves_ || run.outcome.state == RunState::BadInput) return;
    const fs::path folder = out_dir_ / bucket_folder(run.bucket);
    for (const auto& entry : reruns_) {
        if (entry.second.bucket == run.bucket) return;
    }
    // A session before this one has done it.
    if (!waves_of_bucket(out_dir_, run.bucket).file.empty()) return;
    RunOrder order;
    order.run_id = next_id_++;
    order.line = command_line_of(planned, folder);
    const auto end_us = run.metrics.find("simulated_us");
    const double at_us = run.failure_us > 0.0          ? run.failure_us
                         : end_us != run.metrics.end() ? end_us->second - kBeforeEndUs
                                                       : 0.0;
    const bool rewind = ends_by_itself(run.outcome.state);
    order.wall_limit_s =
        run.outcome.wall_s * (rewind ? kRewindFactor : kDumpFactor) + kBuildSeconds;
    if (rewind) {
        set(order.line, "rewind.snapshots", "'on'");
        set(order.line, "rewind.window_us", fmt::format("{:g}", kWindowUs));
        if (at_us > 0.0) set(order.line, "rewind.at_us", fmt::format("[{:.6f}]", at_us));
    } else {
        order.line.waves.enabled = true;
        order.line.waves.from = fmt::format("{:.3f}us", std::max(0.0, at_us - kWindowUs));
    }
    set(order.line, "run.wall_limit_s", fmt::format("{:.0f}", order.wall_limit_s));
    order.line.full_command = reproduce_command(order.line, planned.identity.seed);
    order.keep_all = true;
    reruns_[order.run_id] = {run.bucket, planned.test};
    waiting_.push_back(std::move(order));
}

std::optional<RunOrder> Triage::next_rerun() {
    if (waiting_.empty()) return std::nullopt;
    RunOrder order = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    return order;
}

std::string Triage::rerun_ended(const RunOutcome& outcome) {
    const Rerun& rerun = reruns_.at(outcome.run_id);
    --running_;
    if (outcome.state == RunState::Lost) return "rerun of " + rerun.bucket + " was stopped";
    const BucketWaves waves = waves_of_bucket(out_dir_, rerun.bucket);
    if (waves.file.empty()) {
        return "rerun of " + rerun.bucket + " left no waves: " + outcome.detail;
    }
    const LedgerRun again = judge_run(outcome, *rerun.test, out_dir_ / bucket_folder(rerun.bucket));
    const std::string text = fmt::format("waves of {}: {}{}{}", rerun.bucket, waves.file,
                                         waves.window.empty() ? "" : ", ", waves.window);
    if (again.outcome.state == RunState::Pass) {
        return text + "; this run PASSED: the failure does not depend on the seed alone";
    }
    return again.bucket == rerun.bucket ? text : text + "; this run failed by " + again.bucket;
}

BucketWaves waves_of_bucket(const fs::path& out_dir, const std::string& bucket) {
    const fs::path folder = bucket_folder(bucket);
    std::ifstream file(out_dir / folder / "result.json");
    const nlohmann::json result = nlohmann::json::parse(file, nullptr, false);
    if (result.is_object() && result.contains("rewind")) {
        // In order of time of the triggers: the first divergence is asked for by its time, the
        // failed check comes later.
        BucketWaves first;
        double first_us = 0.0;
        for (const nlohmann::json& wave : result["rewind"]) {
            const std::string name = wave.value("file", "");
            const double trigger_us = wave.value("trigger_us", 0.0);
            if (!wave.value("ok", false) || !fs::exists(out_dir / folder / name)) continue;
            if (!first.file.empty() && trigger_us >= first_us) continue;
            first_us = trigger_us;
            first = {(folder / name).string(),
                     fmt::format("{:.1f} to {:.1f} us", wave.value("from_us", 0.0),
                                 wave.value("until_us", 0.0))};
        }
        if (!first.file.empty()) return first;
    }
    if (fs::exists(out_dir / folder / "waves.fst")) return {(folder / "waves.fst").string(), ""};
    return {};
}

}  // namespace oio
