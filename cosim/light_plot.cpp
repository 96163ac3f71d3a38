// SPDX-License-Identifier: Apache-2.0
#include "cosim/light_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/svg_elements.hpp"

namespace oio {

namespace {

constexpr double kWidth = 860.0;
constexpr int kShades = 7;
constexpr double kPalest = -18.0;  // log10 of the bit error rate at which shades begin
constexpr double kDecades = 2.0;   // of a shade

int shade_of(double log10_ber) {
    const double step = std::floor((log10_ber - kPalest) / kDecades);
    return static_cast<int>(std::clamp(step, 0.0, kShades - 1.0));
}

std::string cross(double x, double y, double r) {
    const double d = 0.6 * r;
    return fmt::format(
        "<path class=\"cross\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>",
        x - d, y - d, x + d, y + d, x - d, y + d, x + d, y - d);
}

std::string legend(double y) {
    std::string svg;
    double x = 40.0;
    for (int shade = 0; shade < kShades; ++shade) {
        svg += fmt::format("<circle class=\"b{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"7\"/>\n", shade,
                           x, y);
        const double low = kPalest + kDecades * shade;
        const std::string text = shade == 0 ? fmt::format("below 1e{:g}", low + kDecades)
                                 : shade == kShades - 1 ? fmt::format("from 1e{:g}", low)
                                                        : fmt::format("to 1e{:g}", low + kDecades);
        svg += svg_text(x + 12, y + 4, text, "tick", "start");
        x += shade == 0 ? 100.0 : 82.0;
    }
    svg += fmt::format("<circle class=\"hollow\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"7\"/>{}", x, y,
                       cross(x, y, 7.0));
    svg += svg_text(x + 12, y + 4, "dead", "tick", "start");
    svg +=
        fmt::format("<circle class=\"counted\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"7\"/>\n", x + 60, y);
    return svg + svg_text(x + 72, y + 4, "errors counted", "tick", "start");
}

}  // namespace

const char* const kLightStyle = R"(
svg .b0 { fill:#dcebfa; stroke:#9fc3e8; } svg .b1 { fill:#b9d6f2; } svg .b2 { fill:#8dbbe8; } svg .b3 { fill:#5a98d8; }
svg .b4 { fill:#2f74bd; } svg .b5 { fill:#1b4f8c; } svg .b6 { fill:#0b2c55; stroke:#5a98d8; }
svg .hollow { fill:none; stroke:var(--s3); stroke-width:1.2; } svg .cross { stroke:var(--bad); stroke-width:1.6; fill:none; }
svg .counted { fill:none; stroke:var(--s2); stroke-width:2.2; } svg .spare { fill:none; stroke:var(--good); stroke-width:2; stroke-dasharray:3 2; }
svg .loss { fill:var(--s1); } svg .gain { fill:var(--good); } svg .sum { fill:var(--s3); } svg .joint { stroke:var(--soft); stroke-width:1; }
)";

std::string array_map(const LaneArray& array, const std::vector<MapLane>& lanes,
                      const std::vector<std::uint64_t>& errors) {
    double right = 0.0;
    double bottom = 0.0;
    for (int i = 0; i < array.lanes(); ++i) {
        right = std::max(right, array.position(i).x_um);
        bottom = std::max(bottom, array.position(i).y_um);
    }
    constexpr double kMargin = 34.0;
    const double pitch = array.pitch_um();
    const double largest = 44.0;  // pixels of a pitch: few lanes do not need the whole width
    const double scale =
        std::min(largest / pitch, (kWidth - 2.0 * kMargin) / std::max(right, pitch));
    const double radius = 0.42 * pitch * scale;
    const double left = 0.5 * (kWidth - right * scale);
    const double height = bottom * scale + 2.0 * kMargin + 44.0;
    std::string svg = fmt::format(
        "<svg viewBox=\"0 0 {:g} {:.0f}\" role=\"img\" aria-label=\"bit error rate of the lanes on "
        "the array\">\n",
        kWidth, height);
    for (int i = 0; i < array.lanes(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const MapLane& lane = lanes[at];
        const double x = left + array.position(i).x_um * scale;
        const double y = kMargin + array.position(i).y_um * scale;
        svg += fmt::format("<g><title>{}</title>", html_escape(lane.tip));
        const std::string css = lane.dead ? "hollow" : fmt::format("b{}", shade_of(lane.log10_ber));
        svg += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/>", css,
                           x, y, radius);
        if (lane.dead) svg += cross(x, y, radius);
        const auto ring = [&](const char* name, double factor) {
            svg += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/>",
                               name, x, y, factor * radius);
        };
        if (lane.mapped) ring("spare", 1.12);
        if (errors[at] > 0) ring("counted", 1.0);
        svg += "</g>\n";
    }
    return svg + legend(height - 18.0) + "</svg>\n";
}

std::string waterfall_plot(double start, const std::string& start_label,
                           const std::vector<FallItem>& items, const std::string& x_label) {
    constexpr double kRow = 21.0, kLeft = 190.0, kRight = kWidth - 90.0, kTop = 10.0;
    double low = start;
    double high = start;
    for (const FallItem& item : items) {
        low = std::min(low, item.running);
        high = std::max(high, item.running);
    }
    const double pad = 0.04 * std::max(high - low, 1.0);
    low -= pad;
    high += pad;
    const auto x = [&](double v) { return kLeft + (v - low) / (high - low) * (kRight - kLeft); };
    const double bottom = kTop + kRow * static_cast<double>(items.size() + 1) + 4.0;
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 {:g} {:.0f}\" role=\"img\" aria-label=\"{}\">\n", kWidth,
                    bottom + 42.0, html_escape(x_label));
    const double span = high - low;
    const double step = span > 25.0  ? 5.0
                        : span > 8.0 ? 2.0
                        : span > 3.0 ? 1.0
                        : span > 1.5 ? 0.5
                                     : 0.2;
    // Whole multiples: a sum of steps would miss zero by a rounding.
    for (double k = std::ceil(low / step); k * step <= high; k += 1.0) {
        const double v = k * step + 0.0;  // No negative zero.
        svg += fmt::format(
            "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" class=\"grid\"/>\n",
            x(v), kTop, bottom);
        svg += svg_text(x(v), bottom + 15.0, fmt::format("{:g}", v), "tick", "middle");
    }
    svg += svg_text(0.5 * (kLeft + kRight), bottom + 34.0, x_label, "label", "middle");
    double before = start;
    double y = kTop;
    svg += svg_text(kLeft - 10.0, y + 14.0, start_label, "label", "end");
    svg += fmt::format("<circle class=\"sum\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>\n", x(start),
                       y + 10.0);
    svg += svg_text(x(start) + 8.0, y + 14.0, fmt::format("{:.1f}", start), "tick", "start");
    for (const FallItem& item : items) {
        svg += fmt::format(
            "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" class=\"joint\"/>\n",
            x(before), y + 10.0, y + kRow + 4.0);
        y += kRow;
        const double from = std::min(x(before), x(item.running));
        const double width = std::max(1.5, std::abs(x(item.running) - x(before)));
        svg += svg_text(kLeft - 10.0, y + 14.0, item.label, "label", "end");
        svg += fmt::format(
            "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"13\" "
            "rx=\"2\"><title>{}: {:+.2f} dB, then {:.2f}</title></rect>\n",
            item.change > 0.0 ? "gain" : "loss", from, y + 3.5, width, html_escape(item.label),
            item.change, item.running);
        svg += svg_text(from + width + 6.0, y + 14.0, fmt::format("{:+.2f}", item.change), "tick",
                        "start");
        before = item.running;
    }
    svg += svg_text(kWidth - 8.0, y + 14.0, fmt::format("{:.1f}", before), "", "end");
    return svg + "</svg>\n";
}

}  // namespace oio
