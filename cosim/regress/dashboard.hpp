// SPDX-License-Identifier: Apache-2.0
//
// dashboard.html of a regression: one file without scripts and without anything from a network;
// its links lead to the files of the runs, relative to the output folder.
#pragma once

#include <string>

#include "cosim/regress/regress_report.hpp"

namespace oio {

std::string dashboard_html(const RegressReport& report);

}  // namespace oio
