// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "cosim/svg_elements.hpp"

namespace oio {

namespace {

constexpr double kWidth = 860.0;
constexpr double kLeft = 84.0;
constexpr double kRight = 20.0;
constexpr double kTop = 14.0;
constexpr double kHeight = 260.0;
constexpr double kBottom = 46.0;
constexpr int kTicks = 6;
// Bit error rates below this are shown as this: nothing else could be told apart beside them.
constexpr double kShownLog10 = -20.0;

struct Scale {
    double low = 0.0, high = 1.0, from = 0.0, to = 1.0;
    bool logarithmic = false;
    double at(double value) const {
        const auto place = [&](double v) { return logarithmic ? std::log(v) : v; };
        const double span = place(high) - place(low);
        return span == 0.0 ? 0.5 * (from + to)
                           : from + (to - from) * (place(value) - place(low)) / span;
    }
    double value(double share) const {
        return logarithmic ? low * std::pow(high / low, share) : low + (high - low) * share;
    }
};

// Position of a value along its axis: the number itself, or its index where it is a word.
double position(const SweepAxis& axis, const std::string& value) {
    if (axis.numeric) return std::strtod(value.c_str(), nullptr);
    return double(std::find(axis.values.begin(), axis.values.end(), value) - axis.values.begin());
}

std::string tip_of(const SweepResult& result, const SweepPoint& point, const std::string& metric,
                   double value) {
    std::string tip;
    for (std::size_t i = 0; i < result.axes.size(); ++i) {
        tip += result.axes[i].key + " = " + point.values[i] + ", ";
    }
    return html_escape(
        tip + fmt::format("{} = {:.5g} ({})", metric, value, to_string(point.run.outcome.state)));
}

bool is_log10(const std::string& metric) {
    return metric.find("_log10_") != std::string::npos;
}

double shown(const std::string& metric, double value) {
    return is_log10(metric) ? std::max(value, kShownLog10) : value;
}

// Of an axis, short enough to stand beside the next.
std::string tick_text(const SweepAxis& axis, const std::string& value) {
    return axis.numeric ? fmt::format("{:.3g}", std::strtod(value.c_str(), nullptr)) : value;
}

Scale value_scale(const SweepResult& result, const std::string& metric) {
    Scale scale;
    scale.low = std::numeric_limits<double>::infinity();
    scale.high = -scale.low;
    for (const SweepPoint& point : result.points) {
        const auto found = point.run.metrics.find(metric);
        if (found == point.run.metrics.end()) continue;
        scale.low = std::min(scale.low, shown(metric, found->second));
        scale.high = std::max(scale.high, shown(metric, found->second));
    }
    return scale;
}

std::string plot_line(const SweepResult& result, const std::string& metric) {
    const SweepAxis& axis = result.axes.front();
    Scale y = value_scale(result, metric);
    const double margin =
        y.high > y.low ? 0.06 * (y.high - y.low) : std::max(1e-9, 0.05 * std::abs(y.high));
    y.low -= margin;
    y.high += margin;
    y.from = kTop + kHeight;
    y.to = kTop;
    Scale x;
    x.low = x.high = position(axis, axis.values.front());
    for (const std::string& value : axis.values) {
        x.low = std::min(x.low, position(axis, value));
        x.high = std::max(x.high, position(axis, value));
    }
    x.logarithmic = axis.logarithmic;
    x.from = kLeft + 8.0;
    x.to = kWidth - kRight;
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{} over {}\">\n",
                    kWidth, kTop + kHeight + kBottom, metric, html_escape(axis.key));
    for (int i = 0; i <= kTicks; ++i) {
        const double value = y.value(double(i) / kTicks);
        svg += fmt::format(
            "<line x1=\"{:g}\" x2=\"{:g}\" y1=\"{:.1f}\" y2=\"{:.1f}\" "
            "class=\"grid\"/>\n",
            kLeft, kWidth - kRight, y.at(value), y.at(value));
        svg +=
            svg_text(kLeft - 6.0, y.at(value) + 4.0, fmt::format("{:.4g}", value), "tick", "end");
    }
    const std::size_t stride = std::max<std::size_t>(1, axis.values.size() / 10);
    for (std::size_t i = 0; i < axis.values.size(); i += stride) {
        const double place = x.at(position(axis, axis.values[i]));
        svg += svg_text(place, kTop + kHeight + 18.0, tick_text(axis, axis.values[i]), "tick",
                        "middle");
    }
    svg += svg_text(0.5 * (kLeft + kWidth - kRight), kTop + kHeight + 38.0, axis.key, "label",
                    "middle");
    std::string path;
    std::string dots;
    for (const SweepPoint& point : result.points) {
        const auto found = point.run.metrics.find(metric);
        if (found == point.run.metrics.end()) continue;
        const double px = x.at(position(axis, point.values[0]));
        const double py = y.at(shown(metric, found->second));
        path += fmt::format("{}{:.1f} {:.1f} ", path.empty() ? "M" : "L", px, py);
        dots += fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\" class=\"dot{}\"><title>"
            "{}</title></circle>\n",
            px, py, result.points.size() > 100 ? 1.6 : 3.0,
            point.run.outcome.state == RunState::Pass ? "" : " failed",
            tip_of(result, point, metric, found->second));
    }
    return svg + "<path class=\"line\" d=\"" + path + "\"/>\n" + dots + "</svg>\n";
}

// From dark blue to light yellow; lightness rises evenly, so that it reads without colour too.
std::string colour(double share) {
    const double s = std::clamp(share, 0.0, 1.0);
    return fmt::format("hsl({:.0f},{:.0f}%,{:.0f}%)", 250.0 - 195.0 * s, 55.0 + 25.0 * s,
                       22.0 + 62.0 * s);
}

bool passes(const SweepPoint* point) {
    return point == nullptr || point->run.outcome.state == RunState::Pass;
}

// Of the first two axes: the first upwards where it has numbers, the second to the right.
struct Cells {
    Cells(const SweepResult& result, const std::string& metric)
        : up(result.axes[0]),
          across(result.axes[1]),
          width((kWidth - kLeft - kRight - 80.0) / double(across.values.size())),
          height(std::clamp(320.0 / double(up.values.size()), 3.0, 34.0)),
          points(up.values.size() * across.values.size(), nullptr) {
        for (const SweepPoint& point : result.points) {
            bool first = true;
            for (std::size_t i = 2; i < result.axes.size(); ++i) {
                first = first && point.values[i] == result.axes[i].values.front();
            }
            if (!first || point.run.metrics.count(metric) == 0) continue;
            const auto index = [](const SweepAxis& axis, const std::string& value) {
                return static_cast<std::size_t>(
                    std::find(axis.values.begin(), axis.values.end(), value) - axis.values.begin());
            };
            points[index(up, point.values[0]) * across.values.size() +
                   index(across, point.values[1])] = &point;
        }
    }
    const SweepPoint* at(std::size_t row, std::size_t column) const {
        return points[row * across.values.size() + column];
    }
    double x(std::size_t column) const { return kLeft + width * double(column); }
    /// Upper edge of a row.
    double y(std::size_t row) const {
        return kTop + height * double(up.numeric ? up.values.size() - 1 - row : row);
    }
    double bottom() const { return kTop + height * double(up.values.size()); }

    const SweepAxis& up;
    const SweepAxis& across;
    double width, height;
    std::vector<const SweepPoint*> points;
};

// Lines where points that pass meet points that do not.
std::string border(const Cells& cells) {
    std::string path;
    for (std::size_t row = 0; row < cells.up.values.size(); ++row) {
        for (std::size_t column = 0; column < cells.across.values.size(); ++column) {
            const bool here = passes(cells.at(row, column));
            const double x = cells.x(column + 1);
            if (column + 1 < cells.across.values.size() &&
                passes(cells.at(row, column + 1)) != here) {
                path += fmt::format("M{:.2f} {:.2f}v{:.2f}", x, cells.y(row), cells.height);
            }
            if (row + 1 < cells.up.values.size() && passes(cells.at(row + 1, column)) != here) {
                const double y = std::max(cells.y(row), cells.y(row + 1));
                path += fmt::format("M{:.2f} {:.2f}h{:.2f}", cells.x(column), y, cells.width);
            }
        }
    }
    return path.empty() ? "" : "<path class=\"border\" d=\"" + path + "\"/>\n";
}

std::string plot_grid(const SweepResult& result, const std::string& metric) {
    const Cells cells(result, metric);
    const SweepAxis& across = cells.across;
    const SweepAxis& up = cells.up;
    const Scale scale = value_scale(result, metric);
    const double height = cells.bottom() - kTop;
    std::string svg = fmt::format(
        "<svg viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{} over {} and {}\">\n", kWidth,
        kTop + height + kBottom, metric, html_escape(up.key), html_escape(across.key));
    for (std::size_t row = 0; row < up.values.size(); ++row) {
        for (std::size_t column = 0; column < across.values.size(); ++column) {
            const SweepPoint* const point = cells.at(row, column);
            if (point == nullptr) continue;
            const double value = point->run.metrics.at(metric);
            const double share = scale.high > scale.low
                                     ? (shown(metric, value) - scale.low) / (scale.high - scale.low)
                                     : 0.5;
            svg += fmt::format(
                "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" "
                "class=\"cell\" style=\"fill:{}\"><title>{}</title></rect>\n",
                cells.x(column), cells.y(row), cells.width, cells.height, colour(share),
                tip_of(result, *point, metric, value));
        }
    }
    svg += border(cells);
    const std::size_t every_row = (up.values.size() + 11) / 12;
    for (std::size_t i = 0; i < up.values.size(); i += every_row) {
        svg += svg_text(kLeft - 6.0, cells.y(i) + 0.5 * cells.height + 4.0,
                        tick_text(up, up.values[i]), "tick", "end");
    }
    const std::size_t every_column = (across.values.size() + 9) / 10;
    for (std::size_t i = 0; i < across.values.size(); i += every_column) {
        svg += svg_text(cells.x(i) + 0.5 * cells.width, cells.bottom() + 18.0,
                        tick_text(across, across.values[i]), "tick", "middle");
    }
    svg += svg_text(0.5 * (kLeft + kWidth - kRight - 80.0), cells.bottom() + 38.0,
                    across.key + " across, " + up.key + (up.numeric ? " up" : " down"), "label",
                    "middle");
    constexpr int kSteps = 20;
    for (int i = 0; i < kSteps; ++i) {
        svg += fmt::format(
            "<rect x=\"{:g}\" y=\"{:.1f}\" width=\"14\" height=\"{:.1f}\" "
            "style=\"fill:{}\"/>\n",
            kWidth - 88.0, kTop + height * (1.0 - (i + 1.0) / kSteps), height / kSteps + 0.5,
            colour((i + 0.5) / kSteps));
    }
    svg += svg_text(kWidth - 68.0, kTop + 10.0, fmt::format("{:.4g}", scale.high), "tick", "start");
    svg += svg_text(kWidth - 68.0, kTop + height,
                    (is_log10(metric) && scale.low == kShownLog10 ? "up to " : "") +
                        fmt::format("{:.4g}", scale.low),
                    "tick", "start");
    return svg + "</svg>\n";
}

}  // namespace

std::string sweep_plot(const SweepResult& result, const std::string& metric) {
    return result.axes.size() == 1 ? plot_line(result, metric) : plot_grid(result, metric);
}

}  // namespace oio
