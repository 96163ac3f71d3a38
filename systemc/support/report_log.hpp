// SPDX-License-Identifier: Apache-2.0
// Counts and keeps SystemC reports instead of throwing, so that a violation is a result.
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

namespace oio {

/// One kept report.
struct LoggedReport {
    std::uint64_t time_fs = 0;
    std::string id;  ///< what the reporter calls itself, e.g. "bench.die_a"
    std::string message;
    bool is_error = false;
};

/// While it lives, SystemC warnings and errors are counted and the first of them kept; information
/// is dropped; fatal reports act as by default. At most one at a time.
class ReportLog {
public:
    /// Throws std::logic_error if another one lives.
    explicit ReportLog(std::size_t keep = 100);
    ~ReportLog();
    ReportLog(const ReportLog&) = delete;
    ReportLog& operator=(const ReportLog&) = delete;

    std::uint64_t errors() const { return errors_; }
    std::uint64_t warnings() const { return warnings_; }
    const std::vector<LoggedReport>& kept() const { return kept_; }

private:
    static void handle(const sc_core::sc_report& report, const sc_core::sc_actions& actions);

    static ReportLog* current_;
    sc_core::sc_report_handler_proc previous_;
    std::size_t keep_;
    std::uint64_t errors_ = 0;
    std::uint64_t warnings_ = 0;
    std::vector<LoggedReport> kept_;
};

}  // namespace oio
