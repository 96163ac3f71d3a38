// SPDX-License-Identifier: Apache-2.0
//
// junit.xml: one test suite per test of the list, one case per seed.
#pragma once

#include <string>

#include "cosim/regress/regress_report.hpp"

namespace oio {

/// Checks that did not hold are `failure`; crashes, hangs, limits and bad exits are `error`; runs
/// that are not recorded are `skipped`. The figures of a case are in the properties of its suite,
/// named "<seed>.<metric>", since the common schema has none at the case. Files of a failure are
/// attached by lines [[ATTACHMENT|path]], which Jenkins and GitLab know.
std::string junit_xml(const RegressReport& report);

}  // namespace oio
