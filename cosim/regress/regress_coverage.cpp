// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/regress_coverage.hpp"

#include <fmt/format.h>

#include "cosim/config_reader.hpp"
#include "cosim/coverage/coverage_command.hpp"
#include "cosim/coverage/coverage_report.hpp"
#include "cosim/coverage/rtl_coverage.hpp"
#include "cosim/results.hpp"
#include "cosim/svg_plot.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

double percent(std::size_t part, std::size_t whole) {
    return whole == 0 ? 100.0 : 100.0 * double(part) / double(whole);
}

std::string section(const CoverageSummary& summary, const std::vector<CoverageRank>& ranks) {
    std::string html = fmt::format(
        "<section id=\"coverage\">\n<h2>Functional coverage</h2>\n<p>{} of {} bins, {:.1f} %, by "
        "{} "
        "runs; {} of them have all that was hit. Files: <a "
        "href=\"coverage/coverage.json\">JSON</a> "
        "<a href=\"coverage/holes.txt\">holes</a> <a href=\"coverage/rank.txt\">rank</a></p>\n"
        "<table>\n<tr><th>feature</th><th>bins hit</th><th></th></tr>\n",
        summary.hit(), summary.wanted(), percent(summary.hit(), summary.wanted()), summary.runs,
        ranks.size());
    for (const CoverageFeature& feature : summary.features) {
        const double share = percent(feature.hit, feature.wanted);
        html += fmt::format(
            "<tr><td>{}</td><td>{} of {}</td><td><span class=\"rate\"><i "
            "style=\"width:{:.0f}%\"></i>"
            "</span> {:.1f} %</td></tr>\n",
            html_escape(feature.name), feature.hit, feature.wanted, share, share);
    }
    html += "</table>\n";
    std::string holes;
    for (const CoverageFeature& feature : summary.features) {
        for (const std::string& hole : feature.holes) {
            holes += html_escape(feature.name + ": " + hole) + "\n";
        }
    }
    if (!holes.empty()) {
        html += fmt::format("<details><summary>{} holes</summary><pre>{}</pre></details>\n",
                            summary.wanted() - summary.hit(), holes);
    }
    return html + "</section>\n";
}

}  // namespace

void add_coverage(RegressReport& report) {
    std::vector<fs::path> functional, rtl;
    for (const ReportRun& item : report.runs) {
        const fs::path folder = report.out_dir / item.folder;
        std::error_code error;
        if (fs::is_regular_file(folder / "coverage.json", error)) {
            functional.push_back(folder / "coverage.json");
        }
        if (fs::is_regular_file(folder / kRtlCoverageName, error)) {
            rtl.push_back(folder / kRtlCoverageName);
        }
    }
    if (functional.empty()) {
        report.coverage_line = "no run has any (they were recorded without --cov)";
        return;
    }
    const fs::path out = report.out_dir / "coverage";
    fs::create_directories(out);
    const CoverageData data = merge_functional(functional);
    const CoveragePlan plan(CoveragePlan::default_file());
    const CoverageSummary summary = summarise_coverage(plan, data);
    const std::vector<CoverageRank> ranks = rank_coverage(plan, data);
    write_file_atomically(out / "coverage.json", data.to_json());
    write_file_atomically(out / "holes.txt", holes_text(summary));
    write_file_atomically(out / "rank.txt", rank_text(ranks, data.runs().size()));
    merge_rtl_coverage(rtl, out);
    report.coverage_html = section(summary, ranks);
    report.coverage_line =
        fmt::format("{} of {} bins, {:.1f} %, by {} runs; {}", summary.hit(), summary.wanted(),
                    percent(summary.hit(), summary.wanted()), functional.size(), out.string());
    if (functional.size() < report.runs.size()) {
        report.coverage_line +=
            fmt::format("; {} runs were recorded without", report.runs.size() - functional.size());
    }
}

}  // namespace oio
