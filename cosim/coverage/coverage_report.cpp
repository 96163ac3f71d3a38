// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

// What fits a screen; the JSON has all.
constexpr std::size_t kMostShown = 40;

void check_plan(const CoveragePlan& plan, const CoverageData& data) {
    if (data.runs().empty()) throw ConfigError("no run has coverage: use `oio run --cov`");
    if (data.plan_hash() == plan.hash()) return;
    throw ConfigError(
        fmt::format("{} is plan {}, the coverage was taken with plan {}; run it again",
                    plan.file().string(), plan.hash(), data.plan_hash()));
}

double percent(std::size_t part, std::size_t whole) {
    return whole == 0 ? 100.0 : 100.0 * double(part) / double(whole);
}

}  // namespace

std::size_t CoverageSummary::wanted() const {
    std::size_t sum = 0;
    for (const CoverageFeature& feature : features) sum += feature.wanted;
    return sum;
}

std::size_t CoverageSummary::hit() const {
    std::size_t sum = 0;
    for (const CoverageFeature& feature : features) sum += feature.hit;
    return sum;
}

CoverageSummary summarise_coverage(const CoveragePlan& plan, const CoverageData& data) {
    check_plan(plan, data);
    const CoverageHits totals = data.totals();
    CoverageSummary summary;
    summary.runs = data.runs().size();
    std::map<std::string, CoverageFeature> features;
    for (const CoverageBin& bin : plan.bins()) {
        const bool hit = totals.count(bin.name) != 0;
        CoverageFeature& feature = features[bin.feature];
        if (!bin.excluded.empty()) {
            (hit ? summary.stale : summary.excluded).push_back(bin);
            continue;
        }
        ++feature.wanted;
        if (hit) {
            ++feature.hit;
        } else {
            feature.holes.push_back(bin.name);
        }
    }
    for (auto& [name, feature] : features) {
        feature.name = name;
        summary.features.push_back(std::move(feature));
    }
    return summary;
}

std::vector<CoverageRank> rank_coverage(const CoveragePlan& plan, const CoverageData& data) {
    check_plan(plan, data);
    std::set<std::string> missing;
    const CoverageHits totals = data.totals();
    for (const CoverageBin& bin : plan.bins()) {
        if (bin.excluded.empty() && totals.count(bin.name) != 0) missing.insert(bin.name);
    }
    const std::size_t all = missing.size();
    std::vector<CoverageRank> ranks;
    while (!missing.empty()) {
        CoverageRank best;
        const CoverageHits* best_hits = nullptr;
        for (const auto& [run, hits] : data.runs()) {
            std::size_t fresh = 0;
            for (const auto& [bin, count] : hits) fresh += missing.count(bin);
            if (fresh > best.new_bins) {
                best = {run, fresh, 0};
                best_hits = &hits;
            }
        }
        for (const auto& [bin, count] : *best_hits) missing.erase(bin);
        best.total_bins = all - missing.size();
        ranks.push_back(best);
    }
    return ranks;
}

std::string holes_text(const CoverageSummary& summary) {
    std::string text =
        fmt::format("functional coverage of {} runs: {} of {} bins, {:.1f} %\n\n", summary.runs,
                    summary.hit(), summary.wanted(), percent(summary.hit(), summary.wanted()));
    for (const CoverageFeature& feature : summary.features) {
        text += fmt::format("  {:<16} {:>4} of {:<4} {:>5.1f} %\n", feature.name, feature.hit,
                            feature.wanted, percent(feature.hit, feature.wanted));
    }
    const auto list = [&](const std::string& title, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        text += "\n" + title + "\n";
        for (std::size_t i = 0; i < std::min(lines.size(), kMostShown); ++i) {
            text += "  " + lines[i] + "\n";
        }
        if (lines.size() > kMostShown) {
            text += fmt::format("  and {} more; --json shows all\n", lines.size() - kMostShown);
        }
    };
    std::vector<std::string> holes;
    for (const CoverageFeature& feature : summary.features) {
        for (const std::string& hole : feature.holes) holes.push_back(feature.name + ": " + hole);
    }
    list("holes", holes);
    std::vector<std::string> stale;
    for (const CoverageBin& bin : summary.stale) stale.push_back(bin.name + ": " + bin.excluded);
    list("excluded, but hit: the reason does not hold", stale);
    std::map<std::string, std::size_t> reasons;
    for (const CoverageBin& bin : summary.excluded) ++reasons[bin.excluded];
    std::vector<std::string> excluded;
    for (const auto& [reason, bins] : reasons)
        excluded.push_back(fmt::format("{:>4}  {}", bins, reason));
    list("bins that nothing needs to hit, with the reason", excluded);
    return text;
}

std::string holes_json(const CoverageSummary& summary) {
    Json json = {{"runs", summary.runs}, {"bins", summary.wanted()}, {"hit", summary.hit()}};
    json["features"] = Json::array();
    for (const CoverageFeature& feature : summary.features) {
        json["features"].push_back({{"name", feature.name},
                                    {"bins", feature.wanted},
                                    {"hit", feature.hit},
                                    {"holes", feature.holes}});
    }
    const auto list = [&](const char* key, const std::vector<CoverageBin>& bins) {
        json[key] = Json::array();
        for (const CoverageBin& bin : bins) {
            json[key].push_back({{"bin", bin.name}, {"reason", bin.excluded}});
        }
    };
    list("excluded", summary.excluded);
    list("excluded_but_hit", summary.stale);
    return json.dump(2) + "\n";
}

std::string rank_text(const std::vector<CoverageRank>& ranks, std::size_t all_runs) {
    const std::size_t all = ranks.empty() ? 0 : ranks.back().total_bins;
    std::string text =
        fmt::format("{} of {} runs have all {} bins that were hit\n\n  {:>4} {:>8} {:>8}  {}\n",
                    ranks.size(), all_runs, all, "rank", "new bins", "together", "run");
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        text +=
            fmt::format("  {:>4} {:>8} {:>7.1f}%  {} --seed {}\n", i + 1, ranks[i].new_bins,
                        percent(ranks[i].total_bins, all), ranks[i].run.test, ranks[i].run.seed);
    }
    return text;
}

std::string rank_json(const std::vector<CoverageRank>& ranks, std::size_t all_runs) {
    Json json = {{"runs", all_runs}, {"ranks", Json::array()}};
    for (const CoverageRank& rank : ranks) {
        json["ranks"].push_back({{"test", rank.run.test},
                                 {"seed", rank.run.seed},
                                 {"configuration", rank.run.configuration},
                                 {"new_bins", rank.new_bins},
                                 {"total_bins", rank.total_bins}});
    }
    return json.dump(2) + "\n";
}

}  // namespace oio
