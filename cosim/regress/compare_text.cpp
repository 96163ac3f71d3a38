// SPDX-License-Identifier: Apache-2.0
//
// A comparison of two regressions as text and as JSON.
#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cosim/regress/compare.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

Json sample_json(const Sample& sample) {
    return {{"seeds", sample.count}, {"mean", sample.mean}, {"deviation", sample.deviation}};
}

std::string sample_text(const Sample& sample) {
    return sample.count > 1 ? fmt::format("{:.5g} +- {:.2g}", sample.mean, sample.deviation)
                            : fmt::format("{:.5g}", sample.mean);
}

}  // namespace

std::string comparison_text(const Comparison& comparison, bool all) {
    std::string text = fmt::format("{}  {} against {}\n", comparison.worse() ? "WORSE" : "OK",
                                   comparison.now, comparison.base);
    for (const Comparison::PassChange& change : comparison.passes) {
        if (change.base_runs == 0) {
            text += fmt::format("  new test    {}: {} of {} pass\n", change.test, change.now_passed,
                                change.now_runs);
        } else if (change.now_runs == 0) {
            text += fmt::format("  gone        {}\n", change.test);
        } else {
            text += fmt::format("  passes      {}: {} of {}, now {} of {}\n", change.test,
                                change.base_passed, change.base_runs, change.now_passed,
                                change.now_runs);
        }
    }
    for (const std::string& bucket : comparison.new_buckets)
        text += "  new cause   " + bucket + "\n";
    for (const std::string& bucket : comparison.gone_buckets)
        text += "  gone cause  " + bucket + "\n";
    std::size_t same = 0;
    std::size_t blind = 0;
    std::string rows;
    for (const MetricChange& change : comparison.changes) {
        if (change.verdict == Verdict::Same) ++same;
        if (std::min(change.base.count, change.now.count) < 2) ++blind;
        if (change.verdict == Verdict::Same && !all) continue;
        const MetricInfo& metric = *find_metric(change.metric);
        rows += fmt::format("  {:<8} {:<20} {:<21} {:>18} {:>18}   {:+.4g} +- {:.2g} {}\n",
                            to_string(change.verdict), change.test, change.metric,
                            sample_text(change.base), sample_text(change.now), change.change,
                            change.error, metric.unit);
    }
    if (!rows.empty()) {
        text += fmt::format("\n  {:<8} {:<20} {:<21} {:>18} {:>18}   {}\n", "", "test", "metric",
                            "base", "now", "change (95 %)") +
                rows;
    }
    text += fmt::format("\n  {} of {} figures show no change above their noise", same,
                        comparison.changes.size());
    text += fmt::format(" ({:g} % false alarms in all)\n", kFalseAlarm * 100.0);
    if (blind > 0) {
        text += fmt::format(
            "  {} figures have one seed only: their noise is not known, use "
            "--reseed\n",
            blind);
    }
    return text;
}

std::string comparison_json(const Comparison& comparison) {
    Json json = {{"schema", 1},
                 {"base", comparison.base},
                 {"new", comparison.now},
                 {"worse", comparison.worse()},
                 {"false_alarm", kFalseAlarm},
                 {"metrics", Json::array()},
                 {"passes", Json::array()},
                 {"new_buckets", comparison.new_buckets},
                 {"gone_buckets", comparison.gone_buckets}};
    for (const MetricChange& change : comparison.changes) {
        json["metrics"].push_back({{"test", change.test},
                                   {"metric", change.metric},
                                   {"unit", find_metric(change.metric)->unit},
                                   {"verdict", to_string(change.verdict)},
                                   {"base", sample_json(change.base)},
                                   {"new", sample_json(change.now)},
                                   {"paired", change.paired},
                                   {"change", change.change},
                                   {"error95", change.error},
                                   {"p", change.p}});
    }
    for (const Comparison::PassChange& change : comparison.passes) {
        json["passes"].push_back({{"test", change.test},
                                  {"base_runs", change.base_runs},
                                  {"base_passed", change.base_passed},
                                  {"new_runs", change.now_runs},
                                  {"new_passed", change.now_passed}});
    }
    return json.dump(1) + "\n";
}

int compare_command(const std::filesystem::path& base, const std::filesystem::path& now, bool all,
                    bool json) {
    const Comparison comparison = compare_runs(read_recorded_runs(base), read_recorded_runs(now));
    std::cout << (json ? comparison_json(comparison) : comparison_text(comparison, all));
    return comparison.worse() ? 1 : 0;
}

}  // namespace oio
