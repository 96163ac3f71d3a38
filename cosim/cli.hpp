// SPDX-License-Identifier: Apache-2.0
//
// The command line of `oio`, parsed. What the commands do is in commands.hpp.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cosim/explain/explain_options.hpp"
#include "cosim/regress/regress_options.hpp"
#include "cosim/regress/sweep_options.hpp"
#include "cosim/rewind/branch_options.hpp"
#include "cosim/sim_config.hpp"
#include "cosim/waves/wave_selection.hpp"

namespace oio {

enum class Command { Run, Replay, Explain, List, Bench, RtlBuild, Regress, Sweep, Version };

struct CommandLine {
    Command command = Command::Run;
    std::string scenario = "default";
    std::vector<ConfigOverride> overrides;  ///< --set, --seed and --workload, in this order.
    std::filesystem::path out_dir;          ///< Empty = out/<scenario>.
    bool json = false;
    bool quiet = false;
    WaveOptions waves;
    std::string coverage;              ///< --cov: empty, functional or rtl (functional too).
    std::vector<std::string> presets;  ///< For `oio rtl build`.
    std::filesystem::path replay_dir;  ///< For `oio replay`.
    double replay_window_us = 0.0;     ///< 0 = as the run had it.
    BranchOptions what_if;             ///< For `oio replay --branch`.
    ExplainOptions explain;            ///< For `oio explain`.
    RegressOptions regress;            ///< For `oio regress`.
    SweepOptions sweep;                ///< For `oio sweep`.
    std::string full_command;          ///< As typed, quoted for a shell.
    std::function<int()> action;       ///< Set by a command in a file of its own: run instead.
};

/// A parsed command line, or the exit code when there is nothing more to do (help, bad usage; the
/// text has been printed).
struct ParsedCommandLine {
    std::optional<CommandLine> command_line;
    int exit_code = 0;
};
ParsedCommandLine parse_command_line(int argc, const char* const* argv);

/// What `--set key=value` overrides. Throws ConfigError where it is not of this form.
ConfigOverride parse_set(const std::string& text);

/// A word for a command line, quoted only where a shell would need it.
std::string shell_word(const std::string& word);

/// The command that repeats a run with the seed it used.
std::string reproduce_command(const CommandLine& line, std::uint64_t seed);

/// The override that "key=value" after --set stands for. Throws ConfigError.
ConfigOverride parse_set(const std::string& text);

}  // namespace oio
