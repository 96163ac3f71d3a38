// SPDX-License-Identifier: Apache-2.0
//
// The elements that all plots are made of, as text. Coordinates are those of the view box.
#pragma once

#include <string>

namespace oio {

/// `&`, `<`, `>` and quotes made safe for HTML.
std::string html_escape(const std::string& text);

/// The opening tag of a plot; `standalone` for one that also becomes a file of its own.
std::string svg_open(double width, double height, const std::string& title,
                     bool standalone = false);

/// `css` is a class of the page's style; `anchor` is `start`, `middle` or `end`.
std::string svg_text(double x, double y, const std::string& text, const char* css,
                     const char* anchor = "start");

std::string svg_line(double x1, double y1, double x2, double y2, const char* css);

}  // namespace oio
