// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/triage.hpp"

#include <cctype>

#include "cosim/regress/content_hash.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// Dumping everything is some hundred times slower than the run (architecture.md section 5), and the
// first rerun builds RTL with tracing.
constexpr double kWavesFactor = 100.0;
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
    order.line.waves = true;
    order.line.full_command += " --waves full";
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
