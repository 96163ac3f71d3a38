// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/eye_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cosim/config_description.hpp"
#include "cosim/eye/eye_plot.hpp"
#include "cosim/report_style.hpp"
#include "cosim/svg_plot.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

double ui(int phase) {
    return static_cast<double>(phase) / PhaseGrid::kPhases;
}

Json contour_json(const EyeContour& contour) {
    Json points = Json::array();
    for (const ContourPoint& point : contour.points) {
        points.push_back({ui(point.phase), point.low, point.high});
    }
    return {{"log10_ber", contour.log10_ber}, {"phase_ui_low_high", points}};
}

// Log10 of the bit error rates of all lanes, from best to worst.
std::vector<double> sorted_lanes(const EyeAnalysis& eye) {
    std::vector<double> values;
    for (const EyePoint& point : eye.lanes) values.push_back(point.log10_ber);
    std::sort(values.begin(), values.end());
    return values;
}

double mean_log10_ber(const EyeAnalysis& eye) {
    const std::vector<double> values = sorted_lanes(eye);
    double sum = 0.0;
    for (const double value : values) sum += std::pow(10.0, value - values.back());
    return values.back() + std::log10(sum / static_cast<double>(values.size()));
}

std::string link_text(const SimConfig& config) {
    return fmt::format("{} lanes of {} at {:g} Gb/s, {:g} m", config.link.physical(),
                       config.channel.lane_model, config.link.lane_rate_gbps, config.link.length_m);
}

std::string view_text(const SimConfig& config, const EyeAnalysis& eye) {
    return fmt::format("{} at {:g} C", eye.view.direction(), eye.view.temperature_c(config));
}

std::string conditions_table(const EyeAnalysis& eye) {
    std::string table =
        "<div class=\"scroll\"><table>\n<tr><th>Direction</th><th class=\"n\">Ambient, C</th>"
        "<th class=\"n\">Worst lane</th><th class=\"n\">its bit error rate</th>"
        "<th class=\"n\">median</th></tr>\n";
    for (const EyeCondition& condition : eye.conditions) {
        table += fmt::format(
            "<tr><td>{}</td><td class=\"n\">{:g}</td><td class=\"n\">{}</td>"
            "<td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            condition.direction, condition.temperature_c, condition.worst_lane,
            power_of_ten_text(condition.worst_log10_ber),
            power_of_ten_text(condition.median_log10_ber));
    }
    return table + "</table></div>\n";
}

std::string figure(const std::string& name, const std::string& number, const std::string& unit,
                   const std::string& extra) {
    return fmt::format(
        "<div class=\"figure\"><div class=\"name\">{}</div><div class=\"number\">{} "
        "<small>{}</small></div><div class=\"extra\">{}</div></div>\n",
        name, number, unit, extra);
}

std::string section(const std::string& title, const std::string& body) {
    return "<section>\n<h2>" + title + "</h2>\n" + body + "</section>\n";
}

std::string lanes_plot(const EyeAnalysis& eye) {
    PlotSeries all{"lane", "s1", 2.0, {}};
    PlotSeries shown{"this eye", "ring", 4.0, {}};
    for (std::size_t i = 0; i < eye.lanes.size(); ++i) {
        const EyePoint& point = eye.lanes[i];
        const PlotPoint dot{
            static_cast<double>(i), point.log10_ber,
            fmt::format("lane {}: {} at phase {:.3f}, threshold {:.3f}", i,
                        power_of_ten_text(point.log10_ber), ui(point.phase), point.threshold)};
        all.points.push_back(dot);
        if (static_cast<int>(i) == eye.lane) shown.points.push_back(dot);
    }
    return decade_plot({all, shown}, 0.0, static_cast<double>(eye.lanes.size()), "lane",
                       "bit error rate at the best phase and threshold");
}

}  // namespace

std::string eye_json(const SimConfig& config, const EyeAnalysis& eye) {
    Json json = {{"schema", "oio.eye/1"},
                 {"scenario", config.name},
                 {"seed", config.run.seed},
                 {"lane_model", config.channel.lane_model},
                 {"lane_rate_gbps", config.link.lane_rate_gbps},
                 {"length_m", config.link.length_m},
                 {"direction", eye.view.direction()},
                 {"temperature_c", eye.view.temperature_c(config)},
                 {"lane", eye.lane},
                 {"ber", std::pow(10.0, eye.optimum.log10_ber)},
                 {"log10_ber", eye.optimum.log10_ber},
                 {"phase_ui", ui(eye.optimum.phase)},
                 {"threshold_level", eye.optimum.threshold},
                 {"target_ber", eye.target_ber},
                 {"eye_height_sigma", eye.opening.height_sigma},
                 {"eye_height_level", eye.opening.height_level},
                 {"eye_width_ui", eye.opening.width_ui},
                 {"worst_case_opening_level", eye.worst_case_opening},
                 {"sigma_of_zeros_level", eye.sigma_of_zeros},
                 {"sigma_of_ones_level", eye.sigma_of_ones}};
    json["contours"] = Json::array();
    for (const EyeContour& contour : eye.contours)
        json["contours"].push_back(contour_json(contour));
    Json phases = Json::array();
    for (std::size_t i = 0; i < eye.phase_bathtub.size(); ++i) {
        phases.push_back({ui(static_cast<int>(i)), eye.phase_bathtub[i]});
    }
    Json thresholds = Json::array();
    for (std::size_t i = 0; i < eye.thresholds.size(); ++i) {
        thresholds.push_back({eye.thresholds[i], eye.threshold_bathtub[i]});
    }
    json["bathtub"] = {{"phase_ui_log10_ber", phases}, {"threshold_level_log10_ber", thresholds}};
    json["lanes"] = Json::array();
    for (std::size_t i = 0; i < eye.lanes.size(); ++i) {
        const EyePoint& point = eye.lanes[i];
        json["lanes"].push_back({{"lane", i},
                                 {"ber", std::pow(10.0, point.log10_ber)},
                                 {"log10_ber", point.log10_ber},
                                 {"phase_ui", ui(point.phase)},
                                 {"threshold_level", point.threshold}});
    }
    json["conditions"] = Json::array();
    for (const EyeCondition& condition : eye.conditions) {
        json["conditions"].push_back({{"direction", condition.direction},
                                      {"temperature_c", condition.temperature_c},
                                      {"worst_lane", condition.worst_lane},
                                      {"worst_log10_ber", condition.worst_log10_ber},
                                      {"median_log10_ber", condition.median_log10_ber}});
    }
    json["mean_ber"] = std::pow(10.0, mean_log10_ber(eye));
    json["wall"] = {{"lanes_s", eye.lanes_wall_s}};
    return json.dump(2) + "\n";
}

std::string eye_html(const SimConfig& config, const EyeAnalysis& eye) {
    const std::vector<double> sorted = sorted_lanes(eye);
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        html_escape("oio eye: " + config.name) + "</title>\n<style>" + kReportStyle + kEyeStyle +
        "</style>\n</head>\n<body>\n<main>\n";
    html += fmt::format("<h1>Eye of lane {}, {}</h1>\n<p class=\"purpose\">{}, {}. Seed {}.</p>\n",
                        eye.lane, html_escape(config.name), html_escape(link_text(config)),
                        view_text(config, eye), config.run.seed);
    const std::string at = "at " + power_of_ten_text(std::log10(eye.target_ber));
    html += "<div class=\"figures\">\n";
    html += figure("Bit error rate", power_of_ten_text(eye.optimum.log10_ber), "",
                   fmt::format("phase {:.3f} UI, threshold {:.4f}", ui(eye.optimum.phase),
                               eye.optimum.threshold));
    html += figure("Eye height", fmt::format("{:.2f}", eye.opening.height_sigma), "sigma",
                   fmt::format("{:.4f} of the level, {}", eye.opening.height_level, at));
    html += figure("Eye width", fmt::format("{:.3f}", eye.opening.width_ui), "UI", at);
    html += figure("Worst lane", power_of_ten_text(sorted.back()), "",
                   "median " + power_of_ten_text(sorted[sorted.size() / 2]) + ", mean " +
                       power_of_ten_text(mean_log10_ber(eye)));
    html += "</div>\n";
    html += section(
        "Eye",
        eye_svg(eye) +
            "<p class=\"note\">Density of the samples over three and a half decades; contours "
            "of equal bit error rate, the target's in colour; the dot is the best "
            "phase and threshold.</p>\n");
    html += section("Bathtubs", "<h3>Over the phase</h3>\n" + phase_bathtub_svg(eye) +
                                    "<h3>Over the threshold</h3>\n" + threshold_bathtub_svg(eye));
    html += section("Lanes", lanes_plot(eye));
    if (!eye.conditions.empty()) {
        html += section("Directions and temperatures", conditions_table(eye));
    }
    std::string table = "<div class=\"scroll\"><table>\n<tr><th>Key</th><th>As used</th></tr>\n";
    for (const auto& [key, value] : describe_configuration(config)) {
        table += "<tr><td>" + html_escape(key) + "</td><td>" + html_escape(value) + "</td></tr>\n";
    }
    html += section("Configuration", table + "</table></div>\n");
    return html + "</main>\n</body>\n</html>\n";
}

std::string eye_summary(const SimConfig& config, const EyeAnalysis& eye) {
    const std::vector<double> sorted = sorted_lanes(eye);
    const std::string target = power_of_ten_text(std::log10(eye.target_ber));
    std::string text =
        fmt::format("eye of lane {}, {}  seed {}\n\n", eye.lane, config.name, config.run.seed);
    text += "  link          " + link_text(config) + "\n";
    text += "  eye           " + view_text(config, eye) + "\n";
    text += fmt::format("  bit errors    {} at phase {:.3f} UI, threshold {:.4f}\n",
                        power_of_ten_text(eye.optimum.log10_ber), ui(eye.optimum.phase),
                        eye.optimum.threshold);
    text += fmt::format("  noise rms     {:.4f} of zeros, {:.4f} of ones\n", eye.sigma_of_zeros,
                        eye.sigma_of_ones);
    if (eye.opening.height_level > 0.0) {
        text += fmt::format("  opening       {:.2f} sigma ({:.4f}) by {:.3f} UI at {}\n",
                            eye.opening.height_sigma, eye.opening.height_level,
                            eye.opening.width_ui, target);
    } else {
        text += fmt::format("  opening       none at {}\n", target);
    }
    text +=
        fmt::format("  worst case    {:.4f} between the lowest 1 and the highest 0, noiseless\n",
                    eye.worst_case_opening);
    text += fmt::format(
        "  {:<4} lanes    best {}, median {}, worst {}, mean {} ({:.2f} s)\n", eye.lanes.size(),
        power_of_ten_text(sorted.front()), power_of_ten_text(sorted[sorted.size() / 2]),
        power_of_ten_text(sorted.back()), power_of_ten_text(mean_log10_ber(eye)), eye.lanes_wall_s);
    for (const EyeCondition& condition : eye.conditions) {
        text += fmt::format("  {} {:>5.4g} C  median {}, worst {} (lane {})\n", condition.direction,
                            condition.temperature_c, power_of_ten_text(condition.median_log10_ber),
                            power_of_ten_text(condition.worst_log10_ber), condition.worst_lane);
    }
    return text;
}

}  // namespace oio
