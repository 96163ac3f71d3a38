// SPDX-License-Identifier: Apache-2.0
#include "cosim/commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <systemc>

#include "cosim/bench.hpp"
#include "cosim/build_info.hpp"
#include "cosim/checks.hpp"
#include "cosim/closed_eye.hpp"
#include "cosim/config_description.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/coverage/coverage_file.hpp"
#include "cosim/explain/explanation.hpp"
#include "cosim/light_report.hpp"
#include "cosim/process.hpp"
#include "cosim/report.hpp"
#include "cosim/rewind/brancher.hpp"
#include "cosim/rewind/capsule.hpp"
#include "cosim/rewind/rewinder.hpp"
#include "cosim/run_log.hpp"
#include "cosim/simulator.hpp"
#include "cosim/summary.hpp"
#include "cosim/terminal_progress.hpp"
#include "cosim/waves/viewer_files.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using WallClock = std::chrono::steady_clock;

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string git_hash() {
    const ProcessResult git = run_process({"git", "describe", "--always", "--dirty", "--abbrev=12"},
                                          build_info::kSourceDir);
    return git.exit_code == 0 ? git.output.substr(0, git.output.find('\n')) : "not a git checkout";
}

// The folder for results: created if needed, and taken away again if the run never starts.
class OutFolder {
public:
    explicit OutFolder(const fs::path& path) : path_(fs::absolute(path)) {
        for (fs::path missing = path_; !missing.empty() && !fs::exists(missing);
             missing = missing.parent_path()) {
            created_.push_back(missing);
        }
        std::error_code error;
        fs::create_directories(path_, error);
        if (error)
            throw ConfigError("--out " + path.string() + ": cannot create: " + error.message());
        if (!fs::is_directory(path_) || access(path_.c_str(), W_OK | X_OK) != 0) {
            throw ConfigError("--out " + path.string() + ": this folder cannot be written");
        }
    }
    ~OutFolder() {
        std::error_code ignored;
        if (kept_) return;
        for (const fs::path& folder : created_) fs::remove(folder, ignored);  // Only if empty.
    }
    OutFolder(const OutFolder&) = delete;
    OutFolder& operator=(const OutFolder&) = delete;
    const fs::path& path() const { return path_; }
    void keep() { kept_ = true; }

private:
    fs::path path_;
    std::vector<fs::path> created_;  // Innermost first.
    bool kept_ = false;
};

std::string read_versions() {
    const ProcessResult verilator = run_process({build_info::kVerilator, "--version"}, "/");
    const std::string verilator_line = verilator.exit_code == 0
                                           ? verilator.output.substr(0, verilator.output.find('\n'))
                                           : "Verilator missing";
    return fmt::format("oio {} ({}, {})\n{}\nSystemC {}\ncompiler {}\n", build_info::kVersion,
                       git_hash(), build_info::kBuildType, verilator_line, SC_VERSION,
                       build_info::kCompiler);
}

void write_log_head(RunLog& log, const CommandLine& line, const SimConfig& config) {
    log.info("command: " + line.full_command);
    std::string rest = version_text();
    for (std::size_t end; (end = rest.find('\n')) != std::string::npos;
         rest = rest.substr(end + 1)) {
        log.info(rest.substr(0, end));
    }
    log.info(fmt::format("seed: {}", config.run.seed));
    log.info("scenario: " + config.file.string());
    for (const auto& [key, text] : describe_configuration(config)) log.info(key + ": " + text);
}

void write_log_tail(RunLog& log, const RunResult& result) {
    for (const RunEvent& event : result.events) {
        log.info(fmt::format("{:.6f} us {}: {}", event.time_us, event.where, event.what));
    }
    for (const RunFailure& failure : result.failures) {
        log.error(fmt::format("{}: {} (at {}{:.6f} us)", failure.check, failure.message,
                              failure.at_end ? "the end, " : "", failure.time_us));
    }
    if (result.status != RunStatus::Pass && result.first_divergence) {
        const Divergence& first = *result.first_divergence;
        log.error(fmt::format("first divergence: {}: {}: {} (at {:.6f} us)", first.stage,
                              first.item, first.detail, first.time_us));
    }
    if (!result.state_dump.empty()) log.error("state:\n" + result.state_dump);
    log.info(std::string("status: ") + to_string(result.status));
}

// Runs, and turns everything that ends a run early into a result; bad input stays an exception.
RunResult guarded_run(const SimConfig& config, const RunOptions& options, Progress& progress) {
    RunResult result;
    try {
        return run_simulation(config, options, progress);
    } catch (const ConfigError&) {
        throw;
    } catch (const std::invalid_argument& failure) {
        throw ConfigError(config.file.string() + ": " + failure.what());
    } catch (const RtlAssertion& failure) {
        result.status = RunStatus::RtlAssertion;
        result.fail("rtl_assertion", failure.what(), double(failure.time_fs()) / 1e9);
    } catch (const std::exception& failure) {
        result.status = RunStatus::InternalError;
        result.fail("internal_error", failure.what());
    }
    result.training_us = -1.0;
    return result;
}

void complete(RunResult& result, const SimConfig& config, WallClock::time_point start,
              const std::string& started, double rtl_build_s) {
    result.scenario = config.name;
    result.purpose = config.purpose;
    result.seed = config.run.seed;
    result.workload = config.workload.path;
    result.configuration = describe_configuration(config);
    result.draws = config.draws;
    if (result.status == RunStatus::Pass || result.status == RunStatus::Fail) {
        apply_checks(config, result);
        explain_closed_eye(config, result);
    }
    // Last: the first failure is the one of the simulation.
    if (!result.waves_defect.empty()) {
        result.fail("waves", result.waves_defect);
    }
    WallResult& wall = result.wall;
    wall.total_s = std::chrono::duration<double>(WallClock::now() - start).count();
    wall.rtl_build_s = rtl_build_s;
    wall.started = started;
    if (wall.simulate_s <= 0.0) wall.simulate_s = wall.total_s - wall.rtl_build_s;
    if (wall.lane_bits_per_s <= 0.0 && wall.simulate_s > 0.0) {
        wall.lane_bits_per_s = double(result.ber.bits) / wall.simulate_s;
    }
}

}  // namespace

int run_command(const CommandLine& line) {
    const WallClock::time_point start = WallClock::now();
    const std::string started = utc_now();
    const SimConfig config = load_sim_config(line.scenario, line.overrides);
    // Bad input must not wait for RTL to build.
    select_waves(line.waves, config.link.physical(), config.rewind.on());
    refuse_triggers_without_wave(config.rewind, line.overrides, line.waves.enabled);
    const fs::path out_dir = line.out_dir.empty() ? fs::path("out") / config.name : line.out_dir;
    refuse_results_in_capsule(out_dir);
    OutFolder out(out_dir);
    RunLog log(out.path() / "log.txt");
    write_log_head(log, line, config);

    TerminalProgress progress(line.quiet, &log);
    std::optional<Rewinder> rewinder;
    // A full dump shows what any replay could, and no two files can be open at once.
    if (config.rewind.on() && line.waves.enabled && line.command == Command::Run) {
        progress.warn("--waves full: no rewind, the whole run is in the waves");
    } else if (config.rewind.on() && !line.waves.enabled) {
        rewinder.emplace(config.rewind, config.link.physical(), out.path());
    }
    RunOptions options{out.path(), line.waves, !line.coverage.empty(), line.coverage == "rtl"};
    options.rewinder = rewinder ? &*rewinder : nullptr;
    std::optional<Brancher> brancher =
        make_brancher(line.what_if, config, line.scenario, line.overrides, out.path());
    options.brancher = brancher ? &*brancher : nullptr;
    options.trace_flits = line.command == Command::Explain;
    options.trace_error = line.explain.number;
    RunResult result = guarded_run(config, options, progress);
    complete(result, config, start, started, progress.rtl_build_s());
    if (brancher) brancher->finish(result, progress);  // Does not return in a branch.
    if (rewinder) rewinder->finish(result, progress);
    progress.phase("writing results");
    result.waves_command = waves_command(out.path());
    progress.clear_line();

    const std::string reproduce = reproduce_command(line, config.run.seed);
    write_log_tail(log, result);
    if (result.status != RunStatus::Pass) log.error("reproduce: " + reproduce);
    const std::string json = to_json(result);
    write_file_atomically(out.path() / "result.json", json);
    write_file_atomically(out.path() / "report.html",
                          report_html(result, light_report(config, result)));
    if (!line.coverage.empty()) {
        write_file_atomically(out.path() / "coverage.json", coverage_json(config, result));
    }
    if (options.trace_flits) write_chains(out.path(), result);
    write_capsule(out.path(), config, line.overrides, result, version_text());
    log.keep();
    out.keep();

    if (line.json) {
        std::cout << json;
    } else if (!line.quiet) {
        std::cout << summary_text(result, isatty(STDOUT_FILENO) != 0) << "  report      "
                  << (out.path() / "report.html").string() << "\n";
    }
    std::cout.flush();
    // What is explained has failed before, and said so.
    if (result.status != RunStatus::Pass && !options.trace_flits) {
        for (const RunFailure& failure : result.failures) {
            std::cerr << "oio: " << failure.check << ": " << failure.message << "\n";
        }
        if (!result.state_dump.empty()) std::cerr << result.state_dump << "\n";
        std::cerr << "oio: reproduce with: " << reproduce << "\n";
    }
    return exit_code(result.status);
}

int list_command() {
    const auto print = [](const char* title, const std::vector<CatalogueEntry>& entries) {
        std::size_t width = 0;
        for (const CatalogueEntry& entry : entries) width = std::max(width, entry.name.size());
        std::cout << title << "\n";
        for (const CatalogueEntry& entry : entries) {
            std::cout << fmt::format("  {:<{}}  {}\n", entry.name, width, entry.purpose);
        }
    };
    print("Scenarios (testbench/scenarios)", list_scenarios());
    std::cout << "\n";
    print("Ranges of random scenarios (testbench/random)", list_random());
    std::cout << "\n";
    print("Presets (testbench/presets), accepted where a scenario is and as link.preset",
          list_presets());
    return 0;
}

int bench_command(const CommandLine& line) {
    TerminalProgress progress(line.quiet, nullptr);
    const BenchResult bench = run_bench(progress);
    progress.clear_line();
    if (line.json) {
        nlohmann::ordered_json json = {{"rtl_lane_bits_per_s", bench.rtl_lane_bits_per_s},
                                       {"cosim_lane_bits_per_s", bench.cosim_lane_bits_per_s},
                                       {"cosim_over_rtl", bench.cosim_over_rtl},
                                       {"channel_over_rtl", bench.channel_over_rtl},
                                       {"physics_over_rtl", bench.physics_over_rtl},
                                       {"physics_errors", bench.physics_errors},
                                       {"ns_per_lane_bit", nlohmann::ordered_json::object()}};
        for (const auto& [lanes, ns] : bench.ns_per_lane_bit) {
            json["ns_per_lane_bit"][std::to_string(lanes)] = ns;
        }
        json["rewind_over_plain"] = bench.rewind_over_plain;
        std::cout << json.dump(2) << "\n";
        return 0;
    }
    std::cout << fmt::format("bare Verilated pair   {:.3g} lane bits per second\n",
                             bench.rtl_lane_bits_per_s)
              << fmt::format("full co-simulation    {:.3g} lane bits per second\n",
                             bench.cosim_lane_bits_per_s)
              << fmt::format("time, cosim over RTL  {:.2f}\n", bench.cosim_over_rtl)
              << fmt::format("  RTL and channel     {:.2f}\n", bench.channel_over_rtl)
              << fmt::format("  RTL and devices     {:.2f}   {} bit errors meanwhile\n",
                             bench.physics_over_rtl, bench.physics_errors);
    for (const auto& [lanes, ns] : bench.ns_per_lane_bit) {
        std::cout << fmt::format("{:>5} lanes           {:.3f} ns per lane bit\n", lanes, ns);
    }
    std::cout << fmt::format("time, rewind over run {:.2f}\n", bench.rewind_over_plain);
    return 0;
}

int rtl_build_command(const CommandLine& line) {
    TerminalProgress progress(line.quiet, nullptr);
    for (const std::string& preset : line.presets) {
        const SimConfig config = load_sim_config(preset, line.overrides);
        const fs::path library = RtlLibrary::build(config.rtl(line.waves.enabled), progress);
        progress.clear_line();
        if (!line.quiet) std::cout << fmt::format("{}: {}\n", preset, library.string());
    }
    return 0;
}

std::string version_text() {
    // Asked once: a regression forks its runs from one process that knows the answer.
    static const std::string text = read_versions();
    return text;
}

}  // namespace oio
