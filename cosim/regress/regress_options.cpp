// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/regress_options.hpp"

#include <CLI/CLI.hpp>

namespace oio {

CLI::App* add_regress_command(CLI::App& app, RegressOptions& options) {
    CLI::App* const regress =
        app.add_subcommand("regress", "Run a test list with many seeds; resumable, with reports");
    regress->add_option("list", options.list, "Test list: a file, or the name of a shipped one")
        ->capture_default_str();
    regress
        ->add_option("-j,--jobs", options.jobs,
                     "Runs at the same time (default: processors); with Slurm: tasks")
        ->check(CLI::Range(1, 4096));
    regress->add_option("--reseed", options.reseed, "Seeds per test (default: as the list says)")
        ->check(CLI::Range(1, 1000000));
    regress->add_option("--seed", options.seed, "Seed of the run, from which all seeds follow")
        ->capture_default_str();
    regress->add_option("--items", options.items, "Only tests whose name or tag matches (a*,b?)")
        ->type_name("GLOB");
    regress->add_option("--timeout", options.timeout_s, "Wall limit per run")
        ->type_name("SECONDS")
        ->check(CLI::PositiveNumber);
    regress->add_option("--max-failures", options.max_failures, "Start no more runs after so many")
        ->check(CLI::PositiveNumber);
    regress->add_option("--waves", options.waves, "fail: rerun each new kind of failure with waves")
        ->check(CLI::IsMember({"fail", "off"}))
        ->capture_default_str();
    regress->add_option("--rtl", options.rtl_list, "Your own RTL: a list of files")
        ->type_name("FILE");
    regress->add_option("--top", options.rtl_top, "Top module of your RTL")->type_name("NAME");
    regress
        ->add_flag("--cov{functional}", options.coverage,
                   "Collect and merge coverage; --cov=rtl: of the RTL's lines too")
        ->check(CLI::IsMember({"functional", "rtl"}));
    regress->add_flag("--resume", options.resume, "Go on with the last session of this list");
    regress->add_option("--executor", options.executor, "Where the runs execute")
        ->check(CLI::IsMember({"local", "slurm"}))
        ->capture_default_str();
    const std::vector<CLI::Option*> for_slurm = {
        regress->add_option("--chunk", options.chunk_runs, "With Slurm: runs per array task")
            ->check(CLI::Range(1, 10000))
            ->capture_default_str(),
        regress->add_option("--partition", options.partition, "With Slurm: where to run")
            ->type_name("NAME"),
        regress
            ->add_option("--mem", options.memory_mb,
                         "With Slurm: memory of a task (default: 1.3 times what runs took)")
            ->type_name("MB")
            ->check(CLI::PositiveNumber),
        regress->add_option("--sbatch", options.sbatch, "With Slurm: a further argument of sbatch")
            ->type_name("ARG")
            ->allow_extra_args(false)};
    regress->callback([&options, for_slurm] {
        for (const CLI::Option* const option : for_slurm) {
            if (option->count() == 0 || options.executor == "slurm") continue;
            throw CLI::ValidationError(
                option->get_name(), "has no meaning with --executor local; add --executor slurm");
        }
    });
    regress->add_flag("--dry-run", options.dry_run, "Print what would run, and end");
    regress->add_option("--out", options.out_dir, "Folder of ledger and results")->type_name("DIR");
    regress->add_flag("--keep-all", options.keep_all,
                      "Keep report.html and log.txt of runs that pass, too");
    regress->add_flag("--quiet", options.quiet, "No progress and no summary");
    regress->add_flag("--json", options.json, "Print the result as JSON, and nothing else");

    CLI::App* const compare = regress->add_subcommand(
        "compare", "Differences of two runs, with the noise of each figure");
    compare->add_option("base", options.base, "Output folder or regress.json")->required();
    compare->add_option("new", options.now, "Output folder or regress.json")->required();
    compare->add_flag("--all", options.all, "Show figures without a change, too");
    compare->add_flag("--json", options.json, "Print the comparison as JSON, and nothing else");
    compare->callback([&options] { options.action = RegressOptions::Action::Compare; });

    MinimiseOptions& shrink = options.minimise;
    CLI::App* const minimise = regress->add_subcommand(
        "minimise", "Shrink the scenario of a failure while its cause stays the same");
    minimise->add_option("out", shrink.out_dir, "Output folder of the regression")->required();
    minimise->add_option("--bucket", shrink.bucket, "Cause (default: the most frequent one)")
        ->type_name("GLOB");
    minimise->add_option("--budget", shrink.budget, "Runs at most")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    minimise->add_option("-j,--jobs", shrink.jobs, "Runs at the same time")
        ->check(CLI::Range(1, 4096));
    minimise->add_flag("--quiet", shrink.quiet, "No progress and no summary");
    minimise->add_flag("--json", shrink.json, "Print the result as JSON, and nothing else");
    minimise->callback([&options] { options.action = RegressOptions::Action::Minimise; });

    CLI::App* const cancel = regress->add_subcommand(
        "cancel", "Take off the cluster what a killed runner has left there");
    cancel->add_option("out", options.cancelled, "Output folder of the regression")->required();
    cancel->callback([&options] { options.action = RegressOptions::Action::Cancel; });

    CLI::App* const chunk = regress->add_subcommand("chunk", "Used by executors");
    chunk->group("");  // Not in the help: people have no use for it.
    chunk->add_option("file", options.chunk)->required();
    chunk->callback([&options] { options.action = RegressOptions::Action::Chunk; });
    return regress;
}

}  // namespace oio
