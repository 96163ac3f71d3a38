// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/eye_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/report_style.hpp"
#include "cosim/svg_elements.hpp"

namespace oio {

namespace {

constexpr double kWidth = 860.0;
constexpr int kShades = 12;            // of the density
constexpr double kShownDecades = 3.5;  // below its peak
constexpr double kDeepest = -40.0;     // of the bathtubs

struct Frame {
    double left, top, right, bottom, x_low, x_high, y_low, y_high;
    double x(double v) const { return left + (v - x_low) / (x_high - x_low) * (right - left); }
    double y(double v) const { return bottom - (v - y_low) / (y_high - y_low) * (bottom - top); }
};

std::string axes(const Frame& f, double x_step, double y_step, const std::string& x_label,
                 const std::string& y_label) {
    std::string svg;
    for (double v = std::ceil(f.y_low / y_step - 1e-9) * y_step; v <= f.y_high + 1e-9;
         v += y_step) {
        svg += svg_line(f.left, f.y(v), f.right, f.y(v), "grid");
        svg += svg_text(f.left - 8, f.y(v) + 4,
                        fmt::format("{:g}", std::round(v * 1e6) / 1e6 + 0.0), "tick", "end");
    }
    for (double v = std::ceil(f.x_low / x_step - 1e-9) * x_step; v <= f.x_high + 1e-9;
         v += x_step) {
        svg += svg_line(f.x(v), f.bottom, f.x(v), f.bottom + 4, "axis");
        svg += svg_text(f.x(v), f.bottom + 17, fmt::format("{:g}", std::round(v * 1e6) / 1e6 + 0.0),
                        "tick", "middle");
    }
    svg += svg_line(f.left, f.bottom, f.right, f.bottom, "axis");
    svg += svg_text((f.left + f.right) / 2, f.bottom + 36, x_label, "label", "middle");
    return svg + svg_text(f.left - 44, f.top - 12, y_label, "label", "start");
}

std::string path_of(const Frame& f, const std::vector<std::pair<double, double>>& points,
                    const char* css, bool closed) {
    std::string d;
    for (const auto& [x, y] : points) {
        d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", f.x(x), f.y(y));
    }
    return fmt::format("<path class=\"{}\" d=\"{}{}\"/>\n", css, d, closed ? "Z" : "");
}

double phase_ui(int phase) {
    return static_cast<double>(phase) / PhaseGrid::kPhases;
}

// One unit interval of density: runs of equal shade in each phase's column.
std::string density_columns(const EyeAnalysis& eye, const Frame& f) {
    double peak = 0.0;
    for (const DensityColumn& column : eye.density) {
        peak = std::max(peak, *std::max_element(column.begin(), column.end()));
    }
    const auto shade = [peak](double density) -> int {
        if (density <= 0.0) return 0;
        const double below = std::log10(peak / density);
        return std::max(0, static_cast<int>(std::ceil(kShades * (1.0 - below / kShownDecades))));
    };
    // One path per shade: a rectangle each would make the picture five times as long.
    std::vector<std::string> paths(kShades + 1);
    const double width = f.x(1.0 / PhaseGrid::kPhases) - f.x(0.0) + 0.15;
    for (int phase = 0; phase < PhaseGrid::kPhases; ++phase) {
        const DensityColumn& column = eye.density[static_cast<std::size_t>(phase)];
        const double x = f.x(phase_ui(phase) - 0.5 / PhaseGrid::kPhases);
        for (std::size_t i = 0; i < column.size();) {
            std::size_t end = i + 1;
            while (end < column.size() && shade(column[end]) == shade(column[i])) ++end;
            const double low = eye.low_level + static_cast<double>(i) * eye.level_step;
            const double high = eye.low_level + static_cast<double>(end) * eye.level_step;
            paths[static_cast<std::size_t>(shade(column[i]))] +=
                fmt::format("M{:.1f} {:.1f}h{:.1f}v{:.1f}h-{:.1f}z", x, f.y(high), width,
                            f.y(low) - f.y(high) + 0.1, width);
            i = end;
        }
    }
    std::string svg;
    for (std::size_t s = 1; s < paths.size(); ++s) {
        if (paths[s].empty()) continue;
        svg += fmt::format("<path class=\"d{}\" d=\"{}\"/>\n", s, paths[s]);
    }
    return svg;
}

std::string contours(const EyeAnalysis& eye, const Frame& f) {
    std::string svg;
    for (const EyeContour& contour : eye.contours) {
        std::vector<std::pair<double, double>> outline;
        for (const ContourPoint& point : contour.points) {
            outline.emplace_back(phase_ui(point.phase), point.high);
        }
        for (auto point = contour.points.rbegin(); point != contour.points.rend(); ++point) {
            outline.emplace_back(phase_ui(point->phase), point->low);
        }
        const bool target = std::abs(contour.log10_ber - std::log10(eye.target_ber)) < 1e-9;
        svg += path_of(f, outline, target ? "contour target" : "contour", true);
        for (const ContourPoint& point : contour.points) {
            if (point.phase != eye.optimum.phase) continue;
            svg += svg_text(f.x(phase_ui(point.phase)), f.y(point.high) - 4,
                            power_of_ten_text(contour.log10_ber), "tick", "middle");
        }
    }
    return svg;
}

std::string bathtub(const EyeAnalysis& eye, const Frame& f,
                    const std::vector<std::pair<double, double>>& points, double best,
                    const std::string& x_label) {
    std::string svg =
        svg_open(kWidth, f.bottom + 46, "log10 of the bit error rate over " + x_label, true);
    const double y_step = f.y_high - f.y_low > 24.0 ? 6.0 : 3.0;
    svg += axes(f, f.x_high - f.x_low > 1.05 ? 0.2 : 0.1, y_step, x_label,
                "log10 of the bit error rate");
    std::vector<std::pair<double, double>> shown;
    for (const auto& [x, y] : points) shown.emplace_back(x, std::max(y, f.y_low));
    svg += path_of(f, shown, "curve", false);
    const double target = std::log10(eye.target_ber);
    if (target > f.y_low) {
        svg += svg_line(f.left, f.y(target), f.right, f.y(target), "mark");
        svg += svg_text(f.right - 4, f.y(target) - 5, power_of_ten_text(target), "tick", "end");
    }
    svg += svg_line(f.x(best), f.top, f.x(best), f.bottom, "mark");
    return svg + "</svg>\n";
}

double floor_of(const EyeAnalysis& eye) {
    const double deepest = std::min(eye.optimum.log10_ber, std::log10(eye.target_ber)) - 2.0;
    return std::max(kDeepest, 3.0 * std::floor(deepest / 3.0));
}

}  // namespace

const char* const kEyeStyle = R"(
svg .contour { fill: none; stroke: var(--ink); stroke-width: 1; opacity: .75; }
svg .target { stroke: var(--s2); stroke-width: 1.8; opacity: 1; }
svg .curve { fill: none; stroke: var(--s1); stroke-width: 1.8; }
.d1 { fill: var(--s1); fill-opacity: 0.04; } .d2 { fill: var(--s1); fill-opacity: 0.08; } .d3 { fill: var(--s1); fill-opacity: 0.13; }
.d4 { fill: var(--s1); fill-opacity: 0.18; } .d5 { fill: var(--s1); fill-opacity: 0.24; } .d6 { fill: var(--s1); fill-opacity: 0.31; }
.d7 { fill: var(--s1); fill-opacity: 0.39; } .d8 { fill: var(--s1); fill-opacity: 0.48; } .d9 { fill: var(--s1); fill-opacity: 0.58; }
.d10 { fill: var(--s1); fill-opacity: 0.69; } .d11 { fill: var(--s1); fill-opacity: 0.82; } .d12 { fill: var(--s1); fill-opacity: 0.97; }
)";

std::string eye_svg(const EyeAnalysis& eye) {
    const double high =
        eye.low_level + eye.level_step * static_cast<double>(eye.density.front().size());
    const Frame f{60, 30, kWidth - 20, 450, -0.5, 1.5, eye.low_level, high};
    std::string svg = svg_open(kWidth, 496, "eye diagram", true);
    svg += fmt::format(
        "<defs><clipPath id=\"eye-frame\"><rect x=\"{:g}\" y=\"{:g}\" width=\"{:g}\" "
        "height=\"{:g}\"/></clipPath></defs>\n",
        f.left, f.top, f.right - f.left, f.bottom - f.top);
    svg += axes(f, 0.25, 0.2, "unit intervals after phase 0", "level (1 = endless ones, 0 m)");
    svg += "<g clip-path=\"url(#eye-frame)\">\n<g id=\"one-ui\" shape-rendering=\"crispEdges\">\n" +
           density_columns(eye, f) + "</g>\n";
    const double ui = f.x(1.0) - f.x(0.0);
    for (const double shift : {-ui, ui}) {
        svg += fmt::format("<use href=\"#one-ui\" x=\"{:.2f}\"/>\n", shift);
    }
    svg += contours(eye, f) + "</g>\n";
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"s2\"/>\n",
                       f.x(phase_ui(eye.optimum.phase)), f.y(eye.optimum.threshold));
    return svg + "</svg>\n";
}

std::string standalone_svg(const std::string& svg) {
    const std::size_t body = svg.find('\n') + 1;
    return svg.substr(0, body) + "<style>" + kReportStyle + kEyeStyle +
           "</style>\n<rect width=\"100%\" height=\"100%\" style=\"fill:var(--card)\"/>\n" +
           svg.substr(body);
}

std::string phase_bathtub_svg(const EyeAnalysis& eye) {
    const Frame f{60, 30, kWidth - 20, 270, 0.0, 1.0, floor_of(eye), 0.0};
    std::vector<std::pair<double, double>> points;
    for (int phase = 0; phase < PhaseGrid::kPhases; ++phase) {
        points.emplace_back(phase_ui(phase), eye.phase_bathtub[static_cast<std::size_t>(phase)]);
    }
    return bathtub(eye, f, points, phase_ui(eye.optimum.phase),
                   "sampling phase, unit intervals, at the best threshold");
}

std::string threshold_bathtub_svg(const EyeAnalysis& eye) {
    const Frame f{
        60, 30, kWidth - 20, 270, eye.thresholds.front(), eye.thresholds.back(), floor_of(eye),
        0.0};
    std::vector<std::pair<double, double>> points;
    for (std::size_t i = 0; i < eye.thresholds.size(); ++i) {
        points.emplace_back(eye.thresholds[i], eye.threshold_bathtub[i]);
    }
    return bathtub(eye, f, points, eye.optimum.threshold, "threshold level, at the best phase");
}

}  // namespace oio
