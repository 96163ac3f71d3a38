// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/run_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/build_info.hpp"
#include "cosim/config_description.hpp"
#include "cosim/regress/content_hash.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// What the scenario, its preset and its workload say, byte by byte: a description would miss what
// it does not mention.
void add_inputs(ContentHash& hash, const SimConfig& config) {
    hash.add_file(config.file);
    const fs::path preset = testbench_folder() / "presets" / (config.link.preset + ".toml");
    if (fs::is_regular_file(preset)) hash.add_file(preset);
    const fs::path workload = config.workload.path;
    std::error_code ignored;
    if (fs::is_regular_file(workload, ignored)) {
        hash.add_file(workload);
    } else if (fs::is_directory(workload, ignored)) {
        hash.add_tree(workload, ".et .json .toml");
    } else if (workload.has_parent_path()) {  // The prefix of one trace per rank.
        std::vector<fs::path> traces;
        for (const fs::directory_entry& entry :
             fs::directory_iterator(workload.parent_path(), ignored)) {
            const std::string name = entry.path().filename().string();
            if (name.rfind(workload.filename().string(), 0) == 0) traces.push_back(entry.path());
        }
        std::sort(traces.begin(), traces.end());
        for (const fs::path& trace : traces) hash.add_file(trace);
    }
    if (!config.link.rtl_file_list.empty()) {
        hash.add_file(config.link.rtl_file_list);
        hash.add_tree(config.link.rtl_file_list.parent_path(), ".sv .svh .v .vh .f .vlt");
    }
}

std::string configuration_hash(const TestSpec& test, const std::vector<ConfigOverride>& overrides) {
    ContentHash hash;
    std::vector<ConfigOverride> seedless;
    for (const ConfigOverride& item : overrides) {
        // A wall limit ends a run or does not; it changes no figure of one.
        if (item.key != "run.seed" && item.key != "run.wall_limit_s") seedless.push_back(item);
    }
    const SimConfig config = load_sim_config(test.scenario, seedless);
    add_inputs(hash, config);
    for (const auto& [key, text] : describe_configuration(config)) hash.add(key + "=" + text);
    for (const ConfigOverride& item : seedless) hash.add(item.key + "=" + item.value);
    for (const Gate& gate : test.gates)
        hash.add(fmt::format("{}={:.17g}", gate.name(), gate.limit));
    if (!test.must_fail.empty()) hash.add("must_fail=" + test.must_fail);
    return hash.hex();
}

// All of a planned run but its seed: what the seeds of a test share is read once.
PlannedRun prepare(const TestSpec& test, double wall_limit_s, const std::string& tree) {
    PlannedRun run;
    run.test = &test;
    run.overrides = test.overrides;
    run.overrides.push_back({"wall limit", "run.wall_limit_s", fmt::format("{:g}", wall_limit_s)});
    if (test.sim_limit_us > 0.0) {
        run.overrides.push_back(
            {"sim_limit_us", "run.max_sim_time_us", fmt::format("{:g}", test.sim_limit_us)});
    }
    run.identity = {tree, configuration_hash(test, run.overrides), test.name, 0};
    return run;
}

void set_seed(PlannedRun& run, std::uint64_t seed) {
    run.identity.seed = seed;
    run.overrides.push_back({"seed", "run.seed", std::to_string(seed)});
}

}  // namespace

std::uint64_t seed_of(std::uint64_t run_seed, const std::string& test, int index) {
    RandomStream stream(run_seed, test, fmt::format("regression seed {}", index));
    return stream.next_u64() >> 16;
}

std::string source_tree_hash() {
    ContentHash hash;
    const fs::path root = build_info::kSourceDir;
    for (const char* folder : {"rtl", "models", "systemc", "cosim"}) {
        hash.add_tree(root / folder, ".sv .svh .f .vlt .toml .hpp .cpp .h .proto");
    }
    hash.add_file("/proc/self/exe");
    return hash.hex();
}

PlannedRun plan_run(const TestSpec& test, std::uint64_t seed, const std::string& tree) {
    PlannedRun run = prepare(test, test.wall_limit_s, tree);
    set_seed(run, seed);
    return run;
}

std::vector<PlannedRun> make_plan(const TestList& list, std::uint64_t run_seed, int reseed,
                                  double wall_limit_s, const std::string& tree) {
    std::vector<PlannedRun> prepared;
    int most = 0;
    for (const TestSpec& test : list.tests) {
        prepared.push_back(
            prepare(test, wall_limit_s > 0.0 ? wall_limit_s : test.wall_limit_s, tree));
        most = std::max(most, reseed > 0 ? reseed : test.reseed);
    }
    std::vector<PlannedRun> plan;
    for (int index = 0; index < most; ++index) {
        for (const PlannedRun& item : prepared) {
            if (index >= (reseed > 0 ? reseed : item.test->reseed)) continue;
            PlannedRun run = item;
            run.index = index;
            set_seed(run, seed_of(run_seed, item.test->name, index));
            plan.push_back(std::move(run));
        }
    }
    return plan;
}

CommandLine command_line_of(const PlannedRun& run, const fs::path& folder) {
    CommandLine line;
    line.command = Command::Run;
    line.scenario = run.test->scenario;
    line.overrides = run.overrides;
    line.out_dir = folder;
    line.quiet = true;
    line.full_command = reproduce_command(line, run.identity.seed);
    return line;
}

fs::path folder_of(const RunIdentity& identity) {
    ContentHash hash;
    hash.add(identity.tree);
    hash.add(identity.configuration);
    return fs::path("runs") / identity.test /
           fmt::format("{}.{}", identity.seed, hash.hex().substr(0, 8));
}

}  // namespace oio
