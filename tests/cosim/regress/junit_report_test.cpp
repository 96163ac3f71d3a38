// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/junit_report.hpp"

#include <catch2/catch.hpp>

#include "cosim/regress/dashboard.hpp"
#include "cosim/regress/markdown_report.hpp"
#include "tests/support/scratch_folder.hpp"

using Catch::Contains;
using oio::RegressReport;
using oio::ReportRun;
using oio::RunState;

namespace {

// Two tests, one of which did everything that a report has to survive.
struct Sample {
    Sample() {
        good.name = "good";
        good.scenario = "saturate";
        good.features = {"striping"};
        bad.name = "bad";
        bad.scenario = "latency";
        report.list = "list";
        report.out_dir = folder.path();
        report.plan = {{"striping", "a claim <with> marks"}, {"retry", "not run"}};
        add(good, 1, RunState::Pass, "");
        add(bad, 2, RunState::Crash, "a | b <c> & \"d\" \x01\xff\n]]> end");
        add(bad, 3, RunState::Fail, "plain");
        add(good, 4, RunState::Lost, "");
        report.runs.back().run.recorded = false;
        oio::fill_buckets(report);
    }

    void add(const oio::TestSpec& test, std::uint64_t seed, RunState state,
             const std::string& message) {
        ReportRun item;
        item.test = &test;
        item.folder = "runs/" + test.name + "/" + std::to_string(seed);
        item.reproduce = "oio run " + test.scenario + " --seed " + std::to_string(seed);
        item.run.identity = {"tree", "configuration", test.name, seed};
        item.run.recorded = true;
        item.run.outcome.state = state;
        item.run.outcome.detail = message;
        item.run.message = message;
        item.run.bucket = state == RunState::Pass ? "" : "run/" + std::string(to_string(state));
        item.run.metrics = {{"training_us", 175.5}};
        report.runs.push_back(std::move(item));
    }

    oio::test::ScratchFolder folder;
    oio::TestSpec good, bad;
    RegressReport report;
};

}  // namespace

TEST_CASE("junit_report: a case per run, its outcome by kind", "[cosim][regress]") {
    const Sample sample;
    const std::string xml = oio::junit_xml(sample.report);
    CHECK_THAT(xml, Contains("tests=\"4\" failures=\"1\" errors=\"1\""));
    CHECK_THAT(xml, Contains("<error type=\"run/crash\""));
    CHECK_THAT(xml, Contains("<failure type=\"run/fail\""));
    CHECK_THAT(xml, Contains("<skipped message=\"not run yet\""));
    CHECK_THAT(xml, Contains("reproduce: oio run latency --seed 2"));
    CHECK_THAT(xml, Contains("name=\"1.training_us\" value=\"175.5\""));
    // Marks are escaped, bytes that XML cannot hold are gone.
    CHECK_THAT(xml, Contains("&lt;c&gt; &amp;"));
    CHECK(xml.find('\x01') == std::string::npos);
    CHECK(xml.find('\xff') == std::string::npos);
}

TEST_CASE("dashboard: text of a run is text, not markup", "[cosim][regress]") {
    const Sample sample;
    const std::string html = oio::dashboard_html(sample.report);
    CHECK_THAT(html, Contains("&lt;c&gt;"));
    CHECK(html.find("<c>") == std::string::npos);
    CHECK_THAT(html, Contains("a claim &lt;with&gt; marks"));
    CHECK_THAT(html, Contains("1 / 4"));
    CHECK_THAT(html, Contains("INCOMPLETE"));
}

TEST_CASE("markdown_report: a message cannot break the table", "[cosim][regress]") {
    const Sample sample;
    const std::string text = oio::regress_markdown(sample.report);
    CHECK_THAT(text, Contains("a \\| b"));
    CHECK_THAT(text, Contains("## Incomplete: `list`, 1 of 4 runs passed"));
    CHECK_THAT(text, Contains("| striping | 1 | 2 |"));
    CHECK(text.find("| retry |") == std::string::npos);
    const std::vector<oio::PassRate> rates = oio::pass_rate_by_feature(sample.report);
    REQUIRE(rates.size() == 2);
    CHECK(rates[0].name == "striping");
    CHECK(rates[0].recorded == 1);
    CHECK(rates[1].runs == 0);
}
