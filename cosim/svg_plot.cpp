// SPDX-License-Identifier: Apache-2.0
#include "cosim/svg_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/svg_elements.hpp"

namespace oio {

namespace {

constexpr double kWidth = 860.0;

// A step of 1, 2 or 5 times a power of ten that gives about `wanted` ticks.
double nice_step(double span, int wanted) {
    if (!(span > 0.0)) return 1.0;
    const double raw = span / wanted;
    const double decade = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (raw <= factor * decade) return factor * decade;
    }
    return 10.0 * decade;
}

struct Frame {
    double left, top, right, bottom;
    double x_low, x_high, y_low, y_high;
    double x(double v) const { return left + (v - x_low) / (x_high - x_low) * (right - left); }
    double y(double v) const { return bottom - (v - y_low) / (y_high - y_low) * (bottom - top); }
};

std::string x_axis(const Frame& frame, const std::string& label) {
    std::string svg = svg_line(frame.left, frame.bottom, frame.right, frame.bottom, "axis");
    const double step = nice_step(frame.x_high - frame.x_low, 8);
    for (double v = std::ceil(frame.x_low / step) * step; v <= frame.x_high + step * 1e-6;
         v += step) {
        svg += svg_line(frame.x(v), frame.bottom, frame.x(v), frame.bottom + 4, "axis");
        svg +=
            svg_text(frame.x(v), frame.bottom + 17,
                     fmt::format("{:g}", std::fabs(v) < step * 1e-9 ? 0.0 : v), "tick", "middle");
    }
    return svg +
           svg_text((frame.left + frame.right) / 2, frame.bottom + 36, label, "label", "middle");
}

std::string y_label_at(const Frame& frame, const std::string& label) {
    return svg_text(frame.left - 44, frame.top - 12, label, "label");
}

// 10 to the power of n, with a real superscript.
std::string decade_label(double x, double y, int exponent) {
    return fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"tick\" text-anchor=\"end\">10<tspan dy=\"-5\" "
        "font-size=\"9\">{}</tspan></text>\n",
        x, y, exponent);
}

}  // namespace

std::string bar_plot(const std::vector<BarItem>& items, const std::string& unit) {
    constexpr double kRow = 26.0;
    constexpr double kLeft = 250.0;
    constexpr double kRight = kWidth - 110.0;
    double most = 0.0;
    for (const BarItem& item : items) most = std::max(most, item.value);
    if (most <= 0.0) most = 1.0;
    const double height = kRow * static_cast<double>(items.size()) + 12.0;
    std::string svg = svg_open(kWidth, height, "bars, " + unit);
    svg += svg_line(kLeft, 4, kLeft, height - 8, "axis");
    double y = 6.0;
    for (const BarItem& item : items) {
        const double length =
            item.value <= 0.0 ? 0.0 : std::max(1.0, item.value / most * (kRight - kLeft));
        svg += svg_text(kLeft - 8, y + 15, item.label, "name", "end");
        svg += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"16\" rx=\"2\" class=\"bar\">"
            "<title>{}</title></rect>\n",
            kLeft + 1, y + 2, length, html_escape(item.tip.empty() ? item.label : item.tip));
        svg += svg_text(kLeft + length + 8, y + 15, fmt::format("{:.4g} {}", item.value, unit),
                        "value");
        y += kRow;
    }
    return svg + "</svg>\n";
}

std::string column_plot(const std::vector<ColumnItem>& items, const std::vector<PlotMark>& marks,
                        const std::string& x_label, const std::string& y_label) {
    if (items.empty()) return "<p class=\"none\">No samples.</p>\n";
    double most = 1.0;
    for (const ColumnItem& item : items) most = std::max(most, item.value);
    const Frame frame{70,  40,         kWidth - 20, 250, items.front().low, items.back().high,
                      0.0, most * 1.05};
    std::string svg = svg_open(kWidth, 300, y_label + " over " + x_label);
    const double step = std::max(1.0, nice_step(most, 4));
    for (double v = 0.0; v <= frame.y_high; v += step) {
        svg += svg_line(frame.left, frame.y(v), frame.right, frame.y(v), "grid");
        svg += svg_text(frame.left - 8, frame.y(v) + 4, fmt::format("{:g}", v), "tick", "end");
    }
    for (const ColumnItem& item : items) {
        if (item.value <= 0.0) continue;
        const double gap = 1.0;
        const double x = frame.x(item.low) + gap / 2;
        svg += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" class=\"bar\">"
            "<title>{:.4g} to {:.4g}: {:g}</title></rect>\n",
            x, frame.y(item.value), std::max(0.5, frame.x(item.high) - gap / 2 - x),
            frame.bottom - frame.y(item.value), item.low, item.high, item.value);
    }
    svg += x_axis(frame, x_label) + y_label_at(frame, y_label);
    for (const PlotMark& mark : marks) {
        if (mark.x < frame.x_low || mark.x > frame.x_high) continue;
        const bool right_edge = frame.x(mark.x) > frame.right - 90;
        svg += svg_line(frame.x(mark.x), frame.top - 6, frame.x(mark.x), frame.bottom, "mark");
        svg += svg_text(frame.x(mark.x) + (right_edge ? -5 : 5), frame.top - 1, mark.label, "tick",
                        right_edge ? "end" : "start");
    }
    return svg + "</svg>\n";
}

std::string decade_plot(const std::vector<PlotSeries>& series, double x_low, double x_high,
                        const std::string& x_label, const std::string& y_label) {
    double low = 1e9;
    double high = -1e9;
    for (const PlotSeries& one : series) {
        for (const PlotPoint& point : one.points) {
            low = std::min(low, point.y);
            high = std::max(high, point.y);
        }
    }
    if (low > high) return "<p class=\"none\">No lane has a prediction or an error.</p>\n";
    low = std::floor(low - 0.3);
    high = std::min(0.0, std::ceil(high + 0.3));
    if (high - low < 2.0) low = high - 2.0;
    const Frame frame{70, 40, kWidth - 20, 250, x_low, x_high, low, high};
    std::string svg = svg_open(kWidth, 300, y_label + " over " + x_label);
    const int step = std::max(1, static_cast<int>(std::ceil((high - low) / 8.0)));
    for (int decade = static_cast<int>(high); decade >= static_cast<int>(low); decade -= step) {
        svg += svg_line(frame.left, frame.y(decade), frame.right, frame.y(decade), "grid");
        svg += decade_label(frame.left - 8, frame.y(decade) + 5, decade);
    }
    constexpr double kLegendSlot = 120.0;
    double legend = frame.right;
    for (auto one = series.rbegin(); one != series.rend(); ++one) {
        if (one->points.empty()) continue;
        legend -= kLegendSlot;
        svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"{}\"/>\n", legend,
                           frame.top - 16, one->css);
        svg += svg_text(legend + 10, frame.top - 12, one->name, "tick");
    }
    for (const PlotSeries& one : series) {
        for (const PlotPoint& point : one.points) {
            svg += fmt::format(
                "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\" class=\"{}\"><title>{}</title>"
                "</circle>\n",
                frame.x(point.x), frame.y(point.y), one.radius, one.css, html_escape(point.tip));
        }
    }
    return svg + x_axis(frame, x_label) + y_label_at(frame, y_label) + "</svg>\n";
}

std::string timeline_plot(const std::vector<TimelineItem>& items, double end,
                          const std::string& x_label) {
    std::vector<std::string> rows;
    for (const TimelineItem& item : items) {
        if (std::find(rows.begin(), rows.end(), item.lane) == rows.end()) rows.push_back(item.lane);
    }
    constexpr double kRow = 30.0;
    const double bottom = 16.0 + kRow * static_cast<double>(rows.size());
    const Frame frame{130, 10, kWidth - 20, bottom, 0.0, std::max(end, 1e-3), 0.0, 1.0};
    std::string svg = svg_open(kWidth, bottom + 46, "events over time");
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const double y = 10.0 + kRow * (static_cast<double>(row) + 0.5);
        svg += svg_text(frame.left - 10, y + 4, rows[row], "name", "end");
        svg += svg_line(frame.left, y, frame.right, y, "grid");
        for (const TimelineItem& item : items) {
            if (item.lane != rows[row]) continue;
            svg += fmt::format(
                "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"6\" class=\"{}\"><title>{:.3f}: {}</title>"
                "</circle>\n",
                frame.x(item.time), y, item.bad ? "bad" : "s1", item.time, html_escape(item.label));
        }
    }
    return svg + x_axis(frame, x_label) + "</svg>\n";
}

}  // namespace oio
