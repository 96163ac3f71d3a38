// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/regress_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cosim/terminal_progress.hpp"

namespace oio {

namespace {

constexpr double kDrawEverySeconds = 0.2;
constexpr double kPlainEverySeconds = 30.0;
constexpr int kBarWidth = 24;
constexpr std::size_t kColumns = 118;

}  // namespace

RegressProgress::RegressProgress(bool quiet, std::int64_t planned, std::int64_t recorded_before)
    : quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) != 0),
      planned_(planned),
      before_(recorded_before) {
    last_draw_ = start_;
}

RegressProgress::~RegressProgress() {
    clear_line();
}

double RegressProgress::elapsed_s() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
}

void RegressProgress::ended(const std::string& what, const std::string& failure) {
    ++done_;
    if (failure.empty()) return;
    ++failing_;
    note(what + ": " + failure);
}

void RegressProgress::recorded_elsewhere(std::int64_t recorded) {
    elsewhere_ = std::max<std::int64_t>(0, recorded - before_ - done_);
}

std::string RegressProgress::line(std::size_t busy) const {
    const std::int64_t recorded = before_ + elsewhere_ + done_;
    const double share = planned_ == 0 ? 1.0 : double(recorded) / double(planned_);
    const double elapsed = elapsed_s();
    const double rate = elapsed > 0.0 ? double(done_ + elsewhere_) / elapsed : 0.0;
    const int full = static_cast<int>(std::clamp(share, 0.0, 1.0) * kBarWidth);
    std::string text = terminal_
                           ? "[" + std::string(static_cast<std::size_t>(full), '#') +
                                 std::string(static_cast<std::size_t>(kBarWidth - full), '.') + "] "
                           : "";
    text += fmt::format("{} of {} runs, {} failing, {} under way, {:.2g}/s", recorded, planned_,
                        failing_, busy, rate);
    if (rate > 0.0) {
        text += fmt::format(", {} left", duration_text(double(planned_ - recorded) / rate));
    }
    return text;
}

void RegressProgress::tick(std::size_t busy) {
    if (quiet_) return;
    const Clock::time_point now = Clock::now();
    const double since = std::chrono::duration<double>(now - last_draw_).count();
    if (since < (terminal_ ? kDrawEverySeconds : kPlainEverySeconds)) return;
    last_draw_ = now;
    if (terminal_) {
        std::fprintf(stderr, "\r\x1b[K%s", line(busy).substr(0, kColumns).c_str());
        drawn_ = true;
    } else {
        std::fprintf(stderr, "oio: %s\n", line(busy).c_str());
    }
    std::fflush(stderr);
}

void RegressProgress::note(const std::string& text) {
    if (quiet_) return;
    clear_line();
    std::fprintf(stderr, "oio: %s\n", text.c_str());
}

void RegressProgress::clear_line() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
}

}  // namespace oio
