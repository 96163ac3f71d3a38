// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/eye_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cosim/cli.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/eye/eye_plot.hpp"
#include "cosim/eye/eye_report.hpp"
#include "cosim/eye/lane_responses.hpp"
#include "cosim/results.hpp"

namespace oio {

namespace fs = std::filesystem;

void add_eye_command(CLI::App& app, std::function<int()>& action) {
    struct Typed {
        EyeOptions options;
        std::vector<std::string> sets;
        std::string seed, direction = "a_to_b", at = "start";
        int lane = 0;
    };
    const auto typed = std::make_shared<Typed>();
    EyeOptions& options = typed->options;
    CLI::App* const command =
        app.add_subcommand("eye", "Statistical eye: bit error rates, contours, bathtubs; no RTL");
    command->add_option("scenario", options.scenario, "As for `oio run`")->capture_default_str();
    command->add_option("--set", typed->sets, "Override a key, as for `oio run`")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--seed", typed->seed, "Same as --set run.seed=N")->type_name("N");
    command->add_option("--lane", typed->lane,
                        "Physical lane whose eye is shown (default: the worst)");
    command->add_option("--direction", typed->direction, "Whose lanes: a_to_b or b_to_a")
        ->check(CLI::IsMember({"a_to_b", "b_to_a"}))
        ->capture_default_str();
    command->add_option("--at", typed->at, "Temperature: of the start or the end of the profile")
        ->check(CLI::IsMember({"start", "end"}))
        ->capture_default_str();
    command
        ->add_option("--ber", options.request.ber,
                     "Bit error rate at which the opening is measured")
        ->check(CLI::Range(1e-300, 0.4))
        ->capture_default_str();
    command->add_option("--out", options.out, "Folder for eye.json, eye.html and eye.svg")
        ->type_name("DIR");
    command->add_flag("--json", options.json,
                      "Print the result as JSON, and nothing else, on standard output");
    command->add_flag("--quiet", options.quiet, "No summary");
    command->callback([typed, command, &action] {
        if (command->count("--lane") > 0) typed->options.request.lane = typed->lane;
        action = [typed] {
            EyeOptions chosen = typed->options;
            chosen.view = {typed->direction == "a_to_b" ? 0 : 1, typed->at == "end"};
            for (const std::string& text : typed->sets) {
                chosen.overrides.push_back(parse_set(text));
            }
            if (!typed->seed.empty()) {
                chosen.overrides.push_back({"--seed " + typed->seed, "run.seed", typed->seed});
            }
            return eye_command(chosen);
        };
    });
}

int eye_command(const EyeOptions& options) {
    const SimConfig config = load_sim_config(options.scenario, options.overrides);
    EyeAnalysis eye = analyse_eye(lane_responses(config, options.view), options.request);
    eye.view = options.view;
    eye.conditions = eye_conditions(config);
    const std::string json = eye_json(config, eye);
    // With --json the files are written only where they were asked for.
    if (!options.json || !options.out.empty()) {
        const fs::path folder = options.out.empty() ? fs::path("out") / config.name : options.out;
        std::error_code error;
        fs::create_directories(folder, error);
        if (error) {
            throw ConfigError("--out " + folder.string() + ": cannot create: " + error.message());
        }
        write_file_atomically(folder / "eye.json", json);
        write_file_atomically(folder / "eye.html", eye_html(config, eye));
        write_file_atomically(folder / "eye.svg", standalone_svg(eye_svg(eye)));
        if (!options.json && !options.quiet) {
            std::cout << eye_summary(config, eye)
                      << fmt::format("  pictures      {}\n", (folder / "eye.html").string());
        }
    }
    if (options.json) std::cout << json;
    std::cout.flush();
    return 0;
}

}  // namespace oio
