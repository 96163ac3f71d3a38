// SPDX-License-Identifier: Apache-2.0
#include "cosim/terminal_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cosim/run_log.hpp"

namespace oio {

namespace {

constexpr unsigned kCallsPerLook = 16;  // update() reads the clock once in so many calls.
constexpr double kDrawEverySeconds = 0.2;
constexpr int kBarWidth = 24;

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

std::string duration_text(double seconds) {
    const auto whole = std::llround(seconds);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

TerminalProgress::TerminalProgress(bool quiet, RunLog* log)
    : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0), log_(log) {}

TerminalProgress::~TerminalProgress() {
    clear_line();
}

void TerminalProgress::phase(const std::string& name) {
    const Clock::time_point now = Clock::now();
    // "[3/17]" is a step of the same phase: its time runs on.
    const std::string stem = name.substr(0, name.find(" ["));
    const bool same = stem == phase_.substr(0, phase_.find(" ["));
    if (!same) {
        if (phase_.rfind("RTL ", 0) == 0) rtl_build_s_ += seconds_between(phase_start_, now);
        phase_start_ = now;
        phase_has_time_ = false;
    }
    phase_ = name;
    if (quiet_) return;
    if (terminal_) {
        draw(fmt::format("{}  {}", phase_, duration_text(seconds_between(phase_start_, now))));
    } else if (!same) {
        std::fprintf(stderr, "oio: %s\n", stem.c_str());
    }
}

void TerminalProgress::update(std::uint64_t time_fs, double done) {
    if (quiet_ || !terminal_ || ++calls_ % kCallsPerLook != 0) return;
    const Clock::time_point now = Clock::now();
    if (!phase_has_time_) {
        phase_has_time_ = true;
        phase_time_fs_ = time_fs;
        phase_start_ = now;
    }
    if (seconds_between(last_draw_, now) < kDrawEverySeconds) return;
    last_draw_ = now;
    const double elapsed = seconds_between(phase_start_, now);
    const double simulated_us = static_cast<double>(time_fs) / 1e9;
    const double rate =
        elapsed > 0.0 ? static_cast<double>(time_fs - phase_time_fs_) / 1e9 / elapsed : 0.0;
    std::string line = phase_ + "  ";
    if (done >= 0.0) {
        const double share = std::clamp(done, 0.0, 1.0);
        const int full = static_cast<int>(share * kBarWidth);
        line += "[" + std::string(static_cast<std::size_t>(full), '#') +
                std::string(static_cast<std::size_t>(kBarWidth - full), '.') +
                fmt::format("] {:3.0f} %  ", share * 100.0);
    }
    line += fmt::format("{:.1f} us simulated, {:.3g} us/s, {}", simulated_us, rate,
                        duration_text(elapsed));
    if (done > 0.01) line += fmt::format(", {} left", duration_text(elapsed * (1.0 - done) / done));
    draw(line);
}

void TerminalProgress::note(const std::string& line) {
    if (log_ != nullptr) log_->info(line);
    if (quiet_ || !terminal_) return;
    clear_line();
    std::fprintf(stderr, "oio: %s\n", line.c_str());
}

void TerminalProgress::warn(const std::string& line) {
    if (log_ != nullptr) log_->warn(line);
    if (quiet_) return;
    clear_line();
    std::fprintf(stderr, "oio: warning: %s\n", line.c_str());
}

void TerminalProgress::clear_line() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
}

void TerminalProgress::draw(const std::string& line) {
    constexpr std::size_t kColumns = 118;
    std::fprintf(stderr, "\r\x1b[K%s", line.substr(0, kColumns).c_str());
    std::fflush(stderr);
    drawn_ = true;
}

}  // namespace oio
