// SPDX-License-Identifier: Apache-2.0
//
// The section "Causes" of report.html: wrong bits by cause, and the first of them one by one.
#pragma once

#include <string>

#include "cosim/explain/error_causes.hpp"
#include "cosim/explain/error_chain.hpp"

namespace oio {

/// HTML of the section's body; empty without errors. With `chains` (of `oio explain`) what came of
/// the first ones.
std::string causes_html(const ErrorCauses& causes, const ChainReport& chains = {});

/// "sent 1 at 0.912, threshold 0.500, 1.2 sigma of noise": what the decision had to work with.
std::string levels_text(const InjectedError& error);

}  // namespace oio
