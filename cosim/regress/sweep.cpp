// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <iostream>
#include <set>
#include <thread>

#include "cosim/config_reader.hpp"
#include "cosim/regress/local_executor.hpp"
#include "cosim/regress/regression.hpp"
#include "cosim/regress/sqlite.hpp"
#include "cosim/regress/sweep_eye.hpp"
#include "cosim/regress/sweep_points.hpp"
#include "cosim/terminal_progress.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr int kInterrupted = 130;
constexpr const char* kLedger = "ledger.sqlite";

struct SweepPlan {
    std::deque<TestSpec> tests;  // One per point: their settings differ. PlannedRun points here.
    std::vector<PlannedRun> runs;
};

ConfigOverride setting(const std::string& option, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw ConfigError(option + text + ": write " + option + "key=value");
    }
    return {option + text, text.substr(0, equals), text.substr(equals + 1)};
}

// Part of a point's identity: another target is another point.
std::string test_name(const SweepOptions& options) {
    if (options.method == "run") return options.method;
    return fmt::format("{}.{}.{:g}", options.method, options.lanes, options.target_ber);
}

std::string reproduce_text(const SweepOptions& options, const PlannedRun& run) {
    CommandLine line = command_line_of(run, "");
    if (options.method == "run") return line.full_command;
    // What only concerns a run would be noise here.
    line.overrides.erase(
        std::remove_if(line.overrides.begin(), line.overrides.end(),
                       [](const ConfigOverride& item) { return item.key == "run.wall_limit_s"; }),
        line.overrides.end());
    const std::string text = reproduce_command(line, run.identity.seed);
    return "oio budget" + text.substr(std::string("oio run").size());
}

SweepPlan plan_points(const SweepOptions& options, const std::vector<SweepAxis>& axes,
                      const std::vector<std::vector<std::string>>& grid, const std::string& tree) {
    SweepPlan plan;
    for (const std::vector<std::string>& values : grid) {
        TestSpec test;
        test.name = test_name(options);
        const bool is_file = fs::path(options.scenario).extension() == ".toml";
        test.scenario = is_file ? fs::absolute(options.scenario).string() : options.scenario;
        test.wall_limit_s = options.timeout_s;
        for (const std::string& text : options.sets)
            test.overrides.push_back(setting("--set ", text));
        for (std::size_t i = 0; i < axes.size(); ++i) {
            test.overrides.push_back(
                {"--over " + axes[i].key + "=" + values[i], axes[i].key, values[i]});
        }
        plan.tests.push_back(std::move(test));
        // The seed is the same at all points: what differs between them is the key alone.
        plan.runs.push_back(plan_run(plan.tests.back(), options.seed, tree));
    }
    return plan;
}

void build_rtl_of(const SweepPlan& plan, bool quiet) {
    TerminalProgress progress(quiet, nullptr);
    std::set<std::string> seen;
    for (const PlannedRun& run : plan.runs) {
        if (!seen.insert(run.identity.configuration).second) continue;
        const SimConfig config = load_sim_config(run.test->scenario, run.overrides);
        if (!config.topology.rtl_links.empty()) RtlLibrary::build(config.rtl(false), progress);
    }
}

std::string summary(const SweepResult& result, const fs::path& out_dir) {
    std::string text = fmt::format("sweep  {}  seed {}\n\n", result.scenario, result.seed);
    for (const SweepAxis& axis : result.axes) {
        text += fmt::format("  over        {}: {} values, {} to {}\n", axis.key, axis.values.size(),
                            axis.values.front(), axis.values.back());
    }
    text += fmt::format("  points      {}, {} evaluated, {} of them pass\n", result.points.size(),
                        result.recorded(), result.passed());
    for (const std::string& column : result.columns()) {
        double low = 0.0, high = 0.0;
        bool any = false;
        for (const SweepPoint& point : result.points) {
            const auto found = point.run.metrics.find(column);
            if (found == point.run.metrics.end()) continue;
            low = any ? std::min(low, found->second) : found->second;
            high = any ? std::max(high, found->second) : found->second;
            any = true;
        }
        text += fmt::format("  {:<22} {:.5g} to {:.5g} {}\n", column, low, high,
                            find_metric(column)->unit);
    }
    text += fmt::format("  time        {}\n", duration_text(result.wall_s));
    return text + "  plots       " + (out_dir / "sweep.html").string() + "\n";
}

// Through the pool of processes or on threads.
StopReason evaluate(const SweepOptions& options, const RunFunction& run, const SweepPlan& plan,
                    Ledger& ledger, std::int64_t session, const fs::path& out_dir) {
    if (options.method == "run") build_rtl_of(plan, options.quiet);
    const auto planned = static_cast<std::int64_t>(plan.runs.size());
    const std::int64_t before = planned - ledger.open_runs(session);
    RegressProgress progress(options.quiet, planned, before);
    if (before > 0) {
        progress.note(fmt::format("{} of {} points are recorded already", before, planned));
    }
    const std::size_t jobs =
        options.jobs > 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
    if (options.method == "eye") {
        const EyeLanes lanes = options.lanes == "nominal" ? EyeLanes::Nominal : EyeLanes::All;
        const PointFunction point = [&](const PlannedRun& item) {
            return evaluate_eye(load_sim_config(item.test->scenario, item.overrides),
                                options.target_ber, lanes);
        };
        return evaluate_points(ledger, session, plan.runs, jobs, point, progress);
    }
    RegressOptions pool;
    pool.timeout_s = options.timeout_s;
    pool.waves = "off";
    LocalExecutor executor(jobs, run);
    Regression regression(ledger, executor, progress, plan.runs, session, pool, out_dir);
    return regression.execute();
}

// Before anything is written: what the plot shows must exist, and so must what is resumed.
void check_request(const SweepOptions& options, const fs::path& out_dir) {
    if (!options.plot.empty() && find_metric(options.plot) == nullptr) {
        const std::vector<std::string> names = metric_names();
        const std::string near = nearest_word(options.plot, {names.begin(), names.end()});
        throw ConfigError("--plot " + options.plot + ": no such figure" +
                          (near.empty() ? "" : "; did you mean " + near + "?"));
    }
    if (options.resume && !fs::exists(out_dir / kLedger)) {
        throw ConfigError("--resume: there is no sweep in " + out_dir.string());
    }
}

}  // namespace

int sweep_command(const SweepOptions& options, const RunFunction& run) {
    const auto start = std::chrono::steady_clock::now();
    SweepResult result;
    result.scenario = options.scenario;
    result.method = options.method;
    result.seed = options.seed;
    for (const std::string& text : options.over) result.axes.push_back(parse_sweep_axis(text));
    const std::vector<std::vector<std::string>> grid = sweep_grid(result.axes);
    const SweepPlan plan = plan_points(options, result.axes, grid, source_tree_hash());

    const std::string name = fs::path(options.scenario).stem().string();
    const fs::path out_dir = fs::absolute(
        options.out_dir.empty() ? fs::path("out") / ("sweep-" + name) : options.out_dir);
    check_request(options, out_dir);
    std::error_code error;
    fs::create_directories(out_dir, error);
    if (error || access(out_dir.c_str(), W_OK | X_OK) != 0) {
        throw ConfigError("--out " + out_dir.string() + ": this folder cannot be written");
    }
    Ledger ledger(out_dir / kLedger);
    std::vector<RunIdentity> identities;
    for (const PlannedRun& item : plan.runs) identities.push_back(item.identity);
    SessionInfo info;
    info.list = "sweep " + options.scenario;
    info.run_seed = options.seed;
    info.tree = plan.runs.front().identity.tree;
    info.command = options.full_command;
    const std::int64_t session = ledger.plan(info, identities);
    const StopReason reason = evaluate(options, run, plan, ledger, session, out_dir);

    const std::vector<LedgerRun> runs = ledger.runs(session);
    for (std::size_t i = 0; i < grid.size(); ++i) {
        result.points.push_back({grid[i], runs[i], reproduce_text(options, plan.runs[i])});
    }
    result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ledger.end_session(session, result.recorded() == grid.size(), result.wall_s);
    const std::string json = sweep_json(result);
    write_file_atomically(out_dir / "sweep.json", json);
    write_file_atomically(out_dir / "sweep.csv", sweep_csv(result));
    write_file_atomically(out_dir / "sweep.html", sweep_html(result));
    const std::vector<std::string> columns = result.columns();
    if (!columns.empty()) {
        const std::string& shown = options.plot.empty() ? columns.front() : options.plot;
        write_file_atomically(out_dir / "sweep.svg", sweep_svg(result, shown));
    }
    if (options.json) {
        std::cout << json;
    } else if (!options.quiet) {
        std::cout << summary(result, out_dir);
    }
    if (reason == StopReason::Interrupted) {
        std::cerr << "oio: interrupted; the same command goes on\n";
        return kInterrupted;
    }
    const bool broken =
        std::any_of(result.points.begin(), result.points.end(), [](const SweepPoint& point) {
            const RunState state = point.run.outcome.state;
            return state == RunState::Crash || state == RunState::Hang ||
                   state == RunState::BadExit || state == RunState::BadInput;
        });
    return broken || result.recorded() != grid.size() ? 1 : 0;
}

}  // namespace oio
