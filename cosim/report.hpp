// SPDX-License-Identifier: Apache-2.0
//
// report.html: one self-contained page that works offline, in light and in dark.
#pragma once

#include <string>

#include "cosim/results.hpp"

namespace oio {

std::string report_html(const RunResult& result, const std::string& light = "");

}  // namespace oio
