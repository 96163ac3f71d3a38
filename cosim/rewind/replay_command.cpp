// SPDX-License-Identifier: Apache-2.0
//
// `oio replay DIR`: runs a capsule again with waves around its failure, and says whether it is the
// same failure of the same build.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cosim/commands.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/rewind/capsule.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

std::string time_text(double us) {
    return fmt::format("{:.6f}us", us);
}

// What the replay's own result.json says, compared with the capsule; empty if it is the same.
std::string deviation(const Capsule& capsule, const fs::path& result_file) {
    std::ifstream file(result_file);
    const nlohmann::json result = nlohmann::json::parse(file);
    const nlohmann::json& failures = result.at("failures");
    if (failures.empty()) return "the run passed";
    const nlohmann::json& first = failures.front();
    if (first.at("check") != capsule.failure.check ||
        first.at("time_us") != capsule.failure.time_us) {
        return fmt::format("it failed with {} at {} us", first.at("check").get<std::string>(),
                           first.at("time_us").dump());
    }
    std::vector<std::string> hashes;
    for (const nlohmann::json& link : result.at("links")) {
        if (!link.contains("directions")) continue;
        for (const nlohmann::json& direction : link.at("directions")) {
            hashes.push_back(link.at("name").get<std::string>() + " " +
                             direction.at("name").get<std::string>() + " " +
                             direction.at("flit_hash").get<std::string>());
        }
    }
    return hashes == capsule.flit_hashes ? "" : "other flits were delivered";
}

}  // namespace

int replay_command(const CommandLine& line) {
    const fs::path folder = find_capsule(line.replay_dir);
    const Capsule capsule = read_capsule(folder);
    CommandLine run = line;
    run.command = Command::Run;
    run.scenario = (folder / capsule.scenario).string();
    run.overrides = replay_overrides(capsule, folder);
    if (run.out_dir.empty()) run.out_dir = fs::path("out") / (capsule.name + "_replay");
    const double window_us =
        line.replay_window_us > 0.0 ? line.replay_window_us : capsule.window_us;
    const double from_us = std::max(0.0, capsule.trigger_us - window_us);
    run.waves.enabled = true;
    run.waves.from = time_text(from_us);
    run.waves.to = time_text(capsule.trigger_us + window_us / 5.0);

    const SimConfig config = load_sim_config(run.scenario, run.overrides);
    for (const std::string& difference :
         differences(capsule.build, identify_build(config, version_text()))) {
        std::cerr << "oio: warning: " << difference << "\n";
    }
    std::cerr << fmt::format("oio: replaying {} seed {}: {} at {:.6g} us\n", capsule.name,
                             capsule.seed, capsule.failure.check, capsule.trigger_us);
    run.quiet = true;
    run_command(run);
    const std::string other = deviation(capsule, run.out_dir / "result.json");
    if (!other.empty()) {
        std::cerr << "oio: NOT the same: " << other << "\n";
        return 1;
    }
    std::cout << fmt::format("the same failure: {} ({})\nwaves: {}, {:.6g} to {:.6g} us\n",
                             capsule.failure.check, capsule.failure.message,
                             (run.out_dir / "waves.fst").string(), from_us,
                             capsule.trigger_us + window_us / 5.0);
    return 0;
}

}  // namespace oio
