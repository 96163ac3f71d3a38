// SPDX-License-Identifier: Apache-2.0
#include "cosim/svg_elements.hpp"

#include <fmt/format.h>

namespace oio {

std::string html_escape(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string svg_open(double width, double height, const std::string& title, bool standalone) {
    return fmt::format("<svg{} viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\">\n",
                       standalone ? " xmlns=\"http://www.w3.org/2000/svg\"" : "", width, height,
                       html_escape(title));
}

std::string svg_text(double x, double y, const std::string& text, const char* css,
                     const char* anchor) {
    return fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y, css,
        anchor, html_escape(text));
}

std::string svg_line(double x1, double y1, double x2, double y2, const char* css) {
    return fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1,
        x2, y2, css);
}

}  // namespace oio
