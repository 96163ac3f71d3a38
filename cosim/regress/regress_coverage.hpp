// SPDX-License-Identifier: Apache-2.0
//
// Coverage of a session: what its runs collected, merged and shown.
#pragma once

#include "cosim/regress/regress_report.hpp"

namespace oio {

/// Merges the coverage of the report's runs into the folder `coverage` of the output folder
/// (coverage.json, coverage.dat, coverage.info, holes.txt, rank.txt) and adds a section to the
/// dashboard and a line to the summary. Throws ConfigError when the coverage does not merge.
void add_coverage(RegressReport& report);

}  // namespace oio
