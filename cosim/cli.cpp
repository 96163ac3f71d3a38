// SPDX-License-Identifier: Apache-2.0
#include "cosim/cli.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "cosim/budget_command.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/coverage/coverage_command.hpp"
#include "cosim/eye/ber_agreement.hpp"
#include "cosim/eye/eye_command.hpp"
#include "cosim/random/generate_command.hpp"

namespace oio {

namespace {

constexpr int kBadInput = 2;

void add_wave_options(CLI::App& command, WaveOptions& waves) {
    command.add_option("--waves-format", waves.format, "fst (default) or vcd")
        ->check(CLI::IsMember({"fst", "vcd"}));
    command
        .add_option("--waves-lanes", waves.lanes,
                    "Lanes to show: 3,17,40-47; without --waves-scope the RTL is left out")
        ->type_name("LANES");
    command
        .add_option("--waves-scope", waves.scopes,
                    "Scopes to show: light,transactions,energy,chiplet_a.oio_chiplet.u_ucie")
        ->type_name("SCOPES");
    command.add_option("--waves-from", waves.from, "Simulated time of the first sample: 250us")
        ->type_name("TIME");
    command.add_option("--waves-to", waves.to, "Simulated time of the last sample")
        ->type_name("TIME");
}

// Of every option of every command: an empty value (`--out "$UNSET"`) is a mistake and not the
// default.
void refuse_empty_values(CLI::App& command) {
    const CLI::Validator not_empty(
        [](std::string& value) { return std::string(value.empty() ? "its value is empty" : ""); },
        "");
    for (CLI::Option* const option : command.get_options()) {
        // That one says what to write.
        if (option->get_name() != "--branch") option->check(not_empty);
    }
    for (CLI::App* const below : command.get_subcommands({})) refuse_empty_values(*below);
}

// A list of TOML strings, so that an expression is never read as something else.
std::string toml_list(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "'" : ", '") + item + "'";
    return "[" + text + "]";
}

}  // namespace

ConfigOverride parse_set(const std::string& text) {
    const std::string option = "--set " + text;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw ConfigError(option + ": write --set key=value, for example --set link.lanes=64");
    }
    return {option, text.substr(0, equals), text.substr(equals + 1)};
}

ParsedCommandLine parse_command_line(int argc, const char* const* argv) {
    CommandLine line;
    for (int i = 0; i < argc; ++i) line.full_command += (i == 0 ? "" : " ") + shell_word(argv[i]);

    CLI::App app{"oio: co-simulation of an optical I/O chiplet at RTL level", "oio"};
    app.require_subcommand(0, 1);
    bool version = false;
    app.add_flag("--version", version, "Print versions and exit");
    app.footer(
        "Exit codes: 0 passed, 1 a check failed, 2 bad input, 3 internal error, 4 no progress.");

    std::vector<std::string> sets;
    std::string seed;
    std::string workload;
    std::string rtl_list, rtl_top;
    std::string waves = "off";
    CLI::App* const run =
        app.add_subcommand("run", "Run a scenario and write result.json, report.html, log.txt");
    run->add_option("scenario", line.scenario,
                    "Scenario file, or the name of a scenario or preset (see `oio list`)")
        ->capture_default_str();
    run->add_option("--set", sets,
                    "Override a key of the scenario: --set link.lanes=64 (repeatable)")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    run->add_option("--seed", seed, "Same as --set run.seed=N")->type_name("N");
    run->add_option("--workload", workload, "Same as --set workload.path=PATH")->type_name("PATH");
    run->add_option("--out", line.out_dir, "Folder for the results (default out/<scenario>)")
        ->type_name("DIR");
    run->add_flag("--json", line.json,
                  "Print the result as JSON, and nothing else, on standard output");
    run->add_flag("--quiet", line.quiet, "No progress and no summary");
    run->add_option("--rtl", rtl_list, "Your own RTL: same as --set rtl.file_list=FILE")
        ->type_name("FILE");
    run->add_option("--top", rtl_top, "Top module of your RTL: same as --set rtl.top=NAME")
        ->type_name("NAME");
    run->add_flag("--cov{functional}", line.coverage,
                  "Write coverage.json; --cov=rtl: coverage.dat of lines and cover points too")
        ->check(CLI::IsMember({"functional", "rtl"}));
    run->add_option("--waves", waves,
                    "full: write waves.fst: RTL of both chiplets, light, transactions, energy")
        ->check(CLI::IsMember({"off", "full"}))
        ->capture_default_str();
    add_wave_options(*run, line.waves);

    CLI::Option_group* const rewind = run->add_option_group(
        "Rewind", "Snapshots to go back to: a wave of the time before a failure or a trigger");
    std::string rewind_count, rewind_interval, rewind_window;
    std::vector<std::string> rewind_at, rewind_when;
    rewind->add_option("--rewind", rewind_count, "off, on, or the number of snapshots kept")
        ->type_name("off|on|N");
    rewind->add_option("--rewind-interval-us", rewind_interval, "Same as rewind.interval_us")
        ->type_name("US");
    rewind->add_option("--rewind-window-us", rewind_window, "Same as rewind.window_us")
        ->type_name("US");
    rewind->add_option("--rewind-at", rewind_at, "Write a wave of the time before this one, in us")
        ->type_name("US")
        ->take_all()
        ->allow_extra_args(false);
    rewind
        ->add_option("--rewind-when", rewind_when,
                     "Write a wave when this becomes true: 'ber(lane 17) > 1e-6' (repeatable)")
        ->type_name("EXPRESSION")
        ->take_all()
        ->allow_extra_args(false);

    CLI::App* const replay = app.add_subcommand(
        "replay", "Run the capsule of a failed run again, with waves around the failure");
    replay->add_option("folder", line.replay_dir, "Folder of the run's results, or its capsule")
        ->required();
    replay->add_option("--out", line.out_dir, "Folder for the results (default out/<name>_replay)")
        ->type_name("DIR");
    replay->add_option("--window-us", line.replay_window_us, "Time shown before the failure, in us")
        ->check(CLI::Range(0.1, 1e6));
    replay
        ->add_option("--branch", line.what_if.branches,
                     "What if: go on with link.extra_loss_db=+3 or the like, beside the run as it "
                     "was (repeatable)")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    replay
        ->add_option("--at-us", line.what_if.at_us,
                     "Instant from which branches differ (default: the window before the failure)")
        ->check(CLI::Range(0.001, 1e9));

    CLI::App* const explain = add_explain_command(app, line.explain);

    CLI::App* const list = app.add_subcommand("list", "List scenarios and presets");
    CLI::App* const bench = app.add_subcommand("bench", "Measure the simulation speed");
    bench->add_flag("--json", line.json,
                    "Print the figures as JSON, and nothing else, on standard output");
    bench->add_flag("--quiet", line.quiet, "No progress");
    CLI::App* const rtl = app.add_subcommand("rtl", "RTL configurations");
    rtl->require_subcommand(1);
    CLI::App* const build =
        rtl->add_subcommand("build", "Build RTL configurations ahead of their first run");
    build->add_option("preset", line.presets, "Presets or scenarios")->required();
    build->add_option("--set", sets, "Override a key, as for `oio run`")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    build->add_option("--waves", waves, "full: with tracing")
        ->check(CLI::IsMember({"off", "full"}));
    build->add_flag("--quiet", line.quiet, "No progress");
    add_budget_command(app, line.action);
    add_generate_command(app, line.action);
    add_coverage_command(app, line.action);
    add_eye_command(app, line.action);
    add_ber_agreement_command(app, line.action);

    CLI::App* const regress = add_regress_command(app, line.regress);
    CLI::App* const sweep = add_sweep_command(app, line.sweep);

    refuse_empty_values(app);
    app.failure_message([](const CLI::App* command, const CLI::Error& failure) {
        return "oio: error: " + CLI::FailureMessage::simple(command, failure);
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& failure) {
        const int code = app.exit(failure, std::cout, std::cerr);
        return {std::nullopt, code == 0 ? 0 : kBadInput};
    }
    if (replay->parsed()) line.command = Command::Replay;
    if (explain->parsed()) line.command = Command::Explain;
    if (version) {
        line.command = Command::Version;
    } else if (list->parsed()) {
        line.command = Command::List;
    } else if (bench->parsed()) {
        line.command = Command::Bench;
    } else if (build->parsed()) {
        line.command = Command::RtlBuild;
    } else if (regress->parsed()) {
        line.command = Command::Regress;
        line.regress.full_command = line.full_command;
    } else if (sweep->parsed()) {
        line.command = Command::Sweep;
        line.sweep.full_command = line.full_command;
    } else if (!run->parsed() && !replay->parsed() && !explain->parsed() && !line.action) {
        std::cerr << app.help();
        return {std::nullopt, kBadInput};
    }
    line.waves.enabled = waves == "full";
    for (const std::string& text : sets) line.overrides.push_back(parse_set(text));
    if (run->count("--seed") > 0) line.overrides.push_back({"--seed " + seed, "run.seed", seed});
    // TOML's own quotes: a name is never read as a number or a list.
    if (!rtl_list.empty()) {
        line.overrides.push_back({"--rtl " + rtl_list, "rtl.file_list", "'" + rtl_list + "'"});
    }
    if (!rtl_top.empty()) {
        line.overrides.push_back({"--top " + rtl_top, "rtl.top", "'" + rtl_top + "'"});
    }
    if (run->count("--workload") > 0) {
        // TOML's own quotes, so that a path is never read as a number or a list.
        line.overrides.push_back({"--workload " + workload, "workload.path", "'" + workload + "'"});
    }
    const auto override_with = [&](const char* option, const char* key, const std::string& value) {
        if (run->count(option) > 0) {
            line.overrides.push_back({std::string(option) + " " + value, key, value});
        }
    };
    override_with("--rewind", "rewind.snapshots", rewind_count);
    override_with("--rewind-interval-us", "rewind.interval_us", rewind_interval);
    override_with("--rewind-window-us", "rewind.window_us", rewind_window);
    override_with("--rewind-at", "rewind.at_us", toml_list(rewind_at));
    override_with("--rewind-when", "rewind.when", toml_list(rewind_when));
    return {line, 0};
}

std::string shell_word(const std::string& word) {
    const char* const plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./+,:@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

std::string reproduce_command(const CommandLine& line, std::uint64_t seed) {
    std::string text = "oio run " + shell_word(line.scenario);
    for (const ConfigOverride& item : line.overrides) {
        if (item.key == "run.seed") continue;
        text += item.key == "workload.path" && item.option.rfind("--workload", 0) == 0
                    ? " --workload " + shell_word(item.value.substr(1, item.value.size() - 2))
                    : " --set " + shell_word(item.key + "=" + item.value);
    }
    text += " --seed " + std::to_string(seed);
    return text + wave_arguments(line.waves);
}

}  // namespace oio
