// SPDX-License-Identifier: Apache-2.0
//
// The result of a sweep as CSV, JSON and a page with plots.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cosim/regress/sweep.hpp"
#include "cosim/regress/sweep_plot.hpp"
#include "cosim/report_style.hpp"
#include "cosim/svg_plot.hpp"
#include "cosim/terminal_progress.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

// RFC 4180: quoted where a comma, a quote or a line end would end the field.
std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

const char* state_of(const SweepPoint& point) {
    return point.run.recorded ? to_string(point.run.outcome.state) : "open";
}

}  // namespace

std::vector<std::string> SweepResult::columns() const {
    std::vector<std::string> found;
    for (const MetricInfo& metric : metric_table()) {
        const bool any = std::any_of(points.begin(), points.end(), [&](const SweepPoint& point) {
            return point.run.metrics.count(metric.name) != 0;
        });
        if (any) found.emplace_back(metric.name);
    }
    return found;
}

std::size_t SweepResult::recorded() const {
    return static_cast<std::size_t>(std::count_if(
        points.begin(), points.end(), [](const SweepPoint& point) { return point.run.recorded; }));
}

std::size_t SweepResult::passed() const {
    return static_cast<std::size_t>(
        std::count_if(points.begin(), points.end(), [](const SweepPoint& point) {
            return point.run.recorded && point.run.outcome.state == RunState::Pass;
        }));
}

std::string sweep_csv(const SweepResult& result) {
    std::string text;
    for (const SweepAxis& axis : result.axes) text += csv_field(axis.key) + ",";
    text += "state";
    const std::vector<std::string> columns = result.columns();
    for (const std::string& column : columns) text += "," + column;
    text += "\n";
    for (const SweepPoint& point : result.points) {
        for (const std::string& value : point.values) text += csv_field(value) + ",";
        text += state_of(point);
        for (const std::string& column : columns) {
            const auto found = point.run.metrics.find(column);
            text += ",";
            if (found != point.run.metrics.end()) text += fmt::format("{:.10g}", found->second);
        }
        text += "\n";
    }
    return text;
}

std::string sweep_json(const SweepResult& result) {
    Json json = {{"schema", 1},         {"scenario", result.scenario}, {"method", result.method},
                 {"seed", result.seed}, {"axes", Json::array()},       {"points", Json::array()}};
    for (const SweepAxis& axis : result.axes) {
        json["axes"].push_back({{"key", axis.key}, {"values", axis.values}});
    }
    for (const SweepPoint& point : result.points) {
        Json entry = {{"values", point.values}, {"state", state_of(point)}};
        if (point.run.recorded) entry["metrics"] = point.run.metrics;
        if (point.run.recorded && point.run.outcome.state != RunState::Pass) {
            entry["message"] = point.run.message;
            entry["reproduce"] = point.reproduce;
        }
        json["points"].push_back(std::move(entry));
    }
    json["wall"] = {{"total_s", result.wall_s}};
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string sweep_svg(const SweepResult& result, const std::string& metric) {
    const MetricInfo& info = *find_metric(metric);
    std::string svg = sweep_plot(result, metric);
    svg.insert(std::string("<svg").size(), " xmlns=\"http://www.w3.org/2000/svg\"");
    const std::size_t body = svg.find('\n') + 1;
    svg.insert(body, fmt::format("<title>{}: {}{}{}</title>\n", html_escape(result.scenario),
                                 html_escape(info.description), info.unit[0] == '\0' ? "" : ", ",
                                 info.unit));
    return svg.substr(0, body) + "<style>" + kReportStyle + kSweepStyle +
           "</style>\n<rect width=\"100%\" height=\"100%\" style=\"fill:var(--card)\"/>\n" +
           svg.substr(body);
}

std::string sweep_html(const SweepResult& result) {
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        html_escape("oio sweep: " + result.scenario) + "</title>\n<style>" + kReportStyle +
        kSweepStyle + "</style>\n</head>\n<body>\n<main>\n";
    html += fmt::format("<h1>{}</h1>\n<p class=\"purpose\">{} points over ",
                        html_escape("Sweep of " + result.scenario), result.points.size());
    for (std::size_t i = 0; i < result.axes.size(); ++i) {
        html += (i == 0 ? "" : " and ") + html_escape(result.axes[i].key);
    }
    html += fmt::format(", {} evaluated, {} pass; seed {}, {}.</p>\n", result.recorded(),
                        result.passed(), result.seed, duration_text(result.wall_s));
    for (const std::string& column : result.columns()) {
        const MetricInfo& metric = *find_metric(column);
        html += fmt::format("<section>\n<h2>{}{}{}</h2>\n<p class=\"note\">{}</p>\n{}</section>\n",
                            column, metric.unit[0] == '\0' ? "" : ", ", metric.unit,
                            html_escape(metric.description), sweep_plot(result, column));
    }
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace oio
