// SPDX-License-Identifier: Apache-2.0
//
// What each command of `oio` does. All return the exit code and may throw ConfigError.
#pragma once

#include <string>

#include "cosim/cli.hpp"

namespace oio {

int run_command(const CommandLine& line);
/// `oio replay`: runs a capsule again with waves around its failure. 0 = the same failure.
int replay_command(const CommandLine& line);
/// `oio explain`: runs a capsule again and follows a wrong bit. 0 = there is a chain, 1 = none.
int explain_command(const CommandLine& line);
int list_command();
int bench_command(const CommandLine& line);
int rtl_build_command(const CommandLine& line);

/// Versions of oio, its sources and the tools it stands on, one per line.
std::string version_text();

}  // namespace oio
