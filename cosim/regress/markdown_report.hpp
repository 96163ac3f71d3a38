// SPDX-License-Identifier: Apache-2.0
//
// summary.md: what a pull request shows. Failures first, tables short.
#pragma once

#include <string>

#include "cosim/regress/regress_report.hpp"

namespace oio {

std::string regress_markdown(const RegressReport& report);

/// Runs and passes of a group: a test, a feature.
struct PassRate {
    std::string name;
    int runs = 0, recorded = 0, passed = 0;
};
/// By feature of the test plan, those without a test of this list last and with no runs.
std::vector<PassRate> pass_rate_by_feature(const RegressReport& report);
std::vector<PassRate> pass_rate_by_test(const RegressReport& report);

}  // namespace oio
