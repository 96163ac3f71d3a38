// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/triage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cosim/regress/content_hash.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// The last microseconds before a failure: dumping everything would be some hundred times slower
// than the run (architecture.md section 5).
constexpr double kWindowUs = 10.0;
// Tracing compiled in and the window dumped; the first rerun builds the RTL for it.
constexpr double kWavesFactor = 20.0;
constexpr double kBuildSeconds = 600.0;

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
    for (const auto& entry : bucket_of_) {
        if (entry.second == run.bucket) return;
    }
    if (fs::exists(folder / "waves.fst")) return;  // A session before this one has done it.
    RunOrder order;
    order.run_id = next_id_++;
    order.line = command_line_of(planned, folder);
    order.line.waves.enabled = true;
    // The end of a run that failed is the failure, or a little after it.
    const auto end_us = run.metrics.find("simulated_us");
    const double at_us = run.failure_us > 0.0          ? run.failure_us
                         : end_us != run.metrics.end() ? end_us->second
                                                       : 0.0;
    order.line.waves.from = fmt::format("{:.3f}us", std::max(0.0, at_us - kWindowUs));
    order.line.full_command = reproduce_command(order.line, planned.identity.seed);
    order.wall_limit_s = run.outcome.wall_s * kWavesFactor + kBuildSeconds;
    order.keep_all = true;
    bucket_of_[order.run_id] = run.bucket;
    waiting_.push_back(std::move(order));
}

std::optional<RunOrder> Triage::next_rerun() {
    if (waiting_.empty()) return std::nullopt;
    RunOrder order = std::move(waiting_.front());
    waiting_.pop_front();
    running_[order.run_id] = bucket_of_[order.run_id];
    return order;
}

std::string Triage::rerun_ended(const RunOutcome& outcome) {
    const std::string bucket = bucket_of_[outcome.run_id];
    running_.erase(outcome.run_id);
    const fs::path waves = out_dir_ / bucket_folder(bucket) / "waves.fst";
    if (outcome.state == RunState::Lost) return "rerun of " + bucket + " was stopped";
    if (!fs::exists(waves)) {
        return "rerun of " + bucket + " left no waves: " + outcome.detail;
    }
    if (outcome.state == RunState::Pass) {
        return "rerun of " + bucket + " PASSED: this failure does not depend on the seed alone";
    }
    return "waves of " + bucket + ": " + waves.string();
}

}  // namespace oio
