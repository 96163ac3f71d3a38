// SPDX-License-Identifier: Apache-2.0
//
// `oio regress`: from options to an exit code.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <set>

#include "cosim/config_reader.hpp"
#include "cosim/regress/array_cancel.hpp"
#include "cosim/regress/array_folder.hpp"
#include "cosim/regress/compare.hpp"
#include "cosim/regress/content_hash.hpp"
#include "cosim/regress/dashboard.hpp"
#include "cosim/regress/executor_choice.hpp"
#include "cosim/regress/junit_report.hpp"
#include "cosim/regress/local_executor.hpp"
#include "cosim/regress/markdown_report.hpp"
#include "cosim/regress/minimise.hpp"
#include "cosim/regress/regress_coverage.hpp"
#include "cosim/regress/regress_report.hpp"
#include "cosim/regress/regression.hpp"
#include "cosim/regress/sqlite.hpp"
#include "cosim/regress/task_memory.hpp"
#include "cosim/rtl_sources.hpp"
#include "cosim/terminal_progress.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kFailed = 1;
constexpr int kBadInput = 2;
constexpr int kInterrupted = 130;

[[noreturn]] void nothing_to_resume(const TestList& list) {
    throw ConfigError("--resume: the ledger has no session of " + list.file.string() +
                      "; start one without --resume");
}

fs::path make_out_dir(const RegressOptions& options, const TestList& list) {
    const fs::path folder = fs::absolute(
        options.out_dir.empty() ? fs::path("out") / ("regress-" + list.name) : options.out_dir);
    std::error_code error;
    if (options.resume && !fs::exists(folder / "ledger.sqlite", error)) nothing_to_resume(list);
    fs::create_directories(folder, error);
    if (error || access(folder.c_str(), W_OK | X_OK) != 0) {
        throw ConfigError("--out " + folder.string() + ": this folder cannot be written");
    }
    return folder;
}

// The session that --resume goes on with: its runs must still be what the plan would make.
std::int64_t resumed_session(const Ledger& ledger, const TestList& list, const std::string& tree,
                             std::vector<PlannedRun>& plan, const RegressOptions& options) {
    const std::optional<SessionInfo> last = ledger.last_session(list.file.string());
    if (!last) nothing_to_resume(list);
    const std::string hint =
        "; start a new session without --resume: what is recorded and still valid is not repeated";
    if (last->tree != tree) {
        throw ConfigError("--resume: sources or program have changed since session " +
                          std::to_string(last->id) + hint);
    }
    const std::vector<LedgerRun> runs = ledger.runs(last->id);
    // As many seeds of each test as the session has: its own --reseed and --items hold.
    std::map<std::string, int> seeds;
    for (const LedgerRun& run : runs) ++seeds[run.identity.test];
    int most = 0;
    for (const auto& entry : seeds) most = std::max(most, entry.second);
    plan = make_plan(list, last->run_seed, most, options.timeout_s, tree);
    std::map<std::pair<std::string, std::uint64_t>, const PlannedRun*> known;
    for (const PlannedRun& run : plan) known[{run.identity.test, run.identity.seed}] = &run;
    std::vector<PlannedRun> kept;
    for (const LedgerRun& run : runs) {
        const auto found = known.find({run.identity.test, run.identity.seed});
        if (found == known.end() ||
            found->second->identity.configuration != run.identity.configuration) {
            throw ConfigError(fmt::format("--resume: test {} has changed since session {}{}",
                                          run.identity.test, last->id, hint));
        }
        kept.push_back(*found->second);
    }
    plan = std::move(kept);
    return last->id;
}

// --rtl and --top for every test. What is returned names the user's sources: other ones are other
// runs.
std::string use_own_rtl(const RegressOptions& options, TestList& list) {
    if (options.rtl_list.empty() && options.rtl_top.empty()) return "";
    RtlConfig config;
    ContentHash hash;
    const auto set = [&](const std::string& option, const std::string& key,
                         const std::string& value) {
        for (TestSpec& test : list.tests) {
            test.overrides.push_back({option + " " + value, key, "'" + value + "'"});
        }
    };
    if (!options.rtl_list.empty()) {
        config.file_list = fs::absolute(options.rtl_list);
        set("--rtl", "rtl.file_list", config.file_list.string());
    }
    if (!options.rtl_top.empty()) {
        config.top = options.rtl_top;
        set("--top", "rtl.top", options.rtl_top);
    }
    for (const fs::path& file : find_rtl_sources(config).files) hash.add_file(file);
    return "+" + hash.hex().substr(0, 12);
}

// Everything the runs share is built before the first of them, not by all of them at once. The
// runs of a test are alike, unless its scenario is drawn.
void build_rtl_of(const std::vector<PlannedRun>& plan, const RegressOptions& options) {
    TerminalProgress progress(options.quiet, nullptr);
    const bool coverage = options.coverage == "rtl";
    std::set<const TestSpec*> seen;
    for (const PlannedRun& run : plan) {
        if (seen.count(run.test) != 0) continue;
        const SimConfig config = load_sim_config(run.test->scenario, run.overrides);
        if (config.draws.empty()) seen.insert(run.test);
        if (!config.topology.rtl_links.empty())
            RtlLibrary::build(config.rtl(false, coverage), progress);
    }
}

void print_plan(const TestList& list, const std::vector<PlannedRun>& plan) {
    std::map<const TestSpec*, int> seeds;
    for (const PlannedRun& run : plan) ++seeds[run.test];
    std::cout << fmt::format("{}: {}\n{} runs of {} tests\n", list.name, list.purpose, plan.size(),
                             list.tests.size());
    for (const TestSpec& test : list.tests) {
        std::cout << fmt::format("  {:<24} {:>5} seeds  {}\n", test.name, seeds[&test],
                                 fmt::join(test.tags, " "));
    }
    std::cout << "\n";
    for (const PlannedRun& run : plan) {
        const CommandLine line = command_line_of(run, "");
        std::cout << line.full_command << "\n";
    }
}

RegressReport gather(const Ledger& ledger, const TestList& list,
                     const std::vector<PlannedRun>& plan, std::int64_t session,
                     const fs::path& out_dir) {
    RegressReport report;
    report.list = list.name;
    report.purpose = list.purpose;
    report.out_dir = out_dir;
    report.plan = read_test_plan(testbench_folder() / "testplan.toml");
    for (SessionInfo& info : ledger.sessions()) {
        if (info.id == session) report.session = info;
        if (info.list == list.file.string()) report.history.push_back(std::move(info));
    }
    report.attempts = ledger.attempts(session);
    const std::vector<LedgerRun> runs = ledger.runs(session);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        ReportRun item;
        item.run = runs[i];
        item.test = plan[i].test;
        item.folder = folder_of(runs[i].identity).generic_string();
        item.line = command_line_of(plan[i], "");
        item.reproduce = item.line.full_command;
        report.runs.push_back(std::move(item));
    }
    fill_buckets(report);
    return report;
}

std::string stop_text(StopReason reason, const RegressReport& report) {
    if (report.complete()) return "";
    switch (reason) {
        case StopReason::MaxFailures:
            return "after as many failures as --max-failures allows";
        case StopReason::Interrupted:
            return "interrupted; nothing is lost, what was under way runs again";
        case StopReason::NoSpace:
            return "no space left for results; nothing that is recorded is lost";
        case StopReason::Complete:
            break;
    }
    return "";
}

int run_list(const RegressOptions& options, const RunFunction& run) {
    const Clock::time_point start = Clock::now();
    TestList list = read_test_list(options.list);
    list.file = fs::weakly_canonical(list.file);
    if (!options.items.empty() && !options.resume) keep_items(list, options.items);
    const std::string tree = source_tree_hash() + use_own_rtl(options, list);
    std::vector<PlannedRun> plan;
    if (!options.resume) {
        plan = make_plan(list, options.seed, options.reseed, options.timeout_s, tree);
    }
    if (options.dry_run) {
        print_plan(list, plan);
        return 0;
    }
    ExecutorChoice choice(options);  // Before anything is written: it may not be there.
    const fs::path out_dir = make_out_dir(options, list);
    Ledger ledger(out_dir / "ledger.sqlite");
    std::int64_t session = 0;
    if (options.resume) {
        session = resumed_session(ledger, list, tree, plan, options);
    } else {
        std::vector<RunIdentity> identities;
        for (const PlannedRun& item : plan) identities.push_back(item.identity);
        SessionInfo info;
        info.list = list.file.string();
        info.run_seed = options.seed;
        info.tree = tree;
        info.command = options.full_command;
        session = ledger.plan(info, identities);
    }
    build_rtl_of(plan, options);
    const std::int64_t planned = static_cast<std::int64_t>(plan.size());
    const std::int64_t before = planned - ledger.open_runs(session);
    RegressProgress progress(options.quiet, planned, before);
    if (before > 0) {
        progress.note(fmt::format("{} of {} runs are recorded already", before, planned));
    }
    StopReason reason = StopReason::Complete;
    if (choice.wants_memory() && ledger.memory_peak(session).unknown > 0) {
        progress.note("what a task takes is not known: first one run of each test, here");
        LocalExecutor here(1, run);
        Regression first(ledger, here, progress, plan, session, options, out_dir);
        reason = first.execute(static_cast<std::int64_t>(list.tests.size()));
    }
    const TaskMemory memory = task_memory(ledger.memory_peak(session));
    if (choice.wants_memory() && memory.megabytes > 0) {
        progress.note(fmt::format("{} MB per task: {}", memory.megabytes, memory.reason));
    }
    const std::unique_ptr<Executor> executor =
        choice.make(run, out_dir, progress, memory.megabytes);
    Regression regression(ledger, *executor, progress, plan, session, options, out_dir);
    if (reason == StopReason::Complete) reason = regression.execute();

    RegressReport report = gather(ledger, list, plan, session, out_dir);
    report.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
    report.overhead_ms = regression.overhead_ms();
    report.executor = executor->description();
    report.stopped = stop_text(reason, report);
    if (!report.complete()) {
        report.resume = fmt::format("oio regress {} --resume --out {}{}", shell_word(options.list),
                                    shell_word(out_dir.string()), executor_arguments(options));
    }
    if (reason == StopReason::NoSpace) {
        std::cerr << regress_summary(report);
        return kBadInput;
    }
    if (!options.coverage.empty()) add_coverage(report);
    ledger.end_session(session, report.complete(), report.wall_s);
    const std::string json = regress_json(report);
    write_file_atomically(out_dir / "regress.json", json);
    write_file_atomically(out_dir / "junit.xml", junit_xml(report));
    write_file_atomically(out_dir / "summary.md", regress_markdown(report));
    write_file_atomically(out_dir / "dashboard.html", dashboard_html(report));
    if (options.json) {
        std::cout << json;
    } else if (!options.quiet) {
        std::cout << regress_summary(report);
    }
    std::cout.flush();
    if (reason == StopReason::Interrupted) return kInterrupted;
    return report.passed() ? 0 : kFailed;
}

}  // namespace

int regress_command(const RegressOptions& options, const RunFunction& run) {
    try {
        switch (options.action) {
            case RegressOptions::Action::Chunk:
                return execute_chunk(options.chunk, source_tree_hash(), run);
            case RegressOptions::Action::Compare:
                return compare_command(options.base, options.now, options.all, options.json);
            case RegressOptions::Action::Cancel:
                return cancel_command(options.cancelled);
            case RegressOptions::Action::Minimise:
                return minimise_command(options.minimise, run);
            case RegressOptions::Action::Run:
                break;
        }
        return run_list(options, run);
    } catch (const SqliteError& failure) {
        if (failure.full())
            throw ConfigError(std::string(failure.what()) + "; go on with --resume");
        throw;
    }
}

}  // namespace oio
