// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "cosim/config_reader.hpp"
#include "cosim/coverage/coverage_report.hpp"
#include "cosim/coverage/rtl_coverage.hpp"
#include "cosim/results.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFunctionalName = "coverage.json";

struct Options {
    std::vector<fs::path> inputs;
    fs::path out;
    fs::path plan = CoveragePlan::default_file();
    bool json = false;
};

int merge_command(const Options& options) {
    std::error_code error;
    fs::create_directories(options.out, error);
    if (error) {
        throw ConfigError("--out " + options.out.string() + ": cannot create: " + error.message());
    }
    for (const fs::path& file : merge_coverage(options.inputs, options.out)) {
        std::cout << file.string() << "\n";
    }
    return 0;
}

int holes_command(const Options& options) {
    const CoverageSummary summary =
        summarise_coverage(CoveragePlan(options.plan), merge_functional(options.inputs));
    std::cout << (options.json ? holes_json(summary) : holes_text(summary));
    return summary.complete() ? 0 : 1;
}

int rank_command(const Options& options) {
    const CoverageData data = merge_functional(options.inputs);
    const std::vector<CoverageRank> ranks = rank_coverage(CoveragePlan(options.plan), data);
    std::cout << (options.json ? rank_json(ranks, data.runs().size())
                               : rank_text(ranks, data.runs().size()));
    return 0;
}

int observables_command() {
    for (const CoverageKind& kind : coverage_kinds()) {
        std::cout << fmt::format("{}: {}\n", kind.name, kind.taken);
        for (const CoverageObservable& each : kind.observables) {
            std::cout << fmt::format("  {:<18} {}\n", each.name, each.meaning);
        }
    }
    std::cout << "any kind: keys of the scenario as used, for example link.extra_loss_db\n";
    return 0;
}

}  // namespace

void add_coverage_command(CLI::App& app, std::function<int()>& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* const coverage = app.add_subcommand(
        "coverage", "Merge and judge what `oio run --cov` and `oio regress --cov` collected");
    coverage->require_subcommand(1);
    const auto add = [&](const char* name, const char* text, int (*command)(const Options&)) {
        CLI::App* const sub = coverage->add_subcommand(name, text);
        sub->add_option("input", options->inputs, "Files, or folders to search")->required();
        sub->callback([options, &action, command] {
            action = [options, command] { return command(*options); };
        });
        return sub;
    };
    add("merge", "Union of all runs: coverage.json, coverage.dat, coverage.info", merge_command)
        ->add_option("--out", options->out, "Folder for the merged files")
        ->required();
    for (CLI::App* const sub :
         {add("holes", "Bins of the plan that no run has hit; exit code 1 if there are any",
              holes_command),
          add("rank", "The fewest runs, by greedy choice, that have all that was hit",
              rank_command)}) {
        sub->add_flag("--json", options->json, "As JSON");
        sub->add_option("--plan", options->plan, "Coverage plan")->type_name("FILE");
    }
    coverage->add_subcommand("observables", "What a coverage plan may look at")
        ->callback([&action] { action = observables_command; });
}

std::vector<fs::path> find_coverage(const std::vector<fs::path>& inputs, const std::string& name) {
    std::vector<fs::path> found;
    for (const fs::path& input : inputs) {
        std::error_code error;
        if (fs::is_regular_file(input, error)) {
            if (input.extension() == fs::path(name).extension()) found.push_back(input);
        } else if (fs::is_directory(input, error)) {
            for (const fs::directory_entry& entry : fs::recursive_directory_iterator(input)) {
                if (entry.is_regular_file() && entry.path().filename() == name) {
                    found.push_back(entry.path());
                }
            }
        } else {
            throw ConfigError(input.string() + ": no such file or folder");
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

CoverageData merge_functional(const std::vector<fs::path>& inputs) {
    CoverageData merged;
    for (const fs::path& file : find_coverage(inputs, kFunctionalName)) {
        merged.merge(CoverageData::read(file), file.string());
    }
    if (merged.runs().empty()) {
        throw ConfigError(
            fmt::format("no coverage.json in {} inputs: use `oio run --cov`", inputs.size()));
    }
    return merged;
}

std::vector<fs::path> merge_coverage(const std::vector<fs::path>& inputs, const fs::path& out) {
    // All is found and read before the first file is written: `out` may lie in an input.
    std::vector<fs::path> rtl = find_coverage(inputs, kRtlCoverageName);
    // Counts of lines add up: an older result must not be counted again for lying there.
    rtl.erase(std::remove_if(rtl.begin(), rtl.end(),
                             [&](const fs::path& file) {
                                 return fs::equivalent(file.parent_path(), out) &&
                                        std::find(inputs.begin(), inputs.end(), file) ==
                                            inputs.end();
                             }),
              rtl.end());
    const std::string functional = merge_functional(inputs).to_json();
    std::vector<fs::path> written = merge_rtl_coverage(rtl, out);
    write_file_atomically(out / kFunctionalName, functional);
    written.insert(written.begin(), out / kFunctionalName);
    return written;
}

}  // namespace oio
