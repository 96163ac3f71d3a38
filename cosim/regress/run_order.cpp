// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/run_order.hpp"

#include <utility>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

constexpr std::pair<RunState, const char*> kStates[] = {
    {RunState::Pass, "pass"},        {RunState::Fail, "fail"},
    {RunState::Crash, "crash"},      {RunState::Hang, "hang"},
    {RunState::Timeout, "timeout"},  {RunState::BadInput, "bad_input"},
    {RunState::BadExit, "bad_exit"}, {RunState::Lost, "lost"},
};

}  // namespace

const char* to_string(RunState state) {
    for (const auto& [value, name] : kStates) {
        if (value == state) return name;
    }
    return "lost";
}

RunState run_state_from(const std::string& name) {
    for (const auto& [value, text] : kStates) {
        if (name == text) return value;
    }
    throw ConfigError("\"" + name + "\" is no state of a run");
}

nlohmann::json to_json(const RunOrder& order) {
    nlohmann::json overrides = nlohmann::json::array();
    for (const ConfigOverride& item : order.line.overrides) {
        overrides.push_back({item.option, item.key, item.value});
    }
    return {{"run_id", order.run_id},
            {"scenario", order.line.scenario},
            {"overrides", overrides},
            {"out_dir", order.line.out_dir.string()},
            {"waves", order.line.waves.enabled},
            {"waves_from", order.line.waves.from},
            {"coverage", order.line.coverage},
            {"full_command", order.line.full_command},
            {"wall_limit_s", order.wall_limit_s},
            {"keep_all", order.keep_all}};
}

RunOrder order_from_json(const nlohmann::json& json) {
    RunOrder order;
    order.run_id = json.at("run_id").get<std::int64_t>();
    order.line.command = Command::Run;
    order.line.quiet = true;
    order.line.scenario = json.at("scenario").get<std::string>();
    for (const nlohmann::json& item : json.at("overrides")) {
        order.line.overrides.push_back({item.at(0).get<std::string>(),
                                        item.at(1).get<std::string>(),
                                        item.at(2).get<std::string>()});
    }
    order.line.out_dir = json.at("out_dir").get<std::string>();
    order.line.waves.enabled = json.at("waves").get<bool>();
    order.line.waves.from = json.at("waves_from").get<std::string>();
    order.line.coverage = json.at("coverage").get<std::string>();
    order.line.full_command = json.at("full_command").get<std::string>();
    order.wall_limit_s = json.at("wall_limit_s").get<double>();
    order.keep_all = json.at("keep_all").get<bool>();
    return order;
}

nlohmann::json to_json(const RunOutcome& outcome) {
    return {{"run_id", outcome.run_id},           {"state", to_string(outcome.state)},
            {"exit_code", outcome.exit_code},     {"signal", outcome.signal},
            {"wall_s", outcome.wall_s},           {"peak_mb", outcome.peak_mb},
            {"no_space", outcome.no_space},       {"detail", outcome.detail},
            {"processor_s", outcome.processor_s}, {"run_processor_s", outcome.run_processor_s}};
}

RunOutcome outcome_from_json(const nlohmann::json& json) {
    RunOutcome outcome;
    outcome.run_id = json.at("run_id").get<std::int64_t>();
    outcome.state = run_state_from(json.at("state").get<std::string>());
    outcome.exit_code = json.at("exit_code").get<int>();
    outcome.signal = json.at("signal").get<int>();
    outcome.wall_s = json.at("wall_s").get<double>();
    outcome.peak_mb = json.at("peak_mb").get<double>();
    // Not in ledgers of before.
    outcome.processor_s = json.value("processor_s", 0.0);
    outcome.run_processor_s = json.value("run_processor_s", 0.0);
    outcome.no_space = json.at("no_space").get<bool>();
    outcome.detail = json.at("detail").get<std::string>();
    return outcome;
}

}  // namespace oio
