// SPDX-License-Identifier: Apache-2.0
//
// `oio explain DIR`: runs a capsule again, with the same bits, watching the retry, and prints how
// one wrong bit came about and what became of it.
#include <fmt/format.h>

#include <iostream>

#include "cosim/commands.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/explain/explanation.hpp"
#include "cosim/rewind/capsule.hpp"
#include "cosim/rewind/capsule_fields.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// A run without a single wrong bit, and without a failure, leaves no capsule.
bool nothing_wrong(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder / kCapsuleFolder, error) || fs::exists(folder / "capsule.json", error)) {
        return false;
    }
    const fs::path file = folder / "result.json";
    return fs::is_regular_file(file, error) && read_json_file(file).value("status", "") == "pass";
}

// In the results of the run; beside a capsule that stands alone, which holds nothing but itself.
fs::path default_out(const fs::path& given, const fs::path& capsule) {
    std::error_code error;
    if (!fs::equivalent(given, capsule, error)) return given / "explain";
    const fs::path place = fs::canonical(given);
    const bool of_results = place.filename() == kCapsuleFolder &&
                            fs::is_regular_file(place.parent_path() / "result.json", error);
    const fs::path beside = given.lexically_normal().filename() == place.filename()
                                ? given.lexically_normal().parent_path()
                                : place.parent_path();
    return beside / (of_results ? "explain" : place.filename().string() + "_explain");
}

void print(const Capsule& capsule, const Json& result, const Json& chains, const Answer& answer,
           const fs::path& out) {
    if (capsule.passed()) {
        std::cout << fmt::format("{} seed {} passed\n", capsule.name, capsule.seed);
    } else {
        std::cout << fmt::format("{} seed {} failed: {}: {}\n", capsule.name, capsule.seed,
                                 capsule.failure.check, capsule.failure.message);
    }
    std::cout << fmt::format("wrong bits: {}; bad CRCs: {}\n", counts_text(result),
                             chains.at("bad_crcs").dump());
    if (!answer.why.empty()) std::cout << answer.why << "\n";
    if (answer.chain) std::cout << "\n" << chain_text(chains.at("chains")[*answer.chain]);
    std::cout << fmt::format("\n{} chains: {}\n", chains.at("chains").size(),
                             (out / "chains.json").string());
    if (chains.at("left_out") != 0) {
        std::cout << fmt::format("{} in the middle of the run are left out\n",
                                 chains.at("left_out").dump());
    }
}

}  // namespace

int explain_command(const CommandLine& line) {
    const ExplainOptions& options = line.explain;
    if (nothing_wrong(options.folder)) {
        std::cout << (options.json ? "null\n" : "the run passed without a wrong bit\n");
        return 1;
    }
    const fs::path folder = find_capsule(options.folder);
    const Capsule capsule = read_capsule(folder);
    CommandLine run = line;
    run.scenario = (folder / capsule.scenario).string();
    run.overrides = replay_overrides(capsule, folder);
    run.out_dir = options.out.empty() ? default_out(options.folder, folder) : options.out;
    refuse_results_in_capsule(run.out_dir);
    run.quiet = true;
    const SimConfig config = load_sim_config(run.scenario, run.overrides);
    for (const std::string& text : warnings(capsule, config, version_text())) {
        std::cerr << "oio: warning: " << text << "\n";
    }
    run_command(run);
    const std::string other = deviation(capsule, run.out_dir / "result.json");
    if (!other.empty()) {
        std::cerr << "oio: NOT the same run: " << other << "\n";
        return 1;
    }
    const Json result = read_json_file(run.out_dir / "result.json");
    const Json chains = read_json_file(run.out_dir / "chains.json");
    const Answer answer = choose_chain(options, result, chains);
    if (!chains.at("available").get<bool>()) {
        std::cerr << "oio: warning: flits cannot be followed in this RTL: it lacks signals of the "
                     "retry by which they are known\n";
    }
    if (options.json) {
        const Json chain = answer.chain ? chains.at("chains")[*answer.chain] : Json();
        std::cout << Json{{"why", answer.why}, {"chain", chain}}.dump(2) << "\n";
    } else {
        print(capsule, result, chains, answer, run.out_dir);
    }
    return answer.chain ? 0 : 1;
}

}  // namespace oio
