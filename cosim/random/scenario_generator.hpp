// SPDX-License-Identifier: Apache-2.0
//
// Draws a scenario from declared ranges: a pure function of the ranges and the seed.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cosim/random/random_ranges.hpp"

namespace oio {

struct DrawnScenario {
    std::string text;  ///< A scenario file, run.seed included.
    /// Every value that was drawn, as JSON text, in the order of the scenario; a key that was left
    /// out is not in it. Faults are "fault[0].at_us".
    std::vector<std::pair<std::string, std::string>> draws;
    int attempts = 1;  ///< Draws of the whole scenario until all constraints held.
};

/// Every key has a random stream of its own, so that a new key in the ranges leaves the values of
/// the others alone. Draws that break a constraint are thrown away whole, which leaves the allowed
/// scenarios equally likely. Throws ConfigError when no draw of many satisfies the constraints.
DrawnScenario draw_scenario(const RandomRanges& ranges, std::uint64_t seed);

}  // namespace oio
