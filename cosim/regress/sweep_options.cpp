// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_options.hpp"

#include <CLI/CLI.hpp>

namespace oio {

CLI::App* add_sweep_command(CLI::App& app, SweepOptions& options) {
    CLI::App* const sweep =
        app.add_subcommand("sweep", "Vary keys of a scenario; parallel and resumable");
    sweep->add_option("scenario", options.scenario, "Scenario file, or the name of one")
        ->required();
    sweep
        ->add_option("--over", options.over,
                     "key=from:to:steps (both ends included; :log at the end for equal ratios), or "
                     "key=a,b,c; several make a grid")
        ->type_name("KEY=VALUES")
        ->take_all()
        ->allow_extra_args(false)
        ->required();
    sweep->add_option("--set", options.sets, "Override a key at every point")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    sweep->add_option("--seed", options.seed, "Seed of every point")->capture_default_str();
    sweep->add_option("-j,--jobs", options.jobs, "Points at the same time (default: processors)")
        ->check(CLI::Range(1, 4096));
    sweep
        ->add_option("--method", options.method,
                     "How a point is evaluated: run = co-simulation, eye = statistical eye, no RTL")
        ->check(CLI::IsMember({"run", "eye"}))
        ->capture_default_str();
    sweep
        ->add_option("--ber", options.target_ber,
                     "Method eye: a point passes where its worst lane reaches this bit error rate")
        ->check(CLI::Range(1e-30, 0.1))
        ->capture_default_str();
    sweep
        ->add_option("--lanes", options.lanes,
                     "Method eye: all, or nominal = only a lane without spread, which is quicker")
        ->check(CLI::IsMember({"all", "nominal"}))
        ->capture_default_str();
    sweep->add_option("--plot", options.plot, "Figure shown in sweep.svg (default: the first)")
        ->type_name("NAME");
    sweep->add_flag("--resume", options.resume,
                    "Go on with the sweep in --out, or say that there is none; without it the same "
                    "command goes on too");
    sweep->add_option("--timeout", options.timeout_s, "Wall limit per point")
        ->type_name("SECONDS")
        ->check(CLI::PositiveNumber);
    sweep->add_option("--out", options.out_dir, "Folder of ledger and results")->type_name("DIR");
    sweep->add_flag("--quiet", options.quiet, "No progress and no summary");
    sweep->add_flag("--json", options.json, "Print the result as JSON, and nothing else");
    return sweep;
}

}  // namespace oio
