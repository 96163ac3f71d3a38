// SPDX-License-Identifier: Apache-2.0
//
// The command line of `oio sweep`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace oio {

struct SweepOptions {
    std::string scenario;
    std::vector<std::string> over;  ///< "key=from:to:steps", as typed.
    std::vector<std::string> sets;  ///< "key=value", for every point.
    std::uint64_t seed = 1;
    std::size_t jobs = 0;        ///< 0 = one per processor.
    std::string method = "run";  ///< run = co-simulation, eye = statistical eye.
    double target_ber = 1e-12;   ///< Of method eye.
    std::string lanes = "all";   ///< Of method eye: all or nominal.
    std::string plot;            ///< Metric of sweep.svg; empty = the first of the result.
    bool resume = false;         ///< Refuse to start anew.
    double timeout_s = 600.0;
    std::filesystem::path out_dir;  ///< Empty = out/sweep-<scenario>.
    bool quiet = false;
    bool json = false;
    std::string full_command;
};

/// Adds `oio sweep` to the program's command line.
CLI::App* add_sweep_command(CLI::App& app, SweepOptions& options);

}  // namespace oio
