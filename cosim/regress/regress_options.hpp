// SPDX-License-Identifier: Apache-2.0
//
// The command line of `oio regress`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace oio {

struct MinimiseOptions {
    std::filesystem::path out_dir;  ///< Of the regression.
    std::string bucket;             ///< Glob; empty = the most frequent cause.
    int budget = 150;               ///< Runs at most.
    std::size_t jobs = 0;           ///< 0 = one per processor.
    bool quiet = false;
    bool json = false;
};

struct RegressOptions {
    std::string list = "smoke";
    std::size_t jobs = 0;  ///< 0 = one per processor.
    int reseed = 0;        ///< 0 = as the list says.
    std::uint64_t seed = 1;
    std::string items;
    double timeout_s = 0.0;  ///< 0 = as the list says.
    int max_failures = 0;    ///< 0 = no end.
    std::string waves = "fail";
    std::filesystem::path rtl_list;  ///< --rtl: the user's own RTL; empty = ours.
    std::string rtl_top;
    std::string coverage;  ///< --cov: empty, functional or rtl.
    bool resume = false;
    std::string executor = "local";
    std::size_t chunk_runs = 20;      ///< With Slurm: runs per array task.
    std::string partition;            ///< With Slurm: empty = the cluster's default.
    int memory_mb = 0;                ///< With Slurm, per task: 0 = by what runs took.
    std::vector<std::string> sbatch;  ///< With Slurm: further arguments of sbatch.
    bool dry_run = false;
    std::filesystem::path out_dir;  ///< Empty = out/regress-<list>.
    bool keep_all = false;
    bool quiet = false;
    bool json = false;
    std::string full_command;

    /// What the subcommands of `oio regress` add.
    enum class Action { Run, Chunk, Compare, Minimise, Cancel } action = Action::Run;
    std::filesystem::path chunk;      ///< File of orders, for `oio regress chunk`.
    std::filesystem::path base, now;  ///< For `oio regress compare`.
    bool all = false;                 ///< Also figures that did not change.
    MinimiseOptions minimise;
    std::filesystem::path cancelled;  ///< Output folder, for `oio regress cancel`.
};

/// Adds `oio regress` and its options to the program's command line; the values go to `options`
/// when the command is parsed.
CLI::App* add_regress_command(CLI::App& app, RegressOptions& options);

}  // namespace oio
