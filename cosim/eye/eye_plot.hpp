// SPDX-License-Identifier: Apache-2.0
//
// Pictures of an eye as inline SVG, in the style of svg_plot.hpp: colours come from the page.
#pragma once

#include <string>

#include "cosim/eye/eye_analysis.hpp"

namespace oio {

/// Density of the samples over two unit intervals, with contours and the best point.
std::string eye_svg(const EyeAnalysis& eye);

/// log10 of the bit error rate over the phase at the best threshold, and over the threshold at the
/// best phase; the target as a line across.
std::string phase_bathtub_svg(const EyeAnalysis& eye);
std::string threshold_bathtub_svg(const EyeAnalysis& eye);

/// A picture that brings its own colours, for a file of its own.
std::string standalone_svg(const std::string& svg);

/// Rules for these pictures, beyond kReportStyle.
extern const char* const kEyeStyle;

}  // namespace oio
