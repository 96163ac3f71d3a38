// SPDX-License-Identifier: Apache-2.0
#include "systemc/support/report_log.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

TEST_CASE("report_log: counts errors and warnings, keeps the first, and does not throw",
          "[systemc][support]") {
    oio::ReportLog log(2);
    SC_REPORT_INFO("somebody", "hello");
    SC_REPORT_WARNING("somebody", "careful");
    for (int i = 0; i < 3; ++i) SC_REPORT_ERROR("bench.die_a", "broken");
    CHECK(log.errors() == 3);
    CHECK(log.warnings() == 1);
    REQUIRE(log.kept().size() == 2);
    CHECK_FALSE(log.kept()[0].is_error);
    CHECK(log.kept()[1].is_error);
    CHECK(log.kept()[1].id == "bench.die_a");
    CHECK(log.kept()[1].message == "broken");
}

TEST_CASE("report_log: only one can live, and the handler before it comes back",
          "[systemc][support]") {
    const auto before = sc_core::sc_report_handler::get_handler();
    {
        oio::ReportLog log;
        CHECK_THROWS_AS(oio::ReportLog(), std::logic_error);
    }
    CHECK(sc_core::sc_report_handler::get_handler() == before);
}
