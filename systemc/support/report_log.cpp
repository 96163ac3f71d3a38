// SPDX-License-Identifier: Apache-2.0
#include "systemc/support/report_log.hpp"

#include <stdexcept>

#include "systemc/support/sc_duration.hpp"

namespace oio {

ReportLog* ReportLog::current_ = nullptr;

ReportLog::ReportLog(std::size_t keep) : keep_(keep) {
    if (current_ != nullptr) throw std::logic_error("ReportLog: another one is installed");
    current_ = this;
    previous_ = sc_core::sc_report_handler::get_handler();
    sc_core::sc_report_handler::set_handler(&ReportLog::handle);
}

ReportLog::~ReportLog() {
    sc_core::sc_report_handler::set_handler(previous_);
    current_ = nullptr;
}

void ReportLog::handle(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
    switch (report.get_severity()) {
        case sc_core::SC_INFO:
            return;
        case sc_core::SC_WARNING:
            ++current_->warnings_;
            break;
        case sc_core::SC_ERROR:
            ++current_->errors_;
            break;
        default:
            sc_core::sc_report_handler::default_handler(report, actions);
            return;
    }
    if (current_->kept_.size() < current_->keep_) {
        current_->kept_.push_back({to_fs(report.get_time()), report.get_msg_type(),
                                   report.get_msg(), report.get_severity() == sc_core::SC_ERROR});
    }
}

}  // namespace oio
