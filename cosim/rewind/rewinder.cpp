// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/rewinder.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr double kFsPerUs = 1e9;
constexpr std::uint64_t kBytesPerMb = 1 << 20;

std::uint64_t fs_of(double us) {
    return static_cast<std::uint64_t>(std::llround(us * kFsPerUs));
}
double us_of(std::uint64_t time_fs) {
    return static_cast<double>(time_fs) / kFsPerUs;
}

// What a replay that was ended has left of its file.
void remove_parts(const fs::path& path) {
    std::error_code ignored;
    const std::string stem = path.filename().string() + ".";
    for (const auto& entry : fs::directory_iterator(path.parent_path(), ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind(stem, 0) == 0 && name.find(".part") != std::string::npos) {
            fs::remove(entry.path(), ignored);
        }
    }
}

}  // namespace

Rewinder::Rewinder(const RewindConfig& config, int physical_lanes, fs::path out_dir)
    : config_(config),
      out_dir_(std::move(out_dir)),
      ring_({config.snapshots, static_cast<std::uint64_t>(config.memory_mb) * kBytesPerMb}) {
    // The check of the data is a trigger of every run.
    conditions_.push_back({{"mismatches > 0", physical_lanes}, "mismatch"});
    for (const std::string& text : config.when) {
        conditions_.push_back({{text, physical_lanes}, text});
    }
}

void Rewinder::before_step(std::uint64_t now_fs, std::uint64_t step_fs, ReplayBench& bench) {
    if (!replay_) {
        if (now_fs < next_fs_) return;
        next_fs_ = now_fs + fs_of(config_.interval_us);
        replay_ = ring_.take(now_fs);
        if (!replay_) return;
    }
    // The first sample follows a little after the file is opened.
    if (open_ || now_fs + 2 * step_fs <= replay_->order().from_fs) return;
    try {
        bench.open_waves(replay_->order().path);
    } catch (const std::exception& failure) {
        replay_->finish(false, failure.what());
    }
    open_ = true;
}

void Rewinder::after_step(std::uint64_t now_fs, ReplayBench& bench) {
    if (replay_) {
        if (now_fs >= replay_->order().until_fs) end_replay(bench);
        return;
    }
    now_fs_ = now_fs;
    while (next_at_ < config_.at_us.size() && now_fs >= fs_of(config_.at_us[next_at_])) {
        const double at_us = config_.at_us[next_at_++];
        fire(fmt::format("at {:g} us", at_us), fs_of(at_us));
    }
    if (ring_.pending() > 0) take_replies(ring_.replies(0.0));
}

void Rewinder::check(std::uint64_t now_fs, ObservableSource& source) {
    for (Condition& condition : conditions_) {
        std::string why;
        if (condition.fired || !condition.expression.holds(source, why)) continue;
        condition.fired = true;
        fire(fmt::format("{} ({})", condition.cause, why), now_fs);
    }
}

void Rewinder::ended(std::uint64_t now_fs, ReplayBench& bench) {
    if (replay_) end_replay(bench);
    now_fs_ = now_fs;
}

void Rewinder::end_replay(ReplayBench& bench) {
    if (!open_) replay_->finish(false, "the simulation ended before the window");
    try {
        const ReplayWindow window = bench.close_waves();
        bench.write_viewer_files(replay_->order().trigger_fs, replay_->order().note);
        replay_->finish(true, fmt::format("{} {} {}", window.first_fs, window.last_fs,
                                          window.file.filename().string()));
    } catch (const std::exception& failure) {
        remove_parts(replay_->order().path);
        replay_->finish(false, failure.what());
    }
}

void Rewinder::fire(const std::string& cause, std::uint64_t trigger_fs) {
    const auto covers = [&](const Wave& wave) {
        return wave.order.from_fs <= trigger_fs && trigger_fs <= wave.order.until_fs;
    };
    const auto known = std::find_if(waves_.begin(), waves_.end(), covers);
    Wave wave;
    wave.report.cause = cause;
    wave.report.trigger_us = us_of(trigger_fs);
    if (known != waves_.end()) {
        wave.report.file = known->report.file;
        wave.report.note = "same window as before";
        wave.order = known->order;
        wave.order.id = 0;  // Has no replay of its own.
        wave.answered = true;
        waves_.push_back(wave);
        return;
    }
    const auto replays = static_cast<int>(std::count_if(
        waves_.begin(), waves_.end(), [](const Wave& item) { return item.order.id != 0; }));
    const std::uint64_t window = fs_of(config_.window_us);
    ReplayOrder& order = wave.order;
    order.id = static_cast<std::uint32_t>(waves_.size() + 1);
    order.trigger_fs = trigger_fs;
    order.from_fs = trigger_fs > window ? trigger_fs - window : 0;
    order.until_fs = trigger_fs + fs_of(config_.after_us());
    wave.report.file = fmt::format("rewind_{}", replays + 1);
    order.path = (out_dir_ / wave.report.file).string();
    order.note = cause;
    wave.report.from_us = us_of(order.from_fs);
    wave.report.until_us = us_of(order.until_fs);
    if (replays >= config_.max_waves) {
        wave.report.note = fmt::format("no wave: rewind.max_waves = {}", config_.max_waves);
    } else if (!ring_.order(order)) {
        // Better a shorter window than none.
        const std::vector<std::uint64_t> times = ring_.times_fs();
        const std::uint64_t oldest = times.empty() ? 0 : times.front();
        if (!times.empty() && oldest <= trigger_fs) order.from_fs = oldest;
        wave.report.from_us = us_of(order.from_fs);
        if (times.empty() || oldest > trigger_fs || !ring_.order(order)) {
            wave.report.note = times.empty()
                                   ? "no wave: no snapshot is alive"
                                   : fmt::format(
                                         "no wave: the oldest snapshot is of {:g} us; run again "
                                         "with --rewind-at {:g}",
                                         us_of(oldest), us_of(trigger_fs));
        }
    }
    if (!wave.report.note.empty()) {
        order.id = 0;
        wave.answered = true;
        wave.report.file.clear();
    }
    waves_.push_back(wave);
}

void Rewinder::take_replies(const std::vector<ReplayReply>& replies) {
    for (const ReplayReply& reply : replies) {
        for (Wave& wave : waves_) {
            if (wave.order.id != reply.id || wave.answered) continue;
            wave.answered = true;
            std::istringstream window(reply.text);
            std::uint64_t first = 0, last = 0;
            if (reply.ok && window >> first >> last >> wave.report.file) {
                wave.report.from_us = us_of(first);
                wave.report.until_us = us_of(last);
                wave.report.ok = true;
            } else {
                wave.report.note = "no wave: " + reply.text;
                wave.report.file.clear();
                remove_parts(wave.order.path);
            }
        }
    }
}

void Rewinder::finish(RunResult& result, Progress& progress) {
    const bool failed = result.status != RunStatus::Pass && !result.failures.empty();
    // Data that differ have their wave already.
    if (failed && !(conditions_.front().fired && result.failures.front().check == "mismatch")) {
        const RunFailure& first = result.failures.front();
        fire(first.check, first.at_end ? now_fs_ : fs_of(first.time_us));
    }
    if (ring_.pending() > 0) {
        progress.phase("writing the waves of the rewind");
        take_replies(ring_.wait_all(config_.replay_limit_s));
    }
    for (; next_at_ < config_.at_us.size(); ++next_at_) {
        Wave wave;
        wave.report.cause = fmt::format("at {:g} us", config_.at_us[next_at_]);
        wave.report.trigger_us = config_.at_us[next_at_];
        wave.report.note = fmt::format("no wave: the run ended at {:g} us", us_of(now_fs_));
        wave.answered = true;
        waves_.push_back(wave);
    }
    const bool failed_before = result.status != RunStatus::Pass;
    for (Wave& wave : waves_) {
        // The wave of a window that was asked for before may have failed since.
        if (wave.order.id == 0 && !wave.report.file.empty()) {
            for (const Wave& other : waves_) {
                if (other.order.id == 0 || other.order.from_fs != wave.order.from_fs) continue;
                const std::string cause = wave.report.cause;
                const double trigger_us = wave.report.trigger_us;
                wave.report = other.report;
                wave.report.cause = cause;
                wave.report.trigger_us = trigger_us;
            }
        }
        result.rewind.push_back(wave.report);
        if (!wave.report.ok && !failed_before) {
            result.fail("rewind", wave.report.cause + ": " + wave.report.note,
                        wave.report.trigger_us);
        }
    }
    ring_.measure_memory();
    const RingUse& use = ring_.use();
    result.wall.rewind_snapshots = use.taken;
    result.wall.rewind_lost_snapshots = use.ended_early;
    result.wall.rewind_peak_mb = double(use.peak_bytes) / double(kBytesPerMb);
    result.wall.rewind_fork_s = use.fork_s;
}

}  // namespace oio
