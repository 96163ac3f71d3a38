// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_axes.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

constexpr std::size_t kMostPoints = 1000000;

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
    return parts;
}

bool is_number(const std::string& text, double& value) {
    char* end = nullptr;
    value = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' && std::isfinite(value);
}

}  // namespace

SweepAxis parse_sweep_axis(const std::string& text) {
    const std::string option = "--over " + text;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        throw ConfigError(option +
                          ": write --over key=from:to:steps, for example "
                          "--over link.length_m=5:50:10");
    }
    SweepAxis axis;
    axis.key = text.substr(0, equals);
    const std::string range = text.substr(equals + 1);
    const std::vector<std::string> parts = split(range, ':');
    double from = 0.0, to = 0.0, steps = 0.0;
    if (range.find(':') != std::string::npos && is_number(parts[0], from)) {
        axis.logarithmic = parts.size() == 4 && parts[3] == "log";
        const bool complete = parts.size() == 3 || axis.logarithmic;
        if (!complete || !is_number(parts[1], to) || !is_number(parts[2], steps)) {
            throw ConfigError(option + ": a range is from:to:steps or from:to:steps:log");
        }
        if (steps != std::floor(steps) || steps < 2 || steps > double(kMostPoints)) {
            throw ConfigError(fmt::format("{}: steps = {}: must be an integer in [2, {}]", option,
                                          parts[2], kMostPoints));
        }
        if (axis.logarithmic && !(from > 0.0 && to > 0.0)) {
            throw ConfigError(option + ": a logarithmic range has two positive ends");
        }
        const int last = static_cast<int>(steps) - 1;
        for (int i = 0; i <= last; ++i) {
            const double share = double(i) / last;
            const double value =
                axis.logarithmic ? from * std::pow(to / from, share) : from + (to - from) * share;
            axis.values.push_back(fmt::format("{:.10g}", value));
        }
        return axis;
    }
    for (const std::string& value : split(range, ',')) {
        double ignored = 0.0;
        axis.numeric = axis.numeric && is_number(value, ignored);
        axis.values.push_back(value);
    }
    return axis;
}

std::vector<std::vector<std::string>> sweep_grid(const std::vector<SweepAxis>& axes) {
    std::set<std::string> keys;
    std::size_t count = 1;
    for (const SweepAxis& axis : axes) {
        if (!keys.insert(axis.key).second) {
            throw ConfigError("--over " + axis.key + ": given twice");
        }
        count *= axis.values.size();
        if (count > kMostPoints) {
            throw ConfigError(fmt::format("--over: more than {} points", kMostPoints));
        }
    }
    std::vector<std::vector<std::string>> grid{{}};
    for (const SweepAxis& axis : axes) {
        std::vector<std::vector<std::string>> longer;
        for (const std::vector<std::string>& point : grid) {
            for (const std::string& value : axis.values) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        }
        grid = std::move(longer);
    }
    return grid;
}

}  // namespace oio
