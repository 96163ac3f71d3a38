// SPDX-License-Identifier: Apache-2.0
//
// `oio eye SCENARIO [--set ...] [--direction D] [--at start|end] [--lane N] [--ber 1e-12] [--json]
// [--out DIR]`: the statistical eye of a scenario's lanes, without running RTL.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cosim/eye/eye_analysis.hpp"
#include "cosim/sim_config.hpp"

namespace CLI {
class App;
}

namespace oio {

struct EyeOptions {
    std::string scenario = "default";
    std::vector<ConfigOverride> overrides;
    EyeRequest request;
    EyeView view;
    std::filesystem::path out;  ///< Empty = out/<scenario>.
    bool json = false;
    bool quiet = false;
};

/// Adds the command; when it is chosen, `action` becomes what it does.
void add_eye_command(CLI::App& app, std::function<int()>& action);

/// Writes eye.json, eye.html and eye.svg; returns the exit code. Throws ConfigError.
int eye_command(const EyeOptions& options);

}  // namespace oio
