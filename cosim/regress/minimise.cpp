// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/minimise.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include "cosim/config_reader.hpp"
#include "cosim/regress/local_executor.hpp"
#include "cosim/regress/run_judge.hpp"
#include "cosim/regress/scenario_shrink.hpp"
#include "cosim/regress/triage.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// A plainer scenario may cost a little more: other times, other retries.
constexpr double kPlainerMayCost = 1.05;
// A smaller one must be worth a change of the reproducer.
constexpr double kShorterMustSave = 0.97;

// `set` on top of `overrides`: an older setting of the same key goes.
std::vector<ConfigOverride> with(std::vector<ConfigOverride> overrides, const Shrink& shrink) {
    for (const auto& [key, value] : shrink.set) {
        const std::string name = key;
        overrides.erase(std::remove_if(overrides.begin(), overrides.end(),
                                       [&](const ConfigOverride& o) { return o.key == name; }),
                        overrides.end());
        overrides.push_back({"--set " + key + "=" + value, key, value});
    }
    return overrides;
}

bool is_valid(const TestSpec& test, const std::vector<ConfigOverride>& overrides) {
    try {
        static_cast<void>(load_sim_config(test.scenario, overrides));
        return true;
    } catch (const ConfigError&) {
        return false;  // A lane that the narrower link does not have, for example.
    }
}

double training_of(const LedgerRun& run) {
    const auto found = run.metrics.find("training_us");
    return found == run.metrics.end() ? 0.0 : found->second;
}

CommandLine line_of(const FailingRun& failing, const std::vector<ConfigOverride>& overrides,
                    const fs::path& folder) {
    CommandLine line;
    line.scenario = failing.test.scenario;
    line.overrides = overrides;
    line.out_dir = folder;
    line.quiet = true;
    line.full_command = reproduce_command(line, failing.seed);
    return line;
}

}  // namespace

FailingRun read_failing_run(const fs::path& out_dir, const std::string& bucket) {
    std::ifstream file(out_dir / "regress.json");
    if (!file) throw ConfigError(out_dir.string() + ": no results of `oio regress` here");
    FailingRun failing;
    try {
        const nlohmann::json json = nlohmann::json::parse(file);
        const nlohmann::json* chosen = nullptr;
        for (const nlohmann::json& item : json.at("buckets")) {
            const std::string key = item.at("key").get<std::string>();
            if (!bucket.empty() && key != bucket && fnmatch(bucket.c_str(), key.c_str(), 0) != 0)
                continue;
            chosen = &item;
            break;
        }
        if (chosen == nullptr) {
            throw ConfigError(out_dir.string() + (bucket.empty() ? ": no run failed"
                                                                 : ": no cause matches " + bucket));
        }
        failing.bucket = chosen->at("key").get<std::string>();
        failing.seed = chosen->at("first").at("seed").get<std::uint64_t>();
        failing.test.name = chosen->at("first").at("test").get<std::string>();
        failing.test.scenario = chosen->at("first").at("scenario").get<std::string>();
        for (const nlohmann::json& item : chosen->at("first").at("set")) {
            const std::string text = item.get<std::string>();
            const std::size_t equals = text.find('=');
            failing.test.overrides.push_back(
                {"--set " + text, text.substr(0, equals), text.substr(equals + 1)});
        }
        failing.test.must_fail = chosen->at("first").value("must_fail", "");
        for (const nlohmann::json& item : chosen->at("first").at("limits")) {
            failing.test.gates.push_back({item.at("metric").get<std::string>(),
                                          item.at("minimum").get<bool>(),
                                          item.at("limit").get<double>()});
        }
    } catch (const nlohmann::json::exception& failure) {
        throw ConfigError((out_dir / "regress.json").string() + ": " + failure.what());
    }
    return failing;
}

double run_size(const SimConfig& config, const LedgerRun& run) {
    const auto found = run.metrics.find("simulated_us");
    const double ended_us = found == run.metrics.end() ? 0.0 : found->second;
    return (ended_us > 0.0 ? ended_us : run.failure_us) * config.link.physical();
}

MinimiseResult minimise(const FailingRun& failing, const Evaluate& evaluate, std::size_t batch,
                        int budget, const std::function<void(const std::string&)>& note) {
    MinimiseResult result;
    result.original = failing;
    result.overrides = failing.test.overrides;
    SimConfig config = load_sim_config(failing.test.scenario, result.overrides);
    LedgerRun now = evaluate({result.overrides}).front();
    result.runs = 1;
    if (now.bucket != failing.bucket) {
        throw ConfigError("the original run does not fail with " + failing.bucket +
                          (now.bucket.empty() ? "; it passes" : " but with " + now.bucket));
    }
    result.size_before = result.size_after = run_size(config, now);
    result.wall_before_s = result.wall_after_s = now.outcome.wall_s;
    // Takes the candidate when it fails in the same way and is worth it.
    const auto take = [&](const ShrinkStep& step, const Shrink& shrink, const LedgerRun& run,
                          const std::vector<ConfigOverride>& overrides) {
        if (run.bucket != failing.bucket) return false;
        const SimConfig smaller = load_sim_config(failing.test.scenario, overrides);
        const double size = run_size(smaller, run);
        // A fault less is a gain even where the run stays as long.
        const bool fewer = smaller.faults.size() < config.faults.size() ||
                           smaller.link.dead_lanes.size() < config.link.dead_lanes.size();
        const bool plainer = fewer || !step.shortens;
        if (size > result.size_after * (plainer ? kPlainerMayCost : kShorterMustSave)) return false;
        result.overrides = overrides;
        result.steps.push_back(shrink.what);
        result.size_after = size;
        result.wall_after_s = run.outcome.wall_s;
        config = smaller;
        now = run;
        note(fmt::format("{}: {:.1f} times smaller", shrink.what, result.factor()));
        return true;
    };
    const auto try_step = [&](const ShrinkStep& step) {
        std::vector<const Shrink*> shrinks;
        std::vector<std::vector<ConfigOverride>> candidates;
        const auto flush = [&] {
            const std::vector<LedgerRun> runs = evaluate(candidates);
            result.runs += static_cast<int>(runs.size());
            for (std::size_t i = 0; i < runs.size(); ++i) {
                if (take(step, *shrinks[i], runs[i], candidates[i])) return true;
            }
            shrinks.clear();
            candidates.clear();
            return false;
        };
        for (const Shrink& shrink : step.candidates) {
            if (result.runs + static_cast<int>(candidates.size()) >= budget) break;
            std::vector<ConfigOverride> overrides = with(result.overrides, shrink);
            if (!is_valid(failing.test, overrides)) continue;
            shrinks.push_back(&shrink);
            candidates.push_back(std::move(overrides));
            if (candidates.size() >= batch && flush()) return true;
        }
        return !candidates.empty() && flush();
    };
    for (bool helped = true; helped && result.runs < budget;) {
        helped = false;
        // The steps anew each time: what was taken changes what can be tried.
        for (std::size_t at = 0; result.runs < budget; ++at) {
            const std::vector<ShrinkStep> steps = shrink_steps(config, training_of(now));
            if (at >= steps.size()) break;
            helped = try_step(steps[at]) || helped;
        }
    }
    result.reproduce = line_of(failing, result.overrides, "").full_command;
    return result;
}

int minimise_command(const MinimiseOptions& options, const RunFunction& run) {
    const fs::path out_dir = fs::absolute(options.out_dir);
    const FailingRun failing = read_failing_run(out_dir, options.bucket);
    const fs::path folder = out_dir / bucket_folder(failing.bucket) / "minimise";
    const std::size_t jobs =
        options.jobs > 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
    LocalExecutor executor(jobs, run);
    std::int64_t next_id = 1;
    const Evaluate evaluate = [&](const std::vector<std::vector<ConfigOverride>>& candidates) {
        std::vector<LedgerRun> judged(candidates.size());
        const std::int64_t first = next_id;
        std::size_t sent = 0;
        std::size_t done = 0;
        while (done < candidates.size()) {
            while (sent < candidates.size() && executor.room() > 0) {
                RunOrder order;
                order.run_id = next_id++;
                order.line = line_of(failing, candidates[sent],
                                     folder / fmt::format("try-{}", order.run_id));
                executor.submit({order});
                ++sent;
            }
            for (const RunOutcome& outcome : executor.poll(std::chrono::milliseconds(500))) {
                const fs::path place = folder / fmt::format("try-{}", outcome.run_id);
                judged[static_cast<std::size_t>(outcome.run_id - first)] =
                    judge_run(outcome, failing.test, place);
                std::error_code ignored;
                fs::remove_all(place, ignored);
                ++done;
            }
        }
        return judged;
    };
    const auto note = [&](const std::string& text) {
        if (!options.quiet) std::cerr << "oio: " << text << std::endl;
    };
    const MinimiseResult result = minimise(failing, evaluate, jobs, options.budget, note);
    const nlohmann::ordered_json json = {
        {"schema", 1},
        {"bucket", failing.bucket},
        {"test", failing.test.name},
        {"seed", failing.seed},
        {"runs", result.runs},
        {"steps", result.steps},
        {"lane_us_before", result.size_before},
        {"lane_us_after", result.size_after},
        {"factor", result.factor()},
        {"reproduce", result.reproduce},
        {"wall", {{"run_before_s", result.wall_before_s}, {"run_after_s", result.wall_after_s}}}};
    fs::create_directories(folder);
    write_file_atomically(folder / "minimised.json", json.dump(1) + "\n");
    if (options.json) {
        std::cout << json.dump(1) << "\n";
        return 0;
    }
    if (options.quiet) return 0;
    std::cout << fmt::format("{}\n\n", failing.bucket);
    for (const std::string& step : result.steps) std::cout << "  taken       " << step << "\n";
    std::cout << fmt::format(
        "  size        {:.3g} lane us instead of {:.3g}: {:.1f} times smaller, after {} runs\n"
        "  wall        {:.2f} s instead of {:.2f} s\n  reproduce   {}\n",
        result.size_after, result.size_before, result.factor(), result.runs, result.wall_after_s,
        result.wall_before_s, result.reproduce);
    return 0;
}

}  // namespace oio
