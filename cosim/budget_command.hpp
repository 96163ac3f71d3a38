// SPDX-License-Identifier: Apache-2.0
//
// `oio budget SCENARIO`: decibels from the wall plug to the decision.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace oio {

/// Adds the subcommand; when it is given, `action` runs it and returns the exit code: 0 if the link
/// can work, 1 if not.
void add_budget_command(CLI::App& app, std::function<int()>& action);

}  // namespace oio
