// SPDX-License-Identifier: Apache-2.0
//
// The first thing in a run that was not as it should be, and the stage where: what failures are
// sorted by.
#pragma once

#include <string>

namespace oio {

struct Divergence {
    std::string stage;   ///< One of the stage words: ucie, aggregation, serdes, phy, channel.
    std::string item;    ///< What diverged, without numbers: equal for equal causes.
    std::string detail;  ///< The same with its numbers.
    double time_us = 0.0;
};

}  // namespace oio
