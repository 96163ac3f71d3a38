// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/brancher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cosim/config_reader.hpp"
#include "cosim/summary.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kFsPerUs = 1e9;
constexpr double kReplayLimitS = 3600.0;
constexpr const char* kBaseName = "as it was";

std::uint64_t fs_of(double us) {
    return static_cast<std::uint64_t>(std::llround(std::max(us, 0.0) * kFsPerUs));
}

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts(1);
    int depth = 0;  // The commas of a list are its own.
    for (const char c : text) {
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (c == at && depth == 0) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

double present_value(const std::string& key, const SimConfig& base) {
    if (key == "link.extra_loss_db") return base.link.extra_loss_db;
    if (key == "channel.temperature_c") return base.channel.temperature.front().celsius;
    if (key == "channel.crosstalk_db") return base.channel.crosstalk_db.value_or(-100.0);
    if (key == "channel.jitter_rj_ui") return base.channel.jitter_rj_ui.value_or(0.0);
    return base.channel.jitter_dj_ui.value_or(0.0);
}

std::string value_of(const std::string& option, const std::string& key, const std::string& value,
                     const SimConfig& base) {
    if (key == "link.dead_lanes") {
        return value.front() == '[' ? value : "['" + value + "']";
    }
    if (value.front() != '+' && (value.front() != '-' || key == "channel.crosstalk_db")) {
        return value;
    }
    std::size_t used = 0;
    double more = 0.0;
    try {
        more = std::stod(value, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    if (used != value.size()) throw ConfigError(option + ": " + value + " is no number");
    return fmt::format("{}", present_value(key, base) + more);
}

double bit_error_rate(const BranchOutcome& outcome) {
    return outcome.bits == 0 ? 0.0 : double(outcome.errors) / double(outcome.bits);
}

Json to_json(const BranchOutcome& outcome) {
    Json json = {{"branch", outcome.name},
                 {"status", outcome.status},
                 {"first_failure", outcome.failure},
                 {"bits", outcome.bits},
                 {"errors_injected", outcome.errors},
                 {"ber", bit_error_rate(outcome)},
                 {"crc_errors", outcome.crc_errors},
                 {"replays", outcome.replays},
                 {"retrains", outcome.retrains},
                 {"energy_pj_per_bit", outcome.energy_pj_per_bit},
                 {"worst_eye_sigma", outcome.worst_eye_sigma},
                 {"simulated_us", outcome.simulated_us},
                 {"waves", outcome.waves}};
    if (!outcome.measured) {
        for (Json& value : json) {
            if (value.is_number()) value = nullptr;
        }
    }
    return json;
}

BranchOutcome from_json(const Json& json) {
    BranchOutcome outcome;
    outcome.name = json.at("branch");
    outcome.status = json.at("status");
    outcome.failure = json.at("first_failure");
    outcome.waves = json.at("waves");
    outcome.measured = !json.at("bits").is_null();
    if (!outcome.measured) return outcome;
    outcome.bits = json.at("bits");
    outcome.errors = json.at("errors_injected");
    outcome.crc_errors = json.at("crc_errors");
    outcome.replays = json.at("replays");
    outcome.retrains = json.at("retrains");
    outcome.energy_pj_per_bit = json.at("energy_pj_per_bit");
    outcome.worst_eye_sigma = json.at("worst_eye_sigma");
    outcome.simulated_us = json.at("simulated_us");
    return outcome;
}

// Cells of the table between the status and the first failure.
std::vector<std::string> figures(const BranchOutcome& item) {
    if (!item.measured) return std::vector<std::string>(6, "-");
    return {grouped_text(item.errors),
            fmt::format("{:.1e}", bit_error_rate(item)),
            grouped_text(item.replays),
            std::to_string(item.retrains),
            fmt::format("{:.3f}", item.energy_pj_per_bit),
            fmt::format("{:.2f}", item.worst_eye_sigma)};
}

// Refuses a key that no scenario has, as a scenario with it would be refused.
void refuse_unknown_key(const std::string& option, const std::string& key, const SimConfig& base) {
    if (base.used.count(key) != 0) return;
    try {
        load_sim_config(base.file.string(), {{option, key, "0"}});
    } catch (const ConfigError& failure) {
        // Any other complaint is about the value.
        if (std::string(failure.what()).find(key + ": unknown key") != std::string::npos) throw;
    }
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& branch_keys() {
    static const std::vector<std::pair<std::string, std::string>> keys = {
        {"link.dead_lanes", "these lanes die"},
        {"link.extra_loss_db", "loss of every lane"},
        {"link.light", "false: the connector is pulled"},
        {"channel.temperature_c", "ambient of both ends (lane model physics)"},
        {"channel.crosstalk_db", "into each adjacent lane"},
        {"channel.jitter_rj_ui", "random jitter of the samplers"},
        {"channel.jitter_dj_ui", "deterministic jitter of the samplers"}};
    return keys;
}

std::vector<ConfigOverride> branch_overrides(const std::string& text, const SimConfig& base) {
    std::vector<ConfigOverride> overrides;
    const std::string option = "--branch " + text;
    for (const std::string& item : split(text, ',')) {
        if (item.empty() || item.front() == '=') {
            throw ConfigError(option +
                              ": write --branch key=value, for example --branch "
                              "link.extra_loss_db=+3");
        }
        const std::size_t equals = item.find('=');
        const std::string key = item.substr(0, equals);
        const bool known = std::any_of(branch_keys().begin(), branch_keys().end(),
                                       [&](const auto& entry) { return entry.first == key; });
        if (!known) {
            refuse_unknown_key(option, key, base);
            std::string allowed;
            for (const auto& [name, meaning] : branch_keys()) {
                allowed += fmt::format("\n  {:<22} {}", name, meaning);
            }
            throw ConfigError(option + ": " + key +
                              " cannot change while a run goes on; what can:" + allowed);
        }
        if (equals == std::string::npos || equals + 1 >= item.size()) {
            throw ConfigError(option + ": write --branch " + key + "=value");
        }
        overrides.push_back({option, key, value_of(option, key, item.substr(equals + 1), base)});
    }
    return overrides;
}

Brancher::Brancher(const BranchOptions& options, std::vector<SimConfig> changed,
                   std::filesystem::path out_dir)
    : options_(options),
      changed_(std::move(changed)),
      out_dir_(std::move(out_dir)),
      ring_({1, UINT64_MAX}) {}

void Brancher::before_step(std::uint64_t now_fs, std::uint64_t step_fs, ReplayBench& bench,
                           const Apply& apply) {
    const std::uint64_t at = fs_of(options_.at_us);
    if (!forked_ && now_fs + step_fs > fs_of(options_.at_us - options_.window_us)) {
        forked_ = true;
        task_ = ring_.take(now_fs);
        for (std::size_t i = 1; !task_ && i <= changed_.size(); ++i) {
            ReplayOrder order;
            order.id = static_cast<std::uint32_t>(i);
            order.from_fs = now_fs;
            order.trigger_fs = at;
            order.note = std::to_string(i);
            ring_.order(order);
        }
        if (task_) branch_ = task_->order().id;
        const std::string name = branch_ == 0 ? "base" : fmt::format("branch_{}", branch_);
        bench.open_waves(out_dir_ / name);
        open_ = true;
    }
    if (branch_ != 0 && !applied_ && now_fs >= at) {
        applied_ = true;
        apply(changed_[branch_ - 1]);
    }
    if (open_ && now_fs > at + fs_of(options_.window_us)) close(bench);
}

void Brancher::close(ReplayBench& bench) {
    open_ = false;
    waves_ = bench.close_waves().file.filename().string();
    bench.write_viewer_files(fs_of(options_.at_us), "the branches part");
}

void Brancher::ended(double worst_eye_sigma, ReplayBench& bench) {
    worst_eye_sigma_ = worst_eye_sigma;
    if (open_) close(bench);
}

BranchOutcome Brancher::outcome(const RunResult& result) const {
    BranchOutcome outcome;
    outcome.name = branch_ == 0 ? kBaseName : options_.branches[branch_ - 1];
    outcome.status = to_string(result.status);
    if (!result.failures.empty()) {
        const RunFailure& first = result.failures.front();
        outcome.failure = first.time_us > 0.0
                              ? fmt::format("{} at {:.1f} us", first.check, first.time_us)
                              : first.check;
    }
    outcome.bits = result.ber.bits;
    outcome.errors = result.ber.errors_injected;
    outcome.crc_errors = result.traffic.crc_errors;
    outcome.replays = result.traffic.replays;
    for (const LinkResult& link : result.links) {
        outcome.retrains = std::max(outcome.retrains, link.retrains);
    }
    outcome.energy_pj_per_bit = result.energy_pj_per_bit();
    outcome.worst_eye_sigma = worst_eye_sigma_;
    outcome.simulated_us = result.simulated_us;
    outcome.waves = waves_;
    return outcome;
}

std::vector<BranchOutcome> Brancher::finish(const RunResult& result, Progress& progress) {
    if (task_) task_->finish(true, to_json(outcome(result)).dump());
    progress.phase("waiting for the branches");
    std::vector<BranchOutcome> outcomes(changed_.size() + 1);
    outcomes[0] = outcome(result);
    for (std::size_t i = 1; i < outcomes.size(); ++i) {
        outcomes[i].name = options_.branches[i - 1];
        outcomes[i].status = "lost";
        outcomes[i].measured = false;
        outcomes[i].failure = forked_
                                  ? "no answer"
                                  : fmt::format("the run ended at {:.6g} us, before the instant",
                                                result.simulated_us);
    }
    for (const ReplayReply& reply : ring_.wait_all(kReplayLimitS)) {
        BranchOutcome& to = outcomes.at(reply.id);
        if (reply.ok) {
            to = from_json(Json::parse(reply.text));
        } else {
            to.failure = reply.text;
        }
    }
    write_file_atomically(out_dir_ / "branches.json", outcomes_json(outcomes, options_.at_us));
    return outcomes;
}

std::string outcomes_json(const std::vector<BranchOutcome>& outcomes, double at_us) {
    Json json = {{"at_us", at_us}, {"branches", Json::array()}};
    for (const BranchOutcome& outcome : outcomes) json["branches"].push_back(to_json(outcome));
    return json.dump(2) + "\n";
}

std::vector<BranchOutcome> read_outcomes(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<BranchOutcome> outcomes;
    try {
        const Json json = Json::parse(file);
        for (const Json& item : json.at("branches")) outcomes.push_back(from_json(item));
    } catch (const Json::exception& failure) {
        throw ConfigError(path.string() + ": " + failure.what());
    }
    return outcomes;
}

std::string outcomes_text(const std::vector<BranchOutcome>& outcomes, double at_us) {
    std::size_t width = 6;
    for (const BranchOutcome& item : outcomes) width = std::max(width, item.name.size());
    std::string text = fmt::format(
        "from {:.6g} us on\n{:<{}}  {:<7}  {:>7}  {:>8}  {:>7}  {:>8}  "
        "{:>7}  {:>6}  {}\n",
        at_us, "branch", width, "status", "errors", "BER", "replays", "retrains", "pJ/bit", "eye",
        "first failure");
    for (const BranchOutcome& item : outcomes) {
        const std::vector<std::string> cells = figures(item);
        text += fmt::format("{:<{}}  {:<7}  {:>7}  {:>8}  {:>7}  {:>8}  {:>7}  {:>6}  {}\n",
                            item.name, width, item.status, cells[0], cells[1], cells[2], cells[3],
                            cells[4], cells[5], item.failure);
    }
    return text + "eye: of the worst lane in use at the end, in sigma\n";
}

std::optional<Brancher> make_brancher(const BranchOptions& options, const SimConfig& base,
                                      const std::string& scenario,
                                      const std::vector<ConfigOverride>& overrides,
                                      const std::filesystem::path& out_dir) {
    if (options.branches.empty()) return std::nullopt;
    std::vector<SimConfig> changed;
    for (const std::string& branch : options.branches) {
        std::vector<ConfigOverride> all = overrides;
        for (ConfigOverride& item : branch_overrides(branch, base)) all.push_back(std::move(item));
        changed.push_back(load_sim_config(scenario, all));
    }
    return std::optional<Brancher>(std::in_place, options, std::move(changed), out_dir);
}

}  // namespace oio
