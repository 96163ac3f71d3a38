// SPDX-License-Identifier: Apache-2.0
//
// Progress of a regression on standard error: one line that renews itself on a terminal, plain
// lines elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace oio {

class RegressProgress {
public:
    RegressProgress(bool quiet, std::int64_t planned, std::int64_t recorded_before);
    ~RegressProgress();
    RegressProgress(const RegressProgress&) = delete;
    RegressProgress& operator=(const RegressProgress&) = delete;

    /// One run ended; `failure` is empty for a pass.
    void ended(const std::string& what, const std::string& failure);
    /// Runs that another runner recorded.
    void recorded_elsewhere(std::int64_t recorded);
    /// Redraws when it is time.
    void tick(std::size_t busy);
    void note(const std::string& line);
    void clear_line();

    std::int64_t failing() const { return failing_; }
    std::int64_t done_here() const { return done_; }
    double elapsed_s() const;

private:
    using Clock = std::chrono::steady_clock;

    std::string line(std::size_t busy) const;

    const bool quiet_;
    const bool terminal_;
    const std::int64_t planned_;
    const std::int64_t before_;
    std::int64_t done_ = 0;
    std::int64_t elsewhere_ = 0;
    std::int64_t failing_ = 0;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_draw_{};
    bool drawn_ = false;
};

}  // namespace oio
