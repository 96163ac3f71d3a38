// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/explain_options.hpp"

#include <CLI/CLI.hpp>

namespace oio {

CLI::App* add_explain_command(CLI::App& app, ExplainOptions& options) {
    CLI::App* const command = app.add_subcommand(
        "explain", "From a wrong bit to its cause, its flit, the check and the replay");
    command->add_option("folder", options.folder, "Folder of the run's results, or its capsule")
        ->required();
    CLI::Option* const number =
        command->add_option("--error", options.number, "Number of the error in the run, from 1")
            ->check(CLI::PositiveNumber);
    command->add_option("--lane", options.lane, "The first error of a lane: 17, a:17 or b:17")
        ->excludes(number)
        ->check([](const std::string& lane) {
            const std::size_t digits = lane.rfind("a:", 0) == 0 || lane.rfind("b:", 0) == 0 ? 2 : 0;
            const bool good = lane.size() > digits &&
                              lane.find_first_not_of("0123456789", digits) == std::string::npos;
            return good ? std::string() : lane + " is no lane: write 17, a:17 or b:17";
        });
    command->add_option("--out", options.out, "Folder for what is found (default DIR/explain)")
        ->type_name("DIR");
    command->add_flag("--json", options.json,
                      "Print the chain as JSON, and nothing else, on standard output");
    return command;
}

}  // namespace oio
