// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/causes_section.hpp"

#include <fmt/format.h>

#include <cmath>

#include "cosim/summary.hpp"
#include "cosim/svg_plot.hpp"

namespace oio {

namespace {

constexpr std::size_t kRows = 20;

std::string row(const CausedError& item) {
    const InjectedError& error = item.error;
    return fmt::format(
        "<tr><td class=\"n\">{:.6f}</td><td>{} {}</td><td class=\"n\">{}</td>"
        "<td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
        static_cast<double>(error.time_fs) / 1e9, html_escape(item.link),
        html_escape(item.direction), error.lane, error.unit_interval, to_string(error.cause()),
        html_escape(levels_text(error)));
}

std::string at_us(std::uint64_t time_fs) {
    return time_fs == 0 ? "" : fmt::format("{:.6f}", static_cast<double>(time_fs) / 1e9);
}

std::string row(const ErrorChain& chain) {
    const std::string flit = chain.in_flit
                                 ? fmt::format("{} {}, byte {}, bit {}", to_string(chain.kind),
                                               chain.seq, chain.byte, chain.bit)
                                 : chain.where;
    std::string html = fmt::format(
        "<tr><td class=\"n\">{}</td><td>{} lane {}</td><td>{}</td><td>{}</td><td>{}</td>",
        chain.number, html_escape(chain.cause.direction), chain.cause.error.lane,
        to_string(chain.cause.error.cause()), html_escape(flit), to_string(chain.verdict));
    for (const std::uint64_t time_fs :
         {chain.verdict_fs, chain.nak_sent_fs, chain.replayed_fs, chain.repaired_fs}) {
        html += "<td class=\"n\">" + at_us(time_fs) + "</td>";
    }
    return html + fmt::format("<td>{}</td></tr>\n", to_string(chain.repair));
}

std::string chains_html(const ChainReport& report) {
    if (report.chains.empty()) return "";
    std::string html =
        "<h3>What came of them</h3>\n<div class=\"scroll\"><table>\n<tr><th class=\"n\">Error</th>"
        "<th>Light</th><th>Cause</th><th>Hit</th><th>Check</th><th class=\"n\">at, us</th>"
        "<th class=\"n\">Nak</th><th class=\"n\">Sent again</th><th class=\"n\">Accepted</th>"
        "<th>Repair</th></tr>\n";
    const std::size_t shown = std::min(kRows, report.chains.size());
    for (std::size_t i = 0; i < shown; ++i) html += row(report.chains[i]);
    return html + fmt::format(
                      "</table></div>\n<p class=\"note\">The first {} of {}; <code>chains.json"
                      "</code> beside this page has the others.</p>\n",
                      shown, grouped_text(report.chains.size() + report.left_out));
}

}  // namespace

std::string levels_text(const InjectedError& error) {
    const double distance = (error.sampled() - error.threshold) * (error.sent() ? 1.0 : -1.0);
    std::string text =
        error.lit ? fmt::format("sent {}, mean {:.3f}, this pattern {:.3f}", error.sent() ? 1 : 0,
                                error.mean_level, error.level)
                  : fmt::format("sent {}, no light of the lane arrives", error.sent() ? 1 : 0);
    if (error.crosstalk != 0.0) text += fmt::format(", other lanes {:+.3f}", error.crosstalk);
    if (error.jitter_level != 0.0) {
        text += fmt::format(", jitter {:+.3f} ({:+.3f} UI)", error.jitter_level, error.jitter_ui);
    }
    text += fmt::format("; threshold {:.3f}", error.threshold);
    if (error.sigma <= 0.0) return text;
    return text +
           (distance > 0.0
                ? fmt::format(", noise had to go {:.2f} sigma", distance / error.sigma)
                : fmt::format(", on the wrong side by {:.2f} sigma", -distance / error.sigma));
}

std::string causes_html(const ErrorCauses& causes, const ChainReport& chains) {
    if (!causes.any()) return "";
    std::vector<BarItem> bars;
    for (int i = 0; i < kErrorCauses; ++i) {
        const auto cause = static_cast<ErrorCause>(i);
        if (causes.count(cause) == 0) continue;
        bars.push_back(
            {to_string(cause), static_cast<double>(causes.count(cause)),
             fmt::format("{}: {}", to_string(cause), grouped_text(causes.count(cause)))});
    }
    if (causes.not_examined > 0) {
        bars.push_back({"not examined", static_cast<double>(causes.not_examined),
                        "lanes with a closed eye: only the first of a word are looked at"});
    }
    std::string html;
    if (causes.training > 0) {
        html += fmt::format(
            "<p class=\"note\">Besides, {} wrong bits while the link trained again, where "
            "receivers "
            "try phases and thresholds on purpose: no cause is given, and they are not in the bit "
            "error rate.</p>\n",
            grouped_text(causes.training));
    }
    if (bars.empty()) return html;
    html += bar_plot(bars, "wrong bits");
    html +=
        "<p class=\"note\">The cause is what took most of the way from the mean level of the sent "
        "bit to the threshold. Levels are shares of endless ones of the nominal lane. A dead lane "
        "is listed with its first wrong bit.</p>\n";
    html +=
        "<div class=\"scroll\"><table>\n<tr><th class=\"n\">Time, us</th><th>Light</th>"
        "<th class=\"n\">Lane</th><th class=\"n\">Unit interval</th><th>Cause</th>"
        "<th>Levels</th></tr>\n";
    const std::size_t shown = std::min(kRows, causes.first.size());
    for (std::size_t i = 0; i < shown; ++i) html += row(causes.first[i]);
    html += "</table></div>\n";
    html += fmt::format(
        "<p class=\"note\">The first {} of {} with a cause; <code>oio explain</code> on the folder "
        "of this "
        "result follows one of them to the flit, the check and the replay.</p>\n",
        shown, grouped_text(causes.examined()));
    return html + chains_html(chains);
}

}  // namespace oio
