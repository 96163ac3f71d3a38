// SPDX-License-Identifier: Apache-2.0
//
// What functional coverage looks at: samples of a kind, each with named values, and the catalogue
// of both. A run takes the samples; the plan (coverage_plan.hpp) sorts them into bins.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace oio {

using CoverageValue = std::variant<double, std::string>;
/// As text: numbers in their shortest form.
std::string to_text(const CoverageValue& value);

struct CoverageSample {
    std::string kind;
    std::map<std::string, CoverageValue> values;
};

/// Observables without a dot are listed here. Those with one are keys of the scenario, as used
/// (channel.skew_range_ui), and go with every kind.
struct CoverageObservable {
    const char* name;
    const char* meaning;
};
struct CoverageKind {
    const char* name;
    const char* taken;  ///< When and how often.
    std::vector<CoverageObservable> observables;
};
const std::vector<CoverageKind>& coverage_kinds();

}  // namespace oio
