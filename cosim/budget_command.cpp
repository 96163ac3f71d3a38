// SPDX-License-Identifier: Apache-2.0
#include "cosim/budget_command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cosim/budget_report.hpp"
#include "cosim/cli.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/link_setup.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

namespace {

struct Options {
    std::string scenario = "default";
    std::vector<std::string> sets;
    std::string seed;
    double target_ber = 1e-12;
    bool json = false;
};

int run_budget(const Options& options) {
    std::vector<ConfigOverride> overrides;
    for (const std::string& text : options.sets) overrides.push_back(parse_set(text));
    if (!options.seed.empty()) {
        overrides.push_back({"--seed " + options.seed, "run.seed", options.seed});
    }
    const SimConfig config = load_sim_config(options.scenario, overrides);
    const auto [first, second] = config.topology.rtl_links.front();
    try {
        const LinkModel model(link_model_config(config, first, second, 0));
        const BudgetReport report = make_budget(model, options.target_ber);
        std::cout << (options.json ? budget_json(config, report) : budget_text(config, report))
                  << std::flush;
        return report.closed.empty() ? 0 : 1;
    } catch (const std::logic_error& refused) {  // std::invalid_argument, std::domain_error
        throw ConfigError(config.file.string() + ": " + refused.what());
    }
}

}  // namespace

void add_budget_command(CLI::App& app, std::function<int()>& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand(
        "budget", "Link budget in dB, wall plug to decision: worst, median and best lane; no RTL");
    command->add_option("scenario", options->scenario, "As for `oio run`")->capture_default_str();
    command->add_option("--set", options->sets, "Override a key, as for `oio run`")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--seed", options->seed, "Same as --set run.seed=N")->type_name("N");
    command
        ->add_option("--ber", options->target_ber, "Bit error rate that the margin is counted to")
        ->check(CLI::Range(1e-30, 0.1))
        ->capture_default_str();
    command->add_flag("--json", options->json,
                      "Print the result as JSON, and nothing else, on standard output");
    command->callback([options, &action] { action = [options] { return run_budget(*options); }; });
}

}  // namespace oio
