// SPDX-License-Identifier: Apache-2.0
//
// Pass rate over the sessions of a ledger, as inline SVG.
#pragma once

#include <string>
#include <vector>

#include "cosim/regress/ledger.hpp"

namespace oio {

/// One column per session, oldest left: passed, failed and open runs. At most the last 60.
std::string trend_plot(const std::vector<SessionInfo>& sessions);

}  // namespace oio
