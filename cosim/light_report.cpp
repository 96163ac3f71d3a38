// SPDX-License-Identifier: Apache-2.0
#include "cosim/light_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/light_plot.hpp"
#include "cosim/link_setup.hpp"
#include "cosim/svg_plot.hpp"
#include "models/channel/link_budget.hpp"

namespace oio {

namespace {

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
    const StatisticalEye eye(model.lanes(), lane);
    std::vector<EyeOutline> outlines;
    for (const double log10_ber : {-3.0, -6.0, -9.0, -12.0, -15.0}) {
        outlines.push_back({fmt::format("1e{:g}", log10_ber), eye.contour(log10_ber)});
    }
    const EyePoint& best = eye.optimum();
    PlotSeries bathtub{"at the best threshold", "s1", 2.4, {}};
    const std::vector<double> by_phase = eye.phase_bathtub(best.threshold);
    constexpr double kDeepest = -30.0;
    for (std::size_t phase = 0; phase < by_phase.size(); ++phase) {
        const double x = static_cast<double>(phase) / PhaseGrid::kPhases;
        bathtub.points.push_back({x, std::max(by_phase[phase], kDeepest),
                                  fmt::format("{:.3f} UI: 1e{:.1f}", x, by_phase[phase])});
    }
    return section(
        "Eye of the worst lane",
        eye_outline_plot(outlines, best) +
            fmt::format("<p class=\"note\">Lane {}: where a sampler decides with at most "
                        "this bit error rate. Best at phase {:.3f} and threshold {:.3f}: "
                        "1e{:.1f}.</p>\n",
                        lane, best.phase / 64.0, best.threshold, best.log10_ber) +
            "<h3>Bathtub</h3>\n" +
            decade_plot({bathtub}, 0.0, 1.0, "phase of the sampler, unit intervals",
                        "bit error rate"));
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
    return std::string("<style>") + kLightStyle + "</style>\n" +
           section("Bit error rate on the array, link " + link.name, map) +
           eye_section(model, worst) + budget_section(model, worst);
}

}  // namespace oio
