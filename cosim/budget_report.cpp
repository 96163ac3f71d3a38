// SPDX-License-Identifier: Apache-2.0
#include "cosim/budget_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kLeversShown = 3;

std::string power_of_ten(double log10_value) {
    if (log10_value > -4.0) return fmt::format("{:.2g}", std::pow(10.0, log10_value));
    const double exponent = std::floor(log10_value);
    return fmt::format("{:.1f}e{:.0f}", std::pow(10.0, log10_value - exponent), exponent);
}

template <typename Text>
std::string row(const std::string& stage, const std::string& name, const BudgetReport& report,
                Text&& text) {
    return fmt::format("  {:<9} {:<24} {:>10} {:>10} {:>10}\n", stage, name, text(report.worst),
                       text(report.median), text(report.best));
}

Json lane_json(const char* which, const LinkBudget& budget, bool physical) {
    Json terms = Json::array();
    for (const BudgetTerm& term : budget.terms) {
        terms.push_back({{"stage", term.stage},
                         {"name", term.name},
                         {"db", term.db},
                         {term.is_power && physical ? "power_dbm" : "running_db", term.running}});
    }
    Json levers = Json::array();
    for (const BudgetLever& lever : budget.levers) {
        levers.push_back({{"name", lever.name}, {"q_db_per_db", lever.q_db_per_db}});
    }
    Json json = {{"which", which}, {"lane", budget.lane}};
    if (physical) json["wall_plug_dbm"] = budget.start_dbm;
    json["terms"] = terms;
    json["q"] = budget.q;
    json["log10_ber"] = budget.log10_ber;
    json["required_q"] = budget.required_q;
    json["margin_db"] = budget.margin_db;
    json["limit"] = budget.limit();
    json["levers"] = levers;
    return json;
}

}  // namespace

BudgetReport make_budget(const LinkModel& model, double target_ber) {
    BudgetReport report;
    report.target_ber = target_ber;
    report.ranking = rank_lanes(model);
    report.worst = link_budget(model, report.ranking.worst, target_ber);
    report.median = link_budget(model, report.ranking.median, target_ber);
    report.best = link_budget(model, report.ranking.best, target_ber);
    report.closed = why_closed(model, report.ranking);
    return report;
}

std::string budget_text(const SimConfig& config, const BudgetReport& report) {
    const bool physical = config.channel.lane_model == "physics";
    std::string text =
        fmt::format("{}  {}: {} lanes of {} at {:g} Gb/s, {:g} m\n",
                    report.closed.empty() ? "OPEN" : "CLOSED", config.name, config.link.physical(),
                    config.channel.lane_model, config.link.lane_rate_gbps, config.link.length_m);
    text += row("", "", report, [&](const LinkBudget& b) {
        return &b == &report.worst ? "worst" : &b == &report.median ? "median" : "best";
    });
    text +=
        row("dB", "", report, [](const LinkBudget& b) { return fmt::format("lane {}", b.lane); });
    if (physical) {
        text += row("", "wall plug, dBm", report,
                    [](const LinkBudget& b) { return fmt::format("{:.2f}", b.start_dbm); });
    }
    std::string stage;
    for (std::size_t i = 0; i < report.median.terms.size(); ++i) {
        const BudgetTerm& term = report.median.terms[i];
        if (i > 0 && term.name == "noise" && physical) {
            text += row("", "light turned current, dBm", report, [&](const LinkBudget& b) {
                return fmt::format("{:.2f}", b.terms[i - 1].running);
            });
        }
        text +=
            row(term.stage == stage ? "" : term.stage, term.name, report,
                [&](const LinkBudget& b) { return fmt::format("{:.2f}", b.terms[i].db + 0.0); });
        stage = term.stage;
    }
    text += row("decision", "Q", report,
                [](const LinkBudget& b) { return fmt::format("{:.2f}", b.q); });
    text += row("", "bit error rate", report,
                [](const LinkBudget& b) { return power_of_ten(b.log10_ber); });
    text += row("", fmt::format("margin to {:g}, dB", report.target_ber), report,
                [](const LinkBudget& b) { return fmt::format("{:.2f}", b.margin_db); });
    text += "  1 dB less of a term brings, dB of Q\n";
    for (std::size_t i = 0; i < kLeversShown; ++i) {
        const std::string& name = report.median.levers[i].name;
        text += row("", name, report, [&](const LinkBudget& b) {
            for (const BudgetLever& lever : b.levers) {
                if (lever.name == name) return fmt::format("{:.2f}", lever.q_db_per_db);
            }
            return std::string("-");
        });
    }
    text += fmt::format("  limited by {} (median lane)\n", report.median.limit());
    if (!report.closed.empty()) text += "  " + report.closed + "\n";
    return text;
}

std::string budget_json(const SimConfig& config, const BudgetReport& report) {
    const bool physical = config.channel.lane_model == "physics";
    Json json = {{"scenario", config.name},
                 {"lane_model", config.channel.lane_model},
                 {"lane_rate_gbps", config.link.lane_rate_gbps},
                 {"length_m", config.link.length_m},
                 {"target_ber", report.target_ber},
                 {"works", report.closed.empty()}};
    if (!report.closed.empty()) json["closed"] = report.closed;
    json["budgets"] = {lane_json("worst", report.worst, physical),
                       lane_json("median", report.median, physical),
                       lane_json("best", report.best, physical)};
    json["lanes_log10_ber"] = report.ranking.log10_ber;
    return json.dump(2) + "\n";
}

}  // namespace oio
