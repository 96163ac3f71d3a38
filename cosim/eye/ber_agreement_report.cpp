// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/ber_agreement_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cosim/eye/eye_plot.hpp"
#include "cosim/svg_elements.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

Json counted_json(const CountedBer& counted) {
    Json json = {{"bits", counted.bits},
                 {"errors", counted.errors},
                 {"ber_low", counted.interval.low},
                 {"ber_high", counted.interval.high},
                 {"compared", counted.compared()}};
    if (counted.errors > 0) json["log10_ber"] = counted.log10_ber();
    return json;
}

std::string counted_text(const CountedBer& counted) {
    if (counted.errors == 0) return "none";
    return fmt::format("{:.3f} ({}{})", counted.log10_ber(), counted.errors,
                       counted.compared() ? "" : ", too few");
}

// Geometry of the picture: a row per point, decades off the eye across.
constexpr double kWidth = 860.0;
constexpr double kLeft = 440.0;
constexpr double kRight = 830.0;
constexpr double kTop = 56.0;
constexpr double kRow = 26.0;
constexpr double kShown = 0.25;  // decades either way

double x_of(double decades) {
    const double inside = std::max(-kShown, std::min(kShown, decades));
    return kLeft + (inside + kShown) / (2.0 * kShown) * (kRight - kLeft);
}

std::string counted_marks(const CountedBer& counted, double eye, double y, const char* css) {
    if (!counted.compared()) return "";
    const double low = std::log10(counted.interval.low) - eye;
    const double high = std::log10(counted.interval.high) - eye;
    return fmt::format(
               "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"axis\"/>\n",
               x_of(low), y, x_of(high), y) +
           fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.4\" class=\"{}\"/>\n",
                       x_of(counted.log10_ber() - eye), y, css);
}

}  // namespace

std::string ber_agreement_json(const std::vector<BerAgreement>& results) {
    Json json = {{"schema", "oio.ber_agreement/1"}, {"limit_decades", kBerAgreementDecades}};
    json["points"] = Json::array();
    for (const BerAgreement& result : results) {
        json["points"].push_back({{"name", result.point.name()},
                                  {"phase_ui", result.phase / 64.0},
                                  {"threshold_level", result.threshold},
                                  {"statistical_eye", {{"log10_ber", result.eye_log10_ber}}},
                                  {"importance_sampling",
                                   {{"log10_ber", result.importance.log10_ber},
                                    {"relative_error", result.importance.relative_error},
                                    {"samples", result.importance.samples},
                                    {"converged", result.importance.converged}}},
                                  {"monte_carlo", counted_json(result.monte_carlo)},
                                  {"word_cut", counted_json(result.word_cut)},
                                  {"spread_decades", result.spread()},
                                  {"agrees", result.agrees()}});
    }
    return json.dump(2) + "\n";
}

std::string ber_agreement_table(const std::vector<BerAgreement>& results) {
    std::string text =
        "log10 of the bit error rate; in brackets the standard error in decades, or the errors "
        "counted.\n\n";
    const std::string head =
        fmt::format("| {:<54} | {:>7} | {:>16} | {:>20} | {:>20} | {:>7} |\n", "operating point",
                    "eye", "importance", "Monte Carlo", "word cut", "spread");
    text += head + fmt::format("| {:-<54} | {:->7} | {:->16} | {:->20} | {:->20} | {:->7} |\n", "",
                               ":", ":", ":", ":", ":");
    for (const BerAgreement& result : results) {
        text += fmt::format("| {:<54} | {:>7.3f} | {:>16} | {:>20} | {:>20} | {:>7.3f} |\n",
                            result.point.name(), result.eye_log10_ber,
                            fmt::format("{:.3f} ({:.3f})", result.importance.log10_ber,
                                        result.importance.relative_error / std::log(10.0)),
                            counted_text(result.monte_carlo), counted_text(result.word_cut),
                            result.spread());
    }
    return text;
}

std::string ber_agreement_svg(const std::vector<BerAgreement>& results) {
    const double bottom = kTop + kRow * static_cast<double>(results.size());
    std::string svg =
        svg_open(kWidth, bottom + 48.0, "agreement of four ways to a bit error rate", true);
    svg += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"d2\"/>\n",
        x_of(-kBerAgreementDecades), kTop, x_of(kBerAgreementDecades) - x_of(-kBerAgreementDecades),
        bottom - kTop);
    for (int i = -2; i <= 2; ++i) {
        svg += fmt::format(
            "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" class=\"{3}\"/>\n",
            x_of(0.1 * i), kTop, bottom, i == 0 ? "axis" : "grid");
        svg += svg_text(x_of(0.1 * i), bottom + 16, fmt::format("{:g}", 0.1 * i), "tick", "middle");
    }
    svg += svg_text((kLeft + kRight) / 2, bottom + 36,
                    "decades off the statistical eye; shaded: 0.15, bars: 95 %", "label", "middle");
    const struct {
        const char* css;
        const char* name;
    } legend[] = {{"s2", "importance sampling"}, {"s1", "Monte Carlo"}, {"s3", "word cut"}};
    double x = kLeft;
    for (const auto& item : legend) {
        svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"20\" r=\"4\" class=\"{}\"/>\n", x, item.css);
        svg += svg_text(x + 10, 24, item.name, "tick", "start");
        x += 140.0;
    }
    svg += svg_text(kLeft - 8, kTop - 10, "log10 of the bit error rate", "label", "end");
    double y = kTop + 0.5 * kRow;
    for (const BerAgreement& result : results) {
        svg += svg_text(8, y + 4, result.point.name(), "name", "start");
        svg +=
            svg_text(kLeft - 8, y + 4, fmt::format("{:.2f}", result.eye_log10_ber), "value", "end");
        svg += counted_marks(result.monte_carlo, result.eye_log10_ber, y - 5, "s1");
        svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.4\" class=\"s2\"/>\n",
                           x_of(result.importance.log10_ber - result.eye_log10_ber), y);
        svg += counted_marks(result.word_cut, result.eye_log10_ber, y + 5, "s3");
        y += kRow;
    }
    return standalone_svg(svg + "</svg>\n");
}

}  // namespace oio
