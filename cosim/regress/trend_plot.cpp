// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/trend_plot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oio {

namespace {

constexpr std::size_t kMostColumns = 60;
constexpr double kWidth = 860.0;
constexpr double kLeft = 60.0;
constexpr double kTop = 12.0;
constexpr double kHeight = 130.0;
constexpr double kWidestColumn = 40.0;

}  // namespace

std::string trend_plot(const std::vector<SessionInfo>& sessions) {
    const std::size_t first = sessions.size() > kMostColumns ? sessions.size() - kMostColumns : 0;
    const std::size_t count = sessions.size() - first;
    if (count == 0) return "";
    std::int64_t most = 1;
    for (std::size_t i = first; i < sessions.size(); ++i) {
        most = std::max(most, sessions[i].planned);
    }
    const double step = std::min(kWidestColumn, (kWidth - kLeft - 10.0) / double(count));
    std::string svg = fmt::format(
        "<svg viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"runs per session\">\n", kWidth,
        kTop + kHeight + 24.0);
    const auto y_of = [&](std::int64_t runs) {
        return kTop + kHeight * (1.0 - double(runs) / double(most));
    };
    for (const std::int64_t mark : {std::int64_t{0}, most}) {
        svg += fmt::format(
            "<line x1=\"{0:g}\" x2=\"{1:g}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" class=\"grid\"/>"
            "<text x=\"{3:g}\" y=\"{4:.1f}\" class=\"tick\" text-anchor=\"end\">{5}</text>\n",
            kLeft, kWidth - 10.0, y_of(mark), kLeft - 6.0, y_of(mark) + 4.0, mark);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const SessionInfo& session = sessions[first + i];
        const double x = kLeft + step * double(i) + step * 0.15;
        std::int64_t below = 0;
        const auto part = [&](std::int64_t runs, const char* fill) {
            if (runs <= 0) return;
            svg += fmt::format(
                "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                "style=\"fill:var({})\"><title>session {}: {} planned, {} recorded, {} "
                "passed</title></rect>\n",
                x, y_of(below + runs), step * 0.7, y_of(below) - y_of(below + runs), fill,
                session.id, session.planned, session.recorded, session.passed);
            below += runs;
        };
        part(session.passed, "--good");
        part(session.recorded - session.passed, "--bad");
        part(session.planned - session.recorded, "--grid");
    }
    svg += fmt::format(
        "<text x=\"{:g}\" y=\"{:g}\" class=\"label\">runs per session, oldest left: passed, "
        "failed, open</text>\n</svg>\n",
        kLeft, kTop + kHeight + 18.0);
    return svg;
}

}  // namespace oio
