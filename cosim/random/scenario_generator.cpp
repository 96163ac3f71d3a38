// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/scenario_generator.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <map>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// A constraint that holds in one draw of a hundred fails to be met by chance in 5e-9 of all seeds.
constexpr int kMostAttempts = 2000;

using Values = std::vector<std::pair<std::string, Json>>;

const Json* find(const Values& values, const std::string& key) {
    for (const auto& [name, value] : values) {
        if (name == key) return &value;
    }
    return nullptr;
}

// What one draw of the whole scenario holds.
struct Trial {
    Values keys;
    std::vector<std::pair<std::size_t, Values>> faults;  // Group, keys of the fault.
};

// Streams by key: made once, so that a new attempt goes on where the last one stopped.
class Streams {
public:
    Streams(std::uint64_t seed, std::string name) : seed_(seed), name_(std::move(name)) {}
    RandomStream& of(const std::string& key) {
        return streams_.try_emplace(key, seed_, name_, key).first->second;
    }

private:
    std::uint64_t seed_;
    std::string name_;
    std::map<std::string, RandomStream> streams_;
};

Trial draw_trial(const RandomRanges& ranges, Streams& streams) {
    Trial trial;
    for (const Draw& draw : ranges.draws) {
        Json value = draw.draw(streams.of(draw.key));
        if (!value.is_null()) trial.keys.emplace_back(draw.key, std::move(value));
    }
    for (std::size_t g = 0; g < ranges.groups.size(); ++g) {
        const FaultGroup& group = ranges.groups[g];
        const auto count = group.count.draw(streams.of(group.name + ".count")).get<long long>();
        for (long long i = 0; i < count; ++i) {
            Values fault;
            for (const Draw& draw : group.draws) {
                Json value =
                    draw.draw(streams.of(fmt::format("{}[{}].{}", group.name, i, draw.key)));
                if (!value.is_null()) fault.emplace_back(draw.key, std::move(value));
            }
            trial.faults.emplace_back(g, std::move(fault));
        }
    }
    return trial;
}

// What a constraint sees: the draw, above the fixed part, above the preset.
class Scope {
public:
    explicit Scope(const RandomRanges& ranges) : ranges_(ranges) {}

    Json value(const Trial& trial, const std::string& key) const {
        const std::size_t dot = key.find('.');
        for (std::size_t g = 0; g < ranges_.groups.size(); ++g) {
            if (ranges_.groups[g].name == key.substr(0, dot)) {
                return group_value(trial, g, dot == std::string::npos ? "" : key.substr(dot + 1));
            }
        }
        if (const Json* drawn = find(trial.keys, key)) return *drawn;
        if (const Json* fixed = find(ranges_.fixed, key)) return *fixed;
        const Values& preset = preset_of(trial);
        const Json* below = find(preset, key);
        return below != nullptr ? *below : Json();
    }

    // Every key that a constraint may name.
    std::set<std::string> known(const Trial& trial) const {
        std::set<std::string> keys;
        for (const Draw& draw : ranges_.draws) keys.insert(draw.key);
        for (const auto& [key, value] : ranges_.fixed) keys.insert(key);
        for (const auto& [key, value] : preset_of(trial)) keys.insert(key);
        for (const FaultGroup& group : ranges_.groups) {
            keys.insert(group.name);
            for (const Draw& draw : group.draws) keys.insert(group.name + "." + draw.key);
        }
        return keys;
    }

private:
    // The list over all faults of a group; without a key an entry for each fault, to be counted.
    static Json group_value(const Trial& trial, std::size_t group, const std::string& key) {
        Json list = Json::array();
        for (std::size_t i = 0; i < trial.faults.size(); ++i) {
            if (trial.faults[i].first != group) continue;
            if (key.empty()) {
                list.push_back(i);
                continue;
            }
            const Json* const value = find(trial.faults[i].second, key);
            if (value == nullptr) continue;
            if (value->is_array()) {
                list.insert(list.end(), value->begin(), value->end());
            } else {
                list.push_back(*value);
            }
        }
        return list;
    }

    const Values& preset_of(const Trial& trial) const {
        const Json* name = find(trial.keys, "link.preset");
        if (name == nullptr) name = find(ranges_.fixed, "link.preset");
        const std::string preset =
            name != nullptr && name->is_string() ? name->get<std::string>() : "microled-800g";
        const auto known = presets_.find(preset);
        if (known != presets_.end()) return known->second;
        Values values;
        const fs::path file =
            fs::path(build_info::kSourceDir) / "testbench" / "presets" / (preset + ".toml");
        std::error_code error;
        // A preset that does not exist is refused when the scenario is read.
        if (fs::is_regular_file(file, error)) {
            const toml::table root = toml::parse_file(file.string());
            if (const toml::table* link = root["link"].as_table()) {
                for (const auto& [key, node] : *link) {
                    const std::string path = "link." + std::string(key.str());
                    if (node.is_integer()) values.emplace_back(path, node.as_integer()->get());
                    if (node.is_floating_point()) {
                        values.emplace_back(path, node.as_floating_point()->get());
                    }
                }
            }
        }
        return presets_.emplace(preset, std::move(values)).first->second;
    }

    const RandomRanges& ranges_;
    mutable std::map<std::string, Values> presets_;
};

void check_keys(const RandomRanges& ranges, const Scope& scope, const Trial& trial) {
    const std::set<std::string> known = scope.known(trial);
    for (const RangeConstraint& constraint : ranges.constraints) {
        for (const std::string& key : constraint.rule.keys()) {
            if (known.count(key) != 0) continue;
            const std::string near = nearest_word(key, known);
            throw ConfigError(constraint.place + ": constraint \"" + constraint.rule.text() +
                              "\": " + key +
                              " is neither drawn nor in [scenario] nor in the preset" +
                              (near.empty() ? "" : "; did you mean " + near + "?"));
        }
    }
}

[[noreturn]] void fail_contradiction(const RandomRanges& ranges, std::uint64_t seed,
                                     const std::vector<int>& held, const Scope& scope,
                                     const Trial& last) {
    std::string text =
        fmt::format("{}: contradiction: none of {} draws (seed {}) satisfies all constraints:",
                    ranges.file.string(), kMostAttempts, seed);
    for (std::size_t i = 0; i < held.size(); ++i) {
        const RangeConstraint& constraint = ranges.constraints[i];
        text += fmt::format("\n  {}: \"{}\" held in {} of {} draws", constraint.place,
                            constraint.rule.text(), held[i], kMostAttempts);
        if (held[i] == kMostAttempts) continue;
        text += "; in the last";
        for (const std::string& key : constraint.rule.keys()) {
            text += fmt::format(" {} = {}", key, scope.value(last, key).dump());
        }
    }
    throw ConfigError(text);
}

std::string write_scenario(const RandomRanges& ranges, const Trial& trial, std::uint64_t seed) {
    std::string text =
        fmt::format("# Drawn from {} with seed {}.\n", ranges.file.filename().string(), seed);
    text += "purpose = " + Json(ranges.purpose).dump() + "\n";
    text += fmt::format("run.seed = {}\n", seed);
    for (const auto& [key, value] : ranges.fixed) {
        if (key != "run.seed") text += key + " = " + value.dump() + "\n";
    }
    for (const auto& [key, value] : trial.keys) text += key + " = " + value.dump() + "\n";
    for (const auto& [group, fault] : trial.faults) {
        text += "\n[[fault]]  # " + ranges.groups[group].name + "\n";
        for (const auto& [key, value] : fault) text += key + " = " + value.dump() + "\n";
    }
    return text;
}

}  // namespace

DrawnScenario draw_scenario(const RandomRanges& ranges, std::uint64_t seed) {
    Streams streams(seed, "random." + ranges.name);
    const Scope scope(ranges);
    std::vector<int> held(ranges.constraints.size(), 0);
    for (int attempt = 1;; ++attempt) {
        const Trial trial = draw_trial(ranges, streams);
        if (attempt == 1) check_keys(ranges, scope, trial);
        bool all = true;
        for (std::size_t i = 0; i < ranges.constraints.size(); ++i) {
            const RangeConstraint& constraint = ranges.constraints[i];
            try {
                const bool holds = constraint.rule.holds(
                    [&](const std::string& key) { return scope.value(trial, key); });
                held[i] += holds ? 1 : 0;
                all = all && holds;
            } catch (const ConstraintError& failure) {
                throw ConfigError(constraint.place + ": constraint " + failure.what());
            }
        }
        if (!all) {
            if (attempt == kMostAttempts) fail_contradiction(ranges, seed, held, scope, trial);
            continue;
        }
        DrawnScenario drawn;
        drawn.attempts = attempt;
        drawn.text = write_scenario(ranges, trial, seed);
        for (const auto& [key, value] : trial.keys) drawn.draws.emplace_back(key, value.dump());
        for (std::size_t i = 0; i < trial.faults.size(); ++i) {
            for (const auto& [key, value] : trial.faults[i].second) {
                drawn.draws.emplace_back(fmt::format("fault[{}].{}", i, key), value.dump());
            }
        }
        return drawn;
    }
}

}  // namespace oio
