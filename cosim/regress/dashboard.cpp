// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/dashboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/regress/markdown_report.hpp"
#include "cosim/regress/trend_plot.hpp"
#include "cosim/report_style.hpp"
#include "cosim/svg_plot.hpp"
#include "cosim/terminal_progress.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSlowestShown = 10;
constexpr std::size_t kFailuresShown = 500;

// What the style of a run's report lacks.
constexpr const char* kDashboardStyle = R"(
nav { margin: 0 0 8px; font-size: 14px; } nav a { margin-right: 14px; } a { color: var(--s1); }
.rate { display: inline-block; width: 120px; height: 9px; border-radius: 4px; background: var(--bad); vertical-align: 0; overflow: hidden; }
.rate i { display: block; height: 100%; background: var(--good); } .rate.open { background: var(--grid); }
code { font-size: 12.5px; overflow-wrap: anywhere; } td.state { color: var(--bad); font-weight: 600; white-space: nowrap; }
details summary { cursor: pointer; color: var(--soft); } td.message { overflow-wrap: anywhere; } pre { white-space: pre-wrap; }
)";

std::string section(const std::string& id, const std::string& title, const std::string& body) {
    return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, html_escape(title),
                       body);
}

std::string figure(const std::string& name, const std::string& number, const std::string& unit,
                   const std::string& extra) {
    return fmt::format(
        "<div class=\"figure\"><div class=\"name\">{}</div><div class=\"number\">{} "
        "<small>{}</small></div><div class=\"extra\">{}</div></div>\n",
        html_escape(name), html_escape(number), html_escape(unit), html_escape(extra));
}

// A relative link, its path made safe for a URL.
std::string link_to(const fs::path& path, const std::string& text) {
    std::string url;
    for (const char c : path.generic_string()) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                           std::string("/._-~").find(c) != std::string::npos;
        url += plain ? std::string(1, c)
                     : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return "<a href=\"" + url + "\">" + html_escape(text) + "</a>";
}

// Links to what a run has left.
std::string files_of(const RegressReport& report, const ReportRun& item) {
    std::string links;
    for (const auto& [file, name] :
         {std::pair{"report.html", "report"}, std::pair{"result.json", "result"},
          std::pair{"log.txt", "log"}, std::pair{"stderr.txt", "messages"}}) {
        const fs::path path = fs::path(item.folder) / file;
        if (fs::exists(report.out_dir / path)) links += link_to(path, name) + " ";
    }
    return links;
}

std::string rate_bar(const PassRate& rate) {
    if (rate.recorded == 0) return "<span class=\"rate open\"></span>";
    return fmt::format("<span class=\"rate\"><i style=\"width:{:.1f}%\"></i></span>",
                       100.0 * rate.passed / rate.recorded);
}

std::string figures(const RegressReport& report) {
    std::string states;
    for (const RunState state : {RunState::Fail, RunState::Crash, RunState::Hang, RunState::Timeout,
                                 RunState::BadInput, RunState::BadExit}) {
        const std::int64_t count = report.count(state);
        if (count > 0)
            states += fmt::format("{}{} {}", states.empty() ? "" : ", ", count, to_string(state));
    }
    const std::int64_t passed = report.count(RunState::Pass);
    std::string html = "<div class=\"figures\">\n";
    html += figure("Passed", fmt::format("{} / {}", passed, report.runs.size()), "runs",
                   states.empty() ? "no failure" : states);
    html +=
        figure("Causes", std::to_string(report.buckets.size()), "buckets",
               report.buckets.empty() ? "nothing to look at" : "each with waves of its first run");
    std::string where = report.executor;
    if (const ReportRun* const largest = report.largest()) {
        where += fmt::format("; {:.0f} MB at most in a run", largest->run.outcome.peak_mb);
    }
    html += figure("Time", duration_text(report.wall_s), "", where);
    html +=
        figure("Runner", fmt::format("{:.1f}", report.overhead_ms), "ms of CPU per run",
               fmt::format("{} launches: {} recorded, {} lost",
                           report.attempts.recorded + report.attempts.lost + report.attempts.open,
                           report.attempts.recorded, report.attempts.lost));
    return html + "</div>\n";
}

std::string buckets(const RegressReport& report) {
    if (report.buckets.empty()) return section("causes", "Causes", "<p class=\"none\">None.</p>\n");
    std::string html;
    for (const ReportBucket& bucket : report.buckets) {
        const ReportRun& first = *bucket.runs.front();
        html += fmt::format("<h3>{} x {}</h3>\n<p>{}</p>\n", bucket.runs.size(),
                            html_escape(bucket.key), html_escape(first.run.message));
        html += "<pre>" + html_escape(first.reproduce) + "</pre>\n<p>" + files_of(report, first);
        if (!bucket.waves.empty()) {
            html +=
                link_to(bucket.waves, bucket.window.empty() ? "waves" : "waves, " + bucket.window);
        }
        html += "</p>\n";
    }
    return section("causes", "Causes", html);
}

std::string rates(const std::string& id, const std::string& title,
                  const std::vector<PassRate>& rates, const RegressReport& report) {
    std::string html =
        "<div class=\"scroll\"><table>\n<tr><th>Name</th><th>Rate</th><th class=\"n\">Passed</th>"
        "<th class=\"n\">Runs</th><th></th></tr>\n";
    for (const PassRate& rate : rates) {
        const auto claim = id == "features" ? report.plan.find(rate.name) : report.plan.end();
        html += fmt::format(
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
            "<td class=\"source\">{}</td></tr>\n",
            html_escape(rate.name), rate_bar(rate), rate.passed, rate.runs,
            html_escape(claim == report.plan.end() ? "" : claim->second));
    }
    return section(id, title, html + "</table></div>\n");
}

std::string failures(const RegressReport& report) {
    std::string rows;
    std::size_t shown = 0;
    std::size_t all = 0;
    for (const ReportRun& item : report.runs) {
        if (!item.run.recorded || item.run.outcome.state == RunState::Pass) continue;
        if (++all > kFailuresShown) continue;
        ++shown;
        rows += fmt::format(
            "<tr><td class=\"state\">{}</td><td>{}</td><td class=\"n\">{}</td>"
            "<td class=\"message\">{}<br><code>{}</code></td><td>{}</td></tr>\n",
            to_string(item.run.outcome.state), html_escape(item.run.identity.test),
            item.run.identity.seed, html_escape(item.run.message), html_escape(item.reproduce),
            files_of(report, item));
    }
    if (rows.empty()) return "";
    std::string note;
    if (all > shown) note = fmt::format("<p class=\"note\">and {} more.</p>\n", all - shown);
    return section("failures", "Runs that did not pass",
                   "<div class=\"scroll\"><table>\n<tr><th>State</th><th>Test</th>"
                   "<th class=\"n\">Seed</th><th>Why</th><th>Files</th></tr>\n" +
                       rows + "</table></div>\n" + note);
}

std::string slowest(const RegressReport& report) {
    std::vector<const ReportRun*> runs;
    for (const ReportRun& item : report.runs) {
        if (item.run.recorded) runs.push_back(&item);
    }
    std::stable_sort(runs.begin(), runs.end(), [](const ReportRun* a, const ReportRun* b) {
        return a->run.outcome.wall_s > b->run.outcome.wall_s;
    });
    runs.resize(std::min(runs.size(), kSlowestShown));
    std::vector<BarItem> bars;
    for (const ReportRun* item : runs) {
        bars.push_back({fmt::format("{} {}", item->run.identity.test, item->run.identity.seed),
                        item->run.outcome.wall_s,
                        fmt::format("{:.0f} MB resident", item->run.outcome.peak_mb)});
    }
    return section("slowest", "Slowest runs", bar_plot(bars, "s"));
}

// Mean of each metric by test: what compare looks at.
std::string metrics(const RegressReport& report) {
    std::map<std::string, std::map<std::string, std::vector<double>>> values;
    for (const ReportRun& item : report.runs) {
        for (const auto& [name, value] : item.run.metrics) {
            values[item.run.identity.test][name].push_back(value);
        }
    }
    const char* const columns[] = {"ber_margin_db",   "ber_margin_median_db", "energy_pj_per_bit",
                                   "latency_mean_ns", "training_us",          "throughput_gbps"};
    std::string html = "<div class=\"scroll\"><table>\n<tr><th>Test</th>";
    for (const char* column : columns) {
        html += fmt::format("<th class=\"n\">{}, {}</th>", column, find_metric(column)->unit);
    }
    html += "</tr>\n";
    for (const PassRate& rate : pass_rate_by_test(report)) {
        html += "<tr><td>" + html_escape(rate.name) + "</td>";
        for (const char* column : columns) {
            const std::vector<double>& found = values[rate.name][column];
            double sum = 0.0, squares = 0.0;
            for (const double value : found) sum += value;
            const double mean = found.empty() ? 0.0 : sum / double(found.size());
            for (const double value : found) squares += (value - mean) * (value - mean);
            html += "<td class=\"n\">";
            if (!found.empty()) html += fmt::format("{:.4g}", mean);
            if (found.size() > 1) {
                html +=
                    fmt::format(" &plusmn; {:.2g}", std::sqrt(squares / double(found.size() - 1)));
            }
            html += "</td>";
        }
        html += "</tr>\n";
    }
    return section("metrics", "Figures: mean and spread over the seeds", html + "</table></div>\n");
}

std::string trends(const RegressReport& report) {
    std::string html = trend_plot(report.history);
    html +=
        "<div class=\"scroll\"><table>\n<tr><th class=\"n\">Session</th><th>Started</th>"
        "<th>Sources</th><th class=\"n\">Seed</th><th class=\"n\">Planned</th>"
        "<th class=\"n\">Recorded</th><th class=\"n\">Passed</th><th class=\"n\">Time</th></tr>\n";
    for (auto at = report.history.rbegin(); at != report.history.rend(); ++at) {
        html += fmt::format(
            "<tr><td class=\"n\">{}</td><td>{}</td><td><code>{}</code></td><td class=\"n\">{}</td>"
            "<td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
            "<td class=\"n\">{}</td></tr>\n",
            at->id, at->started, at->tree.substr(0, 12), at->run_seed, at->planned, at->recorded,
            at->passed, duration_text(at->wall_s));
    }
    return section("trends", "Sessions in this ledger", html + "</table></div>\n");
}

}  // namespace

std::string dashboard_html(const RegressReport& report) {
    const char* const verdict = report.passed()     ? "PASS"
                                : report.complete() ? "FAIL"
                                                    : "INCOMPLETE";
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        html_escape("oio regress: " + report.list) + "</title>\n<style>" + kReportStyle +
        kDashboardStyle + "</style>\n</head>\n<body>\n<main>\n";
    html += fmt::format("<h1><span class=\"verdict{}\">{}</span>{}</h1>\n",
                        report.passed() ? "" : " failed", verdict, html_escape(report.list));
    html += fmt::format("<p class=\"purpose\">{}{}Seed {}, sources <code>{}</code>, {}.</p>\n",
                        html_escape(report.purpose), report.purpose.empty() ? "" : ". ",
                        report.session.run_seed, report.session.tree.substr(0, 12),
                        report.session.started);
    if (!report.stopped.empty()) {
        html += "<section class=\"failures\"><h2>Not complete</h2><p>" +
                html_escape(report.stopped) + "</p><pre>" + html_escape(report.resume) +
                "</pre></section>\n";
    }
    const std::string failed = failures(report);
    html +=
        "<nav><a href=\"#causes\">Causes</a><a href=\"#features\">Features</a>"
        "<a href=\"#tests\">Tests</a>";
    if (!failed.empty()) html += "<a href=\"#failures\">Failures</a>";
    html +=
        "<a href=\"#metrics\">Figures</a><a href=\"#slowest\">Slowest</a>"
        "<a href=\"#trends\">Trends</a>" +
        link_to("junit.xml", "JUnit") + link_to("regress.json", "JSON") +
        link_to("summary.md", "Markdown") + "</nav>\n";
    html += figures(report) + buckets(report) +
            rates("features", "Features of the test plan", pass_rate_by_feature(report), report) +
            rates("tests", "Tests", pass_rate_by_test(report), report) + report.coverage_html +
            failed + metrics(report) + slowest(report) + trends(report);
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace oio
