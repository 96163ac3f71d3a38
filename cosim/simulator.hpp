// SPDX-License-Identifier: Apache-2.0
//
// One run: builds the bench of a configuration, runs it, and returns what it measured.
#pragma once

#include <filesystem>

#include "cosim/progress.hpp"
#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"
#include "cosim/waves/wave_selection.hpp"

namespace oio {

class Brancher;
class Rewinder;

struct RunOptions {
    std::filesystem::path out_dir;  ///< Exists and is writable; waves go there.
    WaveOptions waves;              ///< `--waves full` and what else `--waves-*` says.
    bool coverage = false;          ///< Fill RunResult::samples.
    bool rtl_coverage = false;      ///< Write coverage.dat.
    bool trace_flits = false;       ///< Fill RunResult::chains; not together with waves.
    std::uint64_t trace_error = 0;  ///< The error of this number is among them.
    Brancher* brancher = nullptr;   ///< As the rewinder; not together with it.
    Rewinder* rewinder = nullptr;   ///< Outlives the run, for checks that are made after it.
};

/// Runs the configuration. At most once per process (SystemC elaborates once). Checks of the
/// scenario that fail are in the result; ConfigError is thrown for bad input that only the
/// workload's reader can see.
RunResult run_simulation(const SimConfig& config, const RunOptions& options, Progress& progress);

}  // namespace oio
