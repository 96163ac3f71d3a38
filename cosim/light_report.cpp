// SPDX-License-Identifier: Apache-2.0
#include "cosim/light_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/eye/eye_analysis.hpp"
#include "cosim/eye/eye_plot.hpp"
#include "cosim/light_plot.hpp"
#include "cosim/link_setup.hpp"
#include "cosim/svg_plot.hpp"
#include "models/channel/link_budget.hpp"

namespace oio {

namespace {

constexpr double kReportedBer = 1e-12;

std::string section(const std::string& title, const std::string& body) {
    return "<section>\n<h2>" + html_escape(title) + "</h2>\n" + body + "</section>\n";
}

std::string tip_of(const LaneResult& lane) {
    if (lane.dead) return fmt::format("lane {}: no light", lane.lane);
    std::string text = fmt::format("lane {}{}: model 1e{:.1f}", lane.lane,
                                   lane.mapped ? " (spare in use)" : "", lane.predicted_log10_ber);
    if (lane.errors > 0) {
        text += fmt::format(", {} errors in {:.3g} bits", lane.errors, double(lane.bits));
    }
    return text;
}

std::string map_of(const LinkModel& model, const DirectionResult& direction) {
    const auto count = static_cast<std::size_t>(model.array().lanes());
    std::vector<MapLane> lanes(count);
    std::vector<std::uint64_t> errors(count, 0);
    for (const LaneResult& lane : direction.lanes) {
        const auto at = static_cast<std::size_t>(lane.lane);
        lanes[at] = {lane.predicted_log10_ber, lane.dead, lane.mapped, tip_of(lane)};
        errors[at] = lane.errors;
    }
    return "<h3>" + html_escape(direction.name) + "</h3>\n" +
           array_map(model.array(), lanes, errors);
}

// The lane whose bit error rate at the trained phase and threshold is the highest.
int worst_lane(const DirectionResult& direction) {
    int worst = 0;
    double highest = -1e300;
    for (const LaneResult& lane : direction.lanes) {
        if (lane.dead || lane.predicted_log10_ber <= highest) continue;
        highest = lane.predicted_log10_ber;
        worst = lane.lane;
    }
    return worst;
}

std::string eye_section(const LinkModel& model, int lane) {
    const EyeAnalysis eye = analyse_lane(model.lanes(), lane, kReportedBer);
    return section(
        "Eye of the worst lane",
        eye_svg(eye) +
            fmt::format("<p class=\"note\">Lane {} by the statistical eye: density of its samples, "
                        "contours of equal bit error rate, the one of {} in colour. Best at phase "
                        "{:.3f} and threshold {:.3f}: {}.</p>\n",
                        lane, power_of_ten_text(std::log10(kReportedBer)), eye.optimum.phase / 64.0,
                        eye.optimum.threshold, power_of_ten_text(eye.optimum.log10_ber)) +
            "<h3>Bathtub</h3>\n" + phase_bathtub_svg(eye));
}

std::string budget_section(const LinkModel& model, int lane) {
    const LinkBudget budget = link_budget(model, lane);
    std::vector<FallItem> power, quality;
    double q_start = 0.0;
    for (const BudgetTerm& term : budget.terms) {
        if (term.is_power) {
            power.push_back({term.name, term.db, term.running});
        } else if (quality.empty() && q_start == 0.0) {
            q_start = term.running;  // power over noise: where the scale changes
            quality.push_back({term.name, 0.0, term.running});
        } else {
            quality.push_back({term.name, term.db, term.running});
        }
    }
    const std::string start_label =
        model.config().kind == LaneModelKind::Physics ? "wall plug" : "nominal lane";
    std::string html = waterfall_plot(budget.start_dbm, start_label, power,
                                      "power, dBm of light after the emitter");
    if (!quality.empty()) {
        const std::string label = quality.front().label;
        quality.erase(quality.begin());
        html += waterfall_plot(q_start, label, quality, "Q at the decision, dB");
    }
    html += fmt::format(
        "<p class=\"note\">Lane {}, the worst of the first direction, at its best phase and "
        "threshold and the temperature of the start: Q {:.2f}, that is a bit error rate of "
        "1e{:.1f}; {:+.2f} dB to the Q of 1e-12. What limits it: {}.</p>\n",
        lane, budget.q, budget.log10_ber, budget.margin_db, html_escape(budget.limit()));
    return section("Budget of the worst lane", html);
}

}  // namespace

std::string light_report(const SimConfig& config, const RunResult& result) {
    if (config.topology.rtl_links.empty() || result.links.empty()) return "";
    const LinkResult& link = result.links.front();
    if (link.directions.empty()) return "";
    const auto& [first, second] = config.topology.rtl_links.front();
    const LinkModel model(link_model_config(config, first, second, 0));
    std::string map =
        "<p class=\"note\">By the lane model at the phase and threshold that the link ended with; "
        "lanes by number along the rows of the array.</p>\n";
    for (const DirectionResult& direction : link.directions) map += map_of(model, direction);
    const int worst = worst_lane(link.directions.front());
    return std::string("<style>") + kLightStyle + kEyeStyle + "</style>\n" +
           section("Bit error rate on the array, link " + link.name, map) +
           eye_section(model, worst) + budget_section(model, worst);
}

}  // namespace oio
