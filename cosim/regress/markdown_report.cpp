// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/markdown_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/terminal_progress.hpp"

namespace oio {

namespace {

constexpr std::size_t kBucketsShown = 20;
constexpr std::size_t kMessageCharacters = 160;

void count(PassRate& rate, const LedgerRun& run) {
    ++rate.runs;
    if (!run.recorded) return;
    ++rate.recorded;
    if (run.outcome.state == RunState::Pass) ++rate.passed;
}

// A cell of a table: no bar and no line end may break it.
std::string cell(const std::string& text) {
    std::string safe;
    for (const char c : text.substr(0, kMessageCharacters)) {
        if (c == '|') safe += '\\';
        safe += c == '\n' ? ' ' : c;
    }
    return safe;
}

}  // namespace

std::vector<PassRate> pass_rate_by_test(const RegressReport& report) {
    std::vector<PassRate> rates;
    std::map<std::string, std::size_t> places;
    for (const ReportRun& item : report.runs) {
        const auto [at, is_new] = places.emplace(item.run.identity.test, rates.size());
        if (is_new) rates.push_back({item.run.identity.test, 0, 0, 0});
        count(rates[at->second], item.run);
    }
    return rates;
}

std::vector<PassRate> pass_rate_by_feature(const RegressReport& report) {
    std::map<std::string, PassRate> rates;
    for (const auto& entry : report.plan) rates[entry.first] = {entry.first, 0, 0, 0};
    for (const ReportRun& item : report.runs) {
        for (const std::string& feature : item.test->features) count(rates[feature], item.run);
    }
    std::vector<PassRate> sorted;
    for (const auto& entry : rates) sorted.push_back(entry.second);
    std::stable_partition(sorted.begin(), sorted.end(),
                          [](const PassRate& rate) { return rate.runs > 0; });
    return sorted;
}

std::string regress_markdown(const RegressReport& report) {
    std::string text = fmt::format("## {}: `{}`, {} of {} runs passed\n\n",
                                   report.passed()     ? "Passed"
                                   : report.complete() ? "Failed"
                                                       : "Incomplete",
                                   report.list, report.count(RunState::Pass), report.runs.size());
    text += fmt::format("Seed {}, sources `{}`, {}.\n", report.session.run_seed,
                        report.session.tree.substr(0, 12), duration_text(report.wall_s));
    if (const ReportRun* const largest = report.largest()) {
        text += fmt::format("A run takes {:.0f} MB of memory at most ({}).\n",
                            largest->run.outcome.peak_mb, cell(largest->run.identity.test));
    }
    if (!report.stopped.empty()) text += "\nStopped: " + report.stopped + ".\n";
    if (!report.buckets.empty()) {
        text += "\n| runs | cause | first failure | waves |\n| ---: | --- | --- | --- |\n";
        for (std::size_t i = 0; i < std::min(kBucketsShown, report.buckets.size()); ++i) {
            const ReportBucket& bucket = report.buckets[i];
            text += fmt::format("| {} | {} | {} | {} |\n", bucket.runs.size(), cell(bucket.key),
                                cell(bucket.runs.front()->run.message), cell(bucket.waves));
        }
        text += "\nTo reproduce:\n\n```\n";
        for (std::size_t i = 0; i < std::min(kBucketsShown, report.buckets.size()); ++i) {
            text += report.buckets[i].runs.front()->reproduce + "\n";
        }
        text += "```\n";
        if (report.buckets.size() > kBucketsShown) {
            text += fmt::format("\nand {} more causes.\n", report.buckets.size() - kBucketsShown);
        }
    }
    text += "\n| feature | passed | runs |\n| --- | ---: | ---: |\n";
    for (const PassRate& rate : pass_rate_by_feature(report)) {
        if (rate.runs == 0) continue;
        text += fmt::format("| {} | {} | {} |\n", rate.name, rate.passed, rate.runs);
    }
    return text;
}

}  // namespace oio
