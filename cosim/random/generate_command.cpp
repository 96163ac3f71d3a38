// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/generate_command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cosim/config_reader.hpp"
#include "cosim/random/scenario_generator.hpp"
#include "cosim/results.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

void add_generate_command(CLI::App& app, std::function<int()>& action) {
    struct Options {
        std::string ranges;
        std::uint64_t seed = 1;
        std::filesystem::path out;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("generate", "Draw a scenario from ranges (testbench/random)");
    command->add_option("ranges", options->ranges, "File of ranges, or its name")->required();
    command->add_option("--seed", options->seed, "Seed of every draw")->capture_default_str();
    command->add_option("--out", options->out, "Scenario file to write (default: standard output)")
        ->type_name("FILE");
    command->callback([options, &action] {
        action = [options] {
            return generate_command(options->ranges, options->seed, options->out);
        };
    });
}

int generate_command(const std::string& ranges, std::uint64_t seed,
                     const std::filesystem::path& out) {
    const SimConfig config = load_sim_config(
        ranges, {{"--seed " + std::to_string(seed), "run.seed", std::to_string(seed)}});
    if (config.draws.empty() && !declares_ranges(config.file)) {
        throw ConfigError(ranges + ": declares no ranges ([draw] or [[faults]])");
    }
    const DrawnScenario drawn = draw_scenario(read_ranges(config.file), seed);
    if (out.empty()) {
        std::cout << drawn.text;
    } else {
        write_file_atomically(out, drawn.text);
    }
    return 0;
}

}  // namespace oio
