// SPDX-License-Identifier: Apache-2.0
//
// Progress on standard error: one line that renews itself on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <string>

#include "cosim/progress.hpp"

namespace oio {

class RunLog;

class TerminalProgress : public Progress {
public:
    /// `log` (may be null) receives the notes and warnings.
    TerminalProgress(bool quiet, RunLog* log);
    ~TerminalProgress() override;

    void phase(const std::string& name) override;
    void update(std::uint64_t time_fs, double done) override;
    void note(const std::string& line) override;
    void warn(const std::string& line) override;

    /// Takes the renewed line away, so that other output starts on a clean one.
    void clear_line();
    /// Wall time of ended phases whose name starts with "RTL ".
    double rtl_build_s() const { return rtl_build_s_; }

private:
    using Clock = std::chrono::steady_clock;

    void draw(const std::string& line);

    const bool quiet_;
    const bool terminal_;
    RunLog* const log_;
    std::string phase_;
    Clock::time_point phase_start_ = Clock::now();
    Clock::time_point last_draw_{};
    std::uint64_t phase_time_fs_ = 0;
    bool phase_has_time_ = false;
    unsigned calls_ = 0;
    bool drawn_ = false;
    double rtl_build_s_ = 0.0;
};

/// "1:23:45", "2:05", "8 s": a wall time for people.
std::string duration_text(double seconds);

}  // namespace oio
