// SPDX-License-Identifier: Apache-2.0
//
// `oio replay DIR`: runs a capsule again with waves around its failure, and says whether it is the
// same failure of the same build.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "cosim/commands.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/rewind/brancher.hpp"
#include "cosim/rewind/capsule.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

std::string time_text(double us) {
    return fmt::format("{:.6f}us", us);
}

void warn(const Capsule& capsule, const CommandLine& run) {
    const SimConfig config = load_sim_config(run.scenario, run.overrides);
    for (const std::string& line : warnings(capsule, config, version_text())) {
        std::cerr << "oio: warning: " << line << "\n";
    }
}

int branch(const CommandLine& line, const Capsule& capsule, const fs::path& folder,
           double window_us) {
    CommandLine run = line;
    run.scenario = (folder / capsule.scenario).string();
    run.overrides = replay_overrides(capsule, folder);
    if (run.out_dir.empty()) run.out_dir = fs::path("out") / (capsule.name + "_what_if");
    refuse_results_in_capsule(run.out_dir);
    run.what_if.window_us = window_us;
    if (run.what_if.at_us <= 0.0) {
        run.what_if.at_us = std::max(0.0, capsule.trigger_us - window_us);
    }
    run.quiet = true;
    warn(capsule, run);
    run_command(run);
    const std::vector<BranchOutcome> outcomes = read_outcomes(run.out_dir / "branches.json");
    std::cout << outcomes_text(outcomes, run.what_if.at_us) << "  "
              << (run.out_dir / "branches.json").string() << "\n";
    const std::string other = deviation(capsule, run.out_dir / "result.json");
    if (!other.empty()) std::cerr << "oio: NOT the same run as it was: " << other << "\n";
    const bool lost = std::any_of(outcomes.begin(), outcomes.end(),
                                  [](const BranchOutcome& item) { return item.status == "lost"; });
    return other.empty() && !lost ? 0 : 1;
}

}  // namespace

int replay_command(const CommandLine& line) {
    const fs::path folder = find_capsule(line.replay_dir);
    const Capsule capsule = read_capsule(folder);
    const double shown_us = line.replay_window_us > 0.0 ? line.replay_window_us : capsule.window_us;
    if (line.what_if.branches.empty() && line.what_if.at_us > 0.0) {
        throw ConfigError(
            "--at-us: is the instant from which branches differ; give a --branch, or use "
            "--window-us to see more before the failure");
    }
    if (!line.what_if.branches.empty()) return branch(line, capsule, folder, shown_us);
    if (capsule.passed()) {
        throw ConfigError(folder.string() +
                          ": this run passed, there is no failure to replay (`oio explain` follows "
                          "its wrong bits)");
    }
    CommandLine run = line;
    run.command = Command::Run;
    run.scenario = (folder / capsule.scenario).string();
    run.overrides = replay_overrides(capsule, folder);
    if (run.out_dir.empty()) run.out_dir = fs::path("out") / (capsule.name + "_replay");
    refuse_results_in_capsule(run.out_dir);
    const double from_us = std::max(0.0, capsule.trigger_us - shown_us);
    run.waves.enabled = true;
    run.waves.from = time_text(from_us);
    run.waves.to = time_text(capsule.trigger_us + shown_us / 5.0);

    warn(capsule, run);
    std::cerr << fmt::format("oio: replaying {} seed {}: {} at {:.6g} us\n", capsule.name,
                             capsule.seed, capsule.failure.check, capsule.trigger_us);
    run.quiet = true;
    run_command(run);
    const std::string other = deviation(capsule, run.out_dir / "result.json");
    if (!other.empty()) {
        std::cerr << "oio: NOT the same: " << other << "\n";
        return 1;
    }
    if (!fs::exists(run.out_dir / "waves.fst")) {
        std::cerr << "oio: the same, but without waves: see above\n";
        return 1;
    }
    std::cout << fmt::format("the same {}: {} ({})\nwaves: {}, {:.6g} to {:.6g} us\n",
                             capsule.ended_by_wall_limit() ? "up to its end" : "failure",
                             capsule.failure.check, capsule.failure.message,
                             (run.out_dir / "waves.fst").string(), from_us,
                             capsule.trigger_us + shown_us / 5.0);
    return 0;
}

}  // namespace oio
