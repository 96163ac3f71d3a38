// SPDX-License-Identifier: Apache-2.0
//
// Plots as inline SVG: no scripts, colours from the page's style, tooltips by <title>.
#pragma once

#include <string>
#include <vector>

#include "cosim/svg_elements.hpp"

namespace oio {

struct BarItem {
    std::string label;
    double value = 0.0;
    std::string tip;
};

/// Horizontal bars with their values, in the order given.
std::string bar_plot(const std::vector<BarItem>& items, const std::string& unit);

struct ColumnItem {
    double low = 0.0;
    double high = 0.0;
    double value = 0.0;
};

/// A histogram: adjoining columns over a linear axis, with vertical marks ("p99").
struct PlotMark {
    double x = 0.0;
    std::string label;
};
std::string column_plot(const std::vector<ColumnItem>& items, const std::vector<PlotMark>& marks,
                        const std::string& x_label, const std::string& y_label);

struct PlotPoint {
    double x = 0.0;
    double y = 0.0;
    std::string tip;
};
struct PlotSeries {
    std::string name;
    std::string css;  ///< Class that colours it: "s1", "s2", "s3", or "ring".
    double radius = 2.0;
    std::vector<PlotPoint> points;
};
/// Points over a linear x and a log10 y axis (the y values are log10).
std::string decade_plot(const std::vector<PlotSeries>& series, double x_low, double x_high,
                        const std::string& x_label, const std::string& y_label);

struct TimelineItem {
    double time = 0.0;
    std::string lane;  ///< The row it stands in.
    std::string label;
    bool bad = false;
};
std::string timeline_plot(const std::vector<TimelineItem>& items, double end,
                          const std::string& x_label);

}  // namespace oio
