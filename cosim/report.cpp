// SPDX-License-Identifier: Apache-2.0
#include "cosim/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/explain/causes_section.hpp"
#include "cosim/report_style.hpp"
#include "cosim/summary.hpp"
#include "cosim/svg_plot.hpp"
#include "models/confidence.hpp"

namespace oio {

namespace {

std::string section(const std::string& title, const std::string& body) {
    return "<section>\n<h2>" + html_escape(title) + "</h2>\n" + body + "</section>\n";
}

std::string figure(const std::string& name, const std::string& number, const std::string& unit,
                   const std::string& extra) {
    return fmt::format(
        "<div class=\"figure\"><div class=\"name\">{}</div><div class=\"number\">{} "
        "<small>{}</small></div><div class=\"extra\">{}</div></div>\n",
        html_escape(name), html_escape(number), html_escape(unit), html_escape(extra));
}

std::string row(const std::vector<std::string>& cells, std::size_t text_cells, bool head = false) {
    std::string html = "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        html += fmt::format("<{0}{1}>{2}</{0}>", head ? "th" : "td",
                            i < text_cells ? "" : " class=\"n\"", html_escape(cells[i]));
    }
    return html + "</tr>\n";
}

std::string figures(const RunResult& result) {
    const TrafficResult& traffic = result.traffic;
    const LatencyHistogram& latency = result.latency;
    const double ber =
        result.ber.bits == 0 ? 0.0 : double(result.ber.errors_injected) / double(result.ber.bits);
    const Interval interval = clopper_pearson(result.ber.errors_injected, result.ber.bits, 0.95);
    std::string html = "<div class=\"figures\">\n";
    html += figure("Throughput", fmt::format("{:.1f}", result.throughput_gbps), "Gb/s",
                   fmt::format("payload, both ways; efficiency {:.3f}", result.efficiency));
    html += figure("Latency, mean", fmt::format("{:.1f}", latency.mean_ns()), "ns",
                   fmt::format("{:.1f} min, {:.1f} p99, {:.1f} max", latency.min_ns(),
                               latency.percentile_ns(0.99), latency.max_ns()));
    html += figure("Energy", fmt::format("{:.3f}", result.energy_pj_per_bit()), "pJ/bit",
                   fmt::format("per payload bit, {} entries, both chiplets", result.energy.size()));
    html += result.ber.errors_injected > 0
                ? figure("Bit error rate", fmt::format("{:.2e}", ber), "",
                         fmt::format("{} errors; 95 %: {:.1e} to {:.1e}",
                                     grouped_text(result.ber.errors_injected), interval.low,
                                     interval.high))
                : figure("Bit error rate", fmt::format("< {:.1e}", interval.high), "",
                         fmt::format("0 errors in {:.3g} bits (95 %)", double(result.ber.bits)));
    html += figure("Payload checked", bytes_text(traffic.payload_bytes), "",
                   fmt::format("{} mismatches, {} lost, {} twice", traffic.mismatches, traffic.lost,
                               traffic.duplicated));
    html += figure("Retry", grouped_text(traffic.replays), "flits replayed",
                   fmt::format("{} CRC errors in {} flits", grouped_text(traffic.crc_errors),
                               grouped_text(traffic.flits)));
    html +=
        figure("Lanes active", fmt::format("{} / {}", result.lanes.active, result.lanes.data), "",
               fmt::format("{} spare, {} dead, {} mapped", result.lanes.spare, result.lanes.dead,
                           result.lanes.mapped));
    html += figure("Training",
                   result.training_us < 0.0 ? "never" : fmt::format("{:.1f}", result.training_us),
                   result.training_us < 0.0 ? "ACTIVE" : "us",
                   fmt::format("{:.1f} us simulated", result.simulated_us));
    return html + "</div>\n";
}

std::string failures(const RunResult& result) {
    if (result.failures.empty()) return "";
    std::string html = "<section class=\"failures\">\n<h2>Why it failed</h2>\n<ul>\n";
    for (const RunFailure& failure : result.failures) {
        html += "<li><b>" + html_escape(failure.check) + "</b>: " + html_escape(failure.message);
        if (failure.time_us > 0.0) {
            html += fmt::format(" (at {}{:.3f} us)", failure.at_end ? "the end, " : "",
                                failure.time_us);
        }
        html += "</li>\n";
    }
    html += "</ul>\n";
    if (!result.state_dump.empty()) html += "<pre>" + html_escape(result.state_dump) + "</pre>\n";
    return html + "</section>\n";
}

// Names without a folder: the files lie beside this page, and it is the same wherever that is.
std::string waves_section(const RunResult& result) {
    std::vector<RewindWave> waves = result.rewind;
    if (result.full_dump.ok) waves.push_back(result.full_dump);
    if (waves.empty()) return "";
    std::string html = "<ul>\n";
    for (const RewindWave& wave : waves) {
        html += "<li>" + html_escape(wave.cause) + ": ";
        if (wave.ok) {
            const std::string stem = wave.file.substr(0, wave.file.rfind('.'));
            html +=
                fmt::format("{:.3f} to {:.3f} us: <code>gtkwave {} {}.gtkw</code>", wave.from_us,
                            wave.until_us, html_escape(wave.file), html_escape(stem));
        } else {
            html += html_escape(wave.note);
        }
        html += "</li>\n";
    }
    return section("Waves", html + "</ul>\n");
}

std::string direction_plot(const LinkResult& link, const DirectionResult& direction) {
    PlotSeries predicted{"model", "s1", 1.7, {}};
    PlotSeries counted{"errors / bits", "ring", 3.4, {}};
    PlotSeries dead{"dead lane", "s3", 3.4, {}};
    double lowest = 0.0;
    int last = 1;
    for (const LaneResult& lane : direction.lanes) {
        last = std::max(last, lane.lane);
        const double x = lane.lane;
        if (lane.dead) {
            dead.points.push_back({x, 0.0, fmt::format("lane {}: dead", lane.lane)});
            continue;
        }
        const std::string role = lane.mapped ? " (spare in use)" : "";
        if (lane.predicted_log10_ber < 0.0) {
            lowest = std::min(lowest, lane.predicted_log10_ber);
            predicted.points.push_back({x, lane.predicted_log10_ber,
                                        fmt::format("lane {}{}: model {:.1e}", lane.lane, role,
                                                    std::pow(10.0, lane.predicted_log10_ber))});
        }
        if (lane.errors > 0 && lane.bits > 0) {
            const double ber = double(lane.errors) / double(lane.bits);
            lowest = std::min(lowest, std::log10(ber));
            counted.points.push_back({x, std::log10(ber),
                                      fmt::format("lane {}{}: {} errors in {:.3g} bits", lane.lane,
                                                  role, lane.errors, double(lane.bits))});
        }
    }
    // Dead lanes stand on the floor of the plot: they have no error rate.
    for (PlotPoint& point : dead.points) point.y = lowest < 0.0 ? lowest : -1.0;
    return "<h3>" + html_escape("Link " + link.name + ", " + direction.name) + "</h3>\n" +
           decade_plot({counted, predicted, dead}, 0, last + 1, "physical lane", "bit error rate");
}

std::string ber_section(const RunResult& result) {
    std::string html;
    for (const LinkResult& link : result.links) {
        for (const DirectionResult& direction : link.directions)
            html += direction_plot(link, direction);
    }
    if (html.empty()) html = "<p class=\"none\">No lane was simulated.</p>\n";
    return section("Bit error rate per lane",
                   "<p class=\"note\">" + html_escape(ber_text(result.ber)) +
                       ". Bits sampled while a link trains again do not count. Lanes without a "
                       "counted error show the model only.</p>\n" +
                       html);
}

std::string causes_section(const RunResult& result) {
    const std::string html = causes_html(result.causes, result.chains);
    return html.empty() ? html : section("Causes", html);
}

std::string latency_section(const RunResult& result) {
    constexpr int kBins = 80;
    if (result.latency.count() == 0) return "";
    std::vector<ColumnItem> columns;
    for (const LatencyHistogram::Bin& bin : result.latency.bins(kBins)) {
        columns.push_back({bin.low_ns, bin.high_ns, double(bin.count)});
    }
    const double p50 = result.latency.percentile_ns(0.5);
    const double p99 = result.latency.percentile_ns(0.99);
    std::string html = column_plot(
        columns, {{p50, fmt::format("p50 {:.1f}", p50)}, {p99, fmt::format("p99 {:.1f}", p99)}},
        "die to die latency, ns", "flits");
    html += fmt::format(
        "<p class=\"note\">{} flits. Those above the 99.9th percentile (up to {:.1f} ns) are in "
        "the last column.</p>\n",
        grouped_text(result.latency.count()), result.latency.max_ns());
    std::string page = section("Latency", html);
    if (result.latency_stages.empty()) return page;
    std::vector<BarItem> bars;
    double sum = 0.0;
    for (const LatencyStage& stage : result.latency_stages) {
        const LatencyHistogram& h = stage.histogram;
        sum += h.mean_ns();
        bars.push_back({stage.name, h.mean_ns(),
                        fmt::format("{}: {:.2f} min, {:.2f} mean, {:.2f} max ns", stage.name,
                                    h.min_ns(), h.mean_ns(), h.max_ns())});
    }
    return page +
           section("Latency by stage",
                   bar_plot(bars, "ns") +
                       fmt::format(
                           "<p class=\"note\">Mean of each stage; together {:.2f} ns.</p>\n", sum));
}

std::string energy_section(const RunResult& result) {
    if (result.energy.empty()) return "";
    std::vector<EnergyLine> lines = result.energy;
    std::stable_sort(lines.begin(), lines.end(), [](const EnergyLine& a, const EnergyLine& b) {
        return a.pj_per_bit > b.pj_per_bit;
    });
    std::vector<BarItem> bars;
    std::string table =
        "<div class=\"scroll\"><table>\n<tr><th>Entry</th><th>Boundary</th><th>Kind</th>"
        "<th class=\"n\">pJ/bit</th><th class=\"n\">Joule</th><th>Source</th></tr>\n";
    for (const EnergyLine& line : lines) {
        bars.push_back({line.name, line.pj_per_bit, line.name + ", " + line.boundary});
        table += fmt::format(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{:.4f}</td>"
            "<td class=\"n\">{:.3e}</td><td class=\"source\">{}</td></tr>\n",
            html_escape(line.name), html_escape(line.boundary),
            line.is_static ? "static" : "dynamic", line.pj_per_bit, line.joules,
            html_escape(line.source));
    }
    table += fmt::format(
        "<tr><td><b>Sum</b></td><td></td><td></td><td class=\"n\"><b>{:.4f}</b></td>"
        "<td></td><td></td></tr>\n</table></div>\n",
        result.energy_pj_per_bit());
    return section("Energy by entry", bar_plot(bars, "pJ/bit") + table);
}

std::string link_section(const RunResult& result) {
    if (result.links.empty()) return "";
    std::string html = "<div class=\"scroll\"><table>\n" +
                       row({"Link", "Level", "Payload", "Flits", "Replays", "CRC errors",
                            "Retrains", "Mean latency", "Throughput"},
                           2, true);
    for (const LinkResult& link : result.links) {
        html +=
            row({link.name, link.level, bytes_text(link.payload_bytes), grouped_text(link.flits),
                 grouped_text(link.replays), grouped_text(link.crc_errors),
                 std::to_string(link.retrains), fmt::format("{:.1f} ns", link.latency_mean_ns),
                 fmt::format("{:.1f} Gb/s", link.throughput_gbps)},
                2);
    }
    html += "</table></div>\n";
    if (!result.ranks.empty()) {
        html += "<h3>Ranks</h3>\n<div class=\"scroll\"><table>\n" +
                row({"Rank", "Sent, bytes", "Received, bytes", "Ended, us"}, 0, true);
        for (const RankResult& rank : result.ranks) {
            html += row({std::to_string(rank.rank), grouped_text(rank.sent_bytes),
                         grouped_text(rank.received_bytes), fmt::format("{:.3f}", rank.end_us)},
                        0);
        }
        html += "</table></div>\n";
    }
    return section("Links", html);
}

std::string event_section(const RunResult& result) {
    constexpr std::size_t kMostRows = 200;
    if (result.events.empty()) return "";
    std::vector<TimelineItem> items;
    std::string table =
        "<div class=\"scroll\"><table>\n" + row({"Time, us", "Where", "What"}, 3, true);
    for (const RunEvent& event : result.events) {
        const bool bad = event.what.find("fail") != std::string::npos ||
                         event.what.find("etrain") != std::string::npos ||
                         event.what.find("reset") != std::string::npos;
        items.push_back({event.time_us, event.where, event.what, bad});
        if (items.size() <= kMostRows) {
            table += row({fmt::format("{:.3f}", event.time_us), event.where, event.what}, 3);
        }
    }
    return section("Events", timeline_plot(items, result.simulated_us, "simulated time, us") +
                                 table + "</table></div>\n");
}

std::string configuration_section(const RunResult& result) {
    std::string html = "<div class=\"scroll\"><table>\n" + row({"Key", "As used"}, 2, true);
    for (const auto& [key, value] : result.configuration) html += row({key, value}, 2);
    return section("Configuration", html + "</table></div>\n");
}

}  // namespace

std::string report_html(const RunResult& result, const std::string& light) {
    const bool passed = result.status == RunStatus::Pass;
    std::string verdict = to_string(result.status);
    std::transform(verdict.begin(), verdict.end(), verdict.begin(),
                   [](unsigned char c) { return c == '_' ? ' ' : std::toupper(c); });
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        html_escape("oio: " + result.scenario) + "</title>\n<style>" + kReportStyle +
        "</style>\n</head>\n<body>\n<main>\n";
    html += fmt::format("<h1><span class=\"verdict{}\">{}</span>{}</h1>\n", passed ? "" : " failed",
                        verdict, html_escape(result.scenario));
    html += fmt::format("<p class=\"purpose\">{}{}Workload {}, seed {}.</p>\n",
                        html_escape(result.purpose), result.purpose.empty() ? "" : ". ",
                        html_escape(result.workload), result.seed);
    html += failures(result) + waves_section(result) + figures(result) + ber_section(result) +
            causes_section(result) + light + latency_section(result) + energy_section(result) +
            link_section(result) + event_section(result) + configuration_section(result);
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace oio
