// SPDX-License-Identifier: Apache-2.0
#include "cosim/report.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>

#include "tests/cosim/sample_result.hpp"

using oio::test::sample_result;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

// The part of the page under one heading.
std::string section_of(const std::string& page, const std::string& title) {
    const std::size_t start = page.find("<h2>" + title + "</h2>");
    if (start == std::string::npos) return "";
    return page.substr(start, page.find("</section>", start) - start);
}

}  // namespace

TEST_CASE("report: has a plot for each thing that was measured", "[cosim]") {
    const std::string page = oio::report_html(sample_result());
    CHECK(count(section_of(page, "Bit error rate per lane"), "<svg") == 2);
    CHECK(count(section_of(page, "Latency"), "<rect") > 10);
    CHECK(count(section_of(page, "Latency by stage"), "<rect") == 5);
    CHECK(count(section_of(page, "Energy by entry"), "<rect") == 3);
    CHECK(count(section_of(page, "Events"), "<circle") == 3);
    CHECK(section_of(page, "Links").find("surrogate") != std::string::npos);
    CHECK(section_of(page, "Energy by entry").find("0.5250") != std::string::npos);
    CHECK(section_of(page, "Bit error rate per lane").find("lane 5: dead") != std::string::npos);
    CHECK(section_of(page, "Why it failed").empty());
}

TEST_CASE("report: needs nothing from outside and runs nothing", "[cosim]") {
    const std::string page = oio::report_html(sample_result());
    for (const char* part : {"http", "<script", "src=", "<link", "@import", "url("}) {
        INFO(part);
        CHECK(page.find(part) == std::string::npos);
    }
}

TEST_CASE("report: text from outside is escaped and tags are balanced", "[cosim]") {
    oio::RunResult result = sample_result();
    result.scenario = "<b>&\"x\"";
    result.fail("mismatch", "a < b");
    const std::string page = oio::report_html(result);
    CHECK(page.find("<b>&\"x") == std::string::npos);
    CHECK(page.find("receiver &lt;TIA&gt;") != std::string::npos);
    CHECK(section_of(page, "Why it failed").find("a &lt; b") != std::string::npos);
    for (const char* tag : {"svg", "section", "table", "tr", "td", "text", "div", "h2"}) {
        INFO(tag);
        const std::string name = tag;
        const std::regex open("<" + name + "[ >]");
        const auto opened = std::distance(std::sregex_iterator(page.begin(), page.end(), open), {});
        CHECK(std::size_t(opened) == count(page, "</" + name + ">"));
    }
}

TEST_CASE("report: an empty result still makes a page", "[cosim]") {
    oio::RunResult result;
    result.status = oio::RunStatus::Timeout;
    result.state_dump = "chiplet_a: state Detect";
    result.fail("watchdog", "no progress");
    const std::string page = oio::report_html(result);
    CHECK(page.find("TIMEOUT") != std::string::npos);
    CHECK(page.find("state Detect") != std::string::npos);
    CHECK(page.find("nan") == std::string::npos);
}

TEST_CASE("report: the same result gives the same page, whatever the wall clock said", "[cosim]") {
    oio::RunResult result = sample_result();
    const std::string page = oio::report_html(result);
    result.wall.total_s = 99.0;
    CHECK(oio::report_html(result) == page);
}

TEST_CASE("report: says how to open the waves", "[cosim]") {
    oio::RunResult result = sample_result();
    CHECK(section_of(oio::report_html(result), "Waves").empty());
    result.rewind.push_back({"replays > 0", 12.0, 7.0, 13.0, "rewind_1.fst", true, ""});
    result.rewind.push_back({"at 40 us", 40.0, 0.0, 0.0, "", false, "no wave: the run ended"});
    const std::string waves = section_of(oio::report_html(result), "Waves");
    CHECK_THAT(waves, Catch::Contains("replays &gt; 0") && Catch::Contains("7.000 to 13.000 us") &&
                          Catch::Contains("gtkwave rewind_1.fst rewind_1.gtkw") &&
                          Catch::Contains("no wave: the run ended"));
    result.rewind.clear();
    result.full_dump = {"--waves", 0.0, 10.0, 20.0, "waves.vcd", true, ""};
    CHECK_THAT(section_of(oio::report_html(result), "Waves"),
               Catch::Contains("--waves: 10.000 to 20.000 us") &&
                   Catch::Contains("gtkwave waves.vcd waves.gtkw"));
}
