// SPDX-License-Identifier: Apache-2.0
// Catch2 inside sc_main. Any SystemC warning or error that a test did not ask for fails it.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <systemc>

namespace {

void report_to_failure(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
    if (report.get_severity() >= sc_core::SC_WARNING) {
        FAIL_CHECK("SystemC report: " << report.get_msg_type() << ": " << report.get_msg());
        return;
    }
    sc_core::sc_report_handler::default_handler(report, actions);
}

}  // namespace

int sc_main(int argc, char* argv[]) {
    sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
    sc_core::sc_report_handler::set_handler(report_to_failure);
    return Catch::Session().run(argc, argv);
}
