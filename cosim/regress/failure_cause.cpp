// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/failure_cause.hpp"

#include <fmt/format.h>

#include <cstring>
#include <regex>
#include <sstream>

namespace oio {

namespace {

constexpr std::size_t kItemCharacters = 90;

const char* const kStages[] = {"ucie", "aggregation", "serdes", "phy", "channel", "energy", "host"};

// The stage that a name of the project's own belongs to: u_serdes_rx, oio_phy_train,
// systemc/ucie/..., die_interface.
std::string stage_of(const std::string& text, const std::string& otherwise) {
    std::size_t best = std::string::npos;
    std::string stage = otherwise;
    for (const char* name : kStages) {
        // The innermost stage of an instance path is the last one.
        const std::size_t at = text.rfind(name);
        if (at != std::string::npos && (best == std::string::npos || at > best)) {
            best = at;
            stage = name;
        }
    }
    if (best == std::string::npos && text.find("die") != std::string::npos) return "ucie";
    return stage;
}

// Checks of a result by the stage that answers for them (cosim/checks.cpp, simulator.cpp).
std::string stage_of_check(const RunFailure& failure) {
    static const std::pair<const char*, const char*> checks[] = {
        {"training", "phy"},
        {"link", "phy"},
        {"mismatch", "host"},
        {"lost", "ucie"},
        {"duplicated", "ucie"},
        {"die_port", "ucie"},
        {"no_bits", "channel"},
        {"no_payload", "host"},
        {"max_ber", "channel"},
        {"min_ber", "channel"},
        {"min_errors_injected", "channel"},
        {"max_energy_pj_per_bit", "energy"},
        {"max_training_us", "phy"},
        {"mapped_lanes", "aggregation"},
        {"min_replays", "ucie"},
        {"max_replays", "ucie"},
        {"watchdog", "run"},
        {"max_sim_time", "run"},
        {"wall_limit", "run"},
    };
    for (const auto& [check, stage] : checks) {
        if (failure.check == check) return stage;
    }
    return stage_of(failure.check + " " + failure.message, "run");
}

// How close to the cause a check looks: of two failures at one time the lower one is the cause. An
// assertion inside the RTL is nearer than a port, a port nearer than the data, the data nearer than
// a limit that the damage makes the run miss.
int distance_of(const std::string& check) {
    static const char* const order[] = {"rtl_assertion", "internal_error", "protocol", "die_port",
                                        "training",      "link",           "mismatch", "duplicated",
                                        "lost",          "watchdog"};
    int distance = 0;
    for (const char* name : order) {
        if (check == name) return distance;
        ++distance;
    }
    return distance;
}

const RunFailure* first_failure(const RunDigest& digest) {
    const RunFailure* first = nullptr;
    for (const RunFailure& failure : digest.failures) {
        if (first == nullptr || distance_of(failure.check) < distance_of(first->check)) {
            first = &failure;
        }
    }
    return first;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

// What the state dump of a run without progress says of the links: "ACTIVE, RETRAIN".
std::string link_states(const std::string& dump) {
    static const std::regex pattern(R"(chiplet_[ab]: ([A-Za-z_ ]+) \()");
    std::string states;
    for (std::sregex_iterator at(dump.begin(), dump.end(), pattern), end; at != end; ++at) {
        states += (states.empty() ? "" : ", ") + (*at)[1].str();
    }
    return states;
}

FailureCause from_failure(const RunFailure& failure, const RunDigest& digest) {
    FailureCause cause;
    cause.message = failure.message;
    cause.time_us = failure.time_us;
    cause.stage = stage_of_check(failure);
    static const std::regex assertion(R"(RTL assertion in (\S+) \((\S+):(\d+)\))");
    std::smatch match;
    if (failure.check == "rtl_assertion" && std::regex_search(failure.message, match, assertion)) {
        // Not the line alone: an edit above moves it; not the instance: lanes are alike.
        const std::string file = match[2].str();
        cause.stage = stage_of(file.substr(file.rfind('/') + 1), stage_of(match[1].str(), "run"));
        const std::string rest =
            failure.message.substr(static_cast<std::size_t>(match.position(0) + match.length(0)));
        cause.item = fmt::format("assertion {}{}", file.substr(file.rfind('/') + 1),
                                 without_numbers(first_line(rest)));
    } else if (failure.check == "gate") {
        const MetricInfo* metric =
            find_metric(failure.message.substr(0, failure.message.find(' ')));
        cause.item = "gate " + (metric == nullptr ? without_numbers(failure.message)
                                                  : std::string(metric->name));
        cause.stage = cause.item.find("energy") != std::string::npos     ? "energy"
                      : cause.item.find("ber") != std::string::npos      ? "channel"
                      : cause.item.find("training") != std::string::npos ? "phy"
                      : cause.item.find("retry") != std::string::npos    ? "ucie"
                                                                         : "host";
    } else if (failure.check == "watchdog" || failure.check == "max_sim_time" ||
               failure.check == "wall_limit") {
        cause.item = failure.check;
        const std::string states = link_states(digest.state_dump);
        if (!states.empty()) cause.item += ": links " + states;
    } else if (failure.check == "mismatch" || failure.check == "lost" ||
               failure.check == "duplicated" || failure.check.compare(0, 4, "max_") == 0 ||
               failure.check.compare(0, 4, "min_") == 0) {
        cause.item = failure.check;
    } else {
        cause.item = failure.check + ": " + without_numbers(first_line(failure.message));
    }
    return cause;
}

// What the run's own record shows to have gone wrong first is nearer to the cause than any check.
FailureCause from_divergence(const Divergence& first, const RunFailure& failure) {
    FailureCause cause;
    cause.stage = first.stage;
    cause.item = first.item;
    cause.message =
        fmt::format("{}; {}: {}", first.detail, failure.check, first_line(failure.message));
    cause.time_us = first.time_us;
    return cause;
}

}  // namespace

std::string without_numbers(const std::string& message) {
    static const std::pair<std::regex, const char*> rules[] = {
        {std::regex(R"(chiplet_[ab] of link \d+-\d+: )"), ""},
        {std::regex(R"(chiplet_[ab])"), "chiplet"},
        {std::regex(R"(\d+ protocol violations; the first: )"), ""},
        {std::regex(R"(link_\d+_\d+\.(die|light|chiplet)_[ab](_to_[ab])?)"), "$1"},
        {std::regex(R"(\b(die|side) [ab]\b)"), "$1"},
        {std::regex(R"(0x[0-9a-fA-F]+)"), "N"},
        {std::regex(R"(\b\d[\d_]*(\.\d+)?(e[-+]?\d+)?\b)"), "N"},
        {std::regex(R"(\bN(, N)+)"), "N"},
        {std::regex(R"(\s+)"), " "},
    };
    std::string text = message;
    for (const auto& [pattern, replacement] : rules) {
        text = std::regex_replace(text, pattern, replacement);
    }
    return text.substr(0, kItemCharacters);
}

FailureCause find_cause(const RunOutcome& outcome, const RunDigest* digest) {
    if (digest != nullptr &&
        (outcome.state == RunState::Fail || outcome.state == RunState::Timeout ||
         outcome.state == RunState::BadExit)) {
        if (const RunFailure* failure = first_failure(*digest)) {
            // An assertion stops the run where it fails: nothing is recorded, nothing was before.
            if (digest->first_divergence && failure->check != "rtl_assertion") {
                return from_divergence(*digest->first_divergence, *failure);
            }
            return from_failure(*failure, *digest);
        }
    }
    FailureCause cause;
    cause.stage = "run";
    cause.message = first_line(outcome.detail);
    if (outcome.state == RunState::Crash) {
        cause.item = fmt::format("crash: {}", strsignal(outcome.signal));
        // An abort says why on standard error.
        const std::size_t second = outcome.detail.find('\n');
        if (second != std::string::npos) {
            const std::string why = first_line(outcome.detail.substr(second + 1));
            cause.item += ": " + without_numbers(why);
            cause.message += ": " + why;
            cause.stage = stage_of(why, "run");
        }
    } else if (outcome.state == RunState::Hang) {
        cause.item = "hang";
    } else {
        cause.item = std::string(to_string(outcome.state)) + ": " + without_numbers(cause.message);
        if (outcome.state == RunState::BadExit) {
            cause.item =
                fmt::format("exit code {}: {}", outcome.exit_code, without_numbers(cause.message));
        }
    }
    return cause;
}

}  // namespace oio
