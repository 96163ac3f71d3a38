// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/config_reader.hpp"
#include "cosim/explain/causes_section.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

Json time_us(std::uint64_t time_fs) {
    return time_fs == 0 ? Json() : Json(static_cast<double>(time_fs) / 1e9);
}

Json chain_json(const ErrorChain& chain) {
    const InjectedError& error = chain.cause.error;
    const bool a_to_b = chain.cause.direction == "a_to_b";
    Json json = {{"number", chain.number},
                 {"time_us", static_cast<double>(error.time_fs) / 1e9},
                 {"link", chain.cause.link},
                 {"direction", chain.cause.direction},
                 {"sender", a_to_b ? "chiplet_a" : "chiplet_b"},
                 {"receiver", a_to_b ? "chiplet_b" : "chiplet_a"},
                 {"lane", error.lane},
                 {"receive_lane", error.position},
                 {"unit_interval", error.unit_interval},
                 {"cause", to_string(error.cause())},
                 {"sent", error.sent() ? 1 : 0},
                 {"mean_level", error.mean_level},
                 {"level", error.level},
                 {"crosstalk", error.crosstalk},
                 {"jitter_ui", error.jitter_ui},
                 {"jitter_level", error.jitter_level},
                 {"threshold", error.threshold},
                 {"sigma", error.sigma},
                 {"levels", levels_text(error)}};
    if (!chain.in_flit) {
        json["flit"] = nullptr;
        json["hit"] = chain.where;
        return json;
    }
    json["flit"] = {{"kind", to_string(chain.kind)},
                    {"seq", chain.seq},
                    {"byte", chain.byte},
                    {"bit", chain.bit},
                    {"launched_us", time_us(chain.launched_fs)}};
    json["check"] = {{"verdict", to_string(chain.verdict)},
                     {"crc_of", chain.byte < 128 ? "bytes 0 to 127" : "bytes 128 to 255"},
                     {"time_us", time_us(chain.verdict_fs)}};
    json["repair"] = {{"how", to_string(chain.repair)},
                      {"nak_sent_us", time_us(chain.nak_sent_fs)},
                      {"nak_received_us", time_us(chain.nak_received_fs)},
                      {"replayed_us", time_us(chain.replayed_fs)},
                      {"accepted_us", time_us(chain.repaired_fs)},
                      {"cost_ns", static_cast<double>(chain.cost_fs()) / 1e6},
                      {"flits_dropped", chain.flits_dropped}};
    return json;
}

bool on_lane(const Json& chain, const std::string& lane) {
    const std::size_t colon = lane.find(':');
    const std::string number = colon == std::string::npos ? lane : lane.substr(colon + 1);
    if (colon != std::string::npos && chain["direction"].get<std::string>()[0] != lane[0]) {
        return false;
    }
    return std::to_string(chain["lane"].get<int>()) == number;
}

double cost_ns(const Json& chain) {
    return chain.contains("repair") ? chain["repair"]["cost_ns"].get<double>() : 0.0;
}

bool repaired_by(const Json& chain, double limit_us) {
    if (!chain.contains("repair") || chain["repair"]["how"] == to_string(FlitRepair::NotNeeded)) {
        return true;
    }
    const Json& accepted = chain["repair"]["accepted_us"];
    return !accepted.is_null() && accepted.get<double>() <= limit_us;
}

// The receiver took the flit as it was.
bool not_caught(const Json& chain) {
    return chain.contains("check") && chain["check"]["verdict"] == "accepted";
}

// Refuses a lane that no link has. Spare lanes count on from the others.
void check_lane(const std::string& lane, const Json& result) {
    std::size_t lanes = 0;
    for (const Json& link : result.value("links", Json::array())) {
        for (const Json& direction : link.value("directions", Json::array())) {
            lanes = std::max(lanes, direction.at("lane_errors").size());
        }
    }
    const std::string number = lane.substr(lane.find(':') + 1);
    if (lanes > 0 && (number.size() > 6 || std::stoul(number) >= lanes)) {
        throw ConfigError(fmt::format("--lane {}: no such lane; lanes of this link are 0 to {}",
                                      lane, lanes - 1));
    }
}

// The last error before a failure that had not been put right by then, or else the last one.
Answer before_failure(const Json& list, const std::string& check, double time_us) {
    Answer answer;
    Answer repaired;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i]["time_us"].get<double>() > time_us) break;
        (repaired_by(list[i], time_us) ? repaired : answer).chain = i;
    }
    if (answer.chain) {
        answer.why = fmt::format("the last wrong bit before {} at {:.3f} us, not repaired by then",
                                 check, time_us);
        return answer;
    }
    repaired.why = repaired.chain ? fmt::format(
                                        "every wrong bit before {} at {:.3f} us had been repaired; "
                                        "the last one",
                                        check, time_us)
                                  : fmt::format(
                                        "no wrong bit before {} at {:.3f} us: the light is not the "
                                        "cause",
                                        check, time_us);
    return repaired;
}

}  // namespace

Json chains_json(const ChainReport& report) {
    Json json = {{"schema", kChainsSchema},
                 {"available", report.available},
                 {"left_out", report.left_out},
                 {"bad_crcs", report.bad_crcs},
                 {"bad_crcs_without_known_bit", report.unexplained_bad_crcs},
                 {"bad_crcs_without_chain", report.bad_crcs_without_chain},
                 {"bad_crcs_going_down", report.bad_crcs_going_down},
                 {"chains", Json::array()}};
    for (const ErrorChain& chain : report.chains) json["chains"].push_back(chain_json(chain));
    return json;
}

void write_chains(const std::filesystem::path& folder, const RunResult& result) {
    write_file_atomically(folder / "chains.json", chains_json(result.chains).dump(1) + "\n");
}

Answer choose_chain(const ExplainOptions& question, const Json& result, const Json& chains) {
    const Json& list = chains.at("chains");
    Answer answer;
    if (question.number != 0) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (list[i]["number"] == question.number) answer.chain = i;
        }
        if (answer.chain) return answer;
        if (list.empty()) {
            throw ConfigError(fmt::format("--error {}: no wrong bit in this run", question.number));
        }
        throw ConfigError(fmt::format("--error {}: the run has wrong bits 1 to {}", question.number,
                                      list.back()["number"].get<std::uint64_t>()));
    }
    if (!question.lane.empty()) {
        check_lane(question.lane, result);
        for (std::size_t i = 0; i < list.size() && !answer.chain; ++i) {
            if (on_lane(list[i], question.lane)) answer.chain = i;
        }
        if (!answer.chain) throw ConfigError("--lane " + question.lane + ": no wrong bit on it");
        answer.why = "the first wrong bit of the lane";
        return answer;
    }
    const Json& failures = result.at("failures");
    if (!failures.empty()) {
        const std::string check = failures.front().at("check");
        const double time_us = failures.front().at("time_us");
        const auto missed = std::find_if(list.begin(), list.end(), not_caught);
        if (missed != list.end()) {
            answer.chain = static_cast<std::size_t>(missed - list.begin());
            answer.why = check + ": the first wrong bit that no check caught";
            return answer;
        }
        if (time_us > 0.0 && !failures.front().value("at_end", false)) {
            return before_failure(list, check, time_us);
        }
        if (!list.empty() && check.find("latency") != std::string::npos) {
            const auto worst = std::max_element(
                list.begin(), list.end(),
                [](const Json& a, const Json& b) { return cost_ns(a) < cost_ns(b); });
            answer.chain = static_cast<std::size_t>(worst - list.begin());
            answer.why = check + ": the wrong bit whose repair took longest";
            return answer;
        }
        answer.why = check + ": ";
    }
    if (list.empty()) {
        answer.why += "no wrong bit in this run";
        return answer;
    }
    answer.chain = 0;
    answer.why += "the first wrong bit";
    return answer;
}

std::string chain_text(const Json& chain) {
    const auto line = [](const char* what, const std::string& text) {
        return fmt::format("  {:<9}  {}\n", what, text);
    };
    const auto at = [](const Json& time) { return fmt::format("{:.6f} us", time.get<double>()); };
    const std::string sender = chain["sender"], receiver = chain["receiver"];
    std::string text =
        fmt::format("error {}: {} light {} of link {}, lane {}, unit interval {}\n",
                    chain["number"].get<std::uint64_t>(), at(chain["time_us"]),
                    chain["direction"].get<std::string>(), chain["link"].get<std::string>(),
                    chain["lane"].get<int>(), chain["unit_interval"].get<std::int64_t>());
    text += line("cause",
                 chain["cause"].get<std::string>() + ": " + chain["levels"].get<std::string>());
    if (chain["flit"].is_null()) {
        return text + line("hit", chain["hit"].get<std::string>() + ": no flit, nothing to repair");
    }
    const Json& flit = chain["flit"];
    const std::string name =
        fmt::format("{} {}", flit["kind"].get<std::string>(), flit["seq"].get<unsigned>());
    text += line("flit", fmt::format("{}, byte {}, bit {}; the word left {} at {}", name,
                                     flit["byte"].get<int>(), flit["bit"].get<int>(), sender,
                                     at(flit["launched_us"])));
    const Json& check = chain["check"];
    const std::string verdict = check["verdict"];
    if (check["time_us"].is_null()) {
        text += line("caught", "the flit was never judged: the link went down before");
    } else if (verdict == "bad CRC") {
        text +=
            line("caught", fmt::format("{} at {}: bad CRC of {}", receiver, at(check["time_us"]),
                                       check["crc_of"].get<std::string>()));
    } else {
        text += line("caught", fmt::format("NOT: {} took it for {} at {}", receiver, verdict,
                                           at(check["time_us"])));
    }
    const Json& repair = chain["repair"];
    if (!repair["nak_sent_us"].is_null()) {
        text += line("nak", fmt::format("left {} at {}{}", receiver, at(repair["nak_sent_us"]),
                                        repair["nak_received_us"].is_null()
                                            ? ", did not arrive"
                                            : ", reached " + sender + " at " +
                                                  at(repair["nak_received_us"])));
    }
    if (!repair["replayed_us"].is_null()) {
        text += line("replay", fmt::format("left {} at {} ({})", sender, at(repair["replayed_us"]),
                                           repair["how"].get<std::string>()));
    }
    if (!repair["accepted_us"].is_null()) {
        text +=
            line("repaired",
                 fmt::format("{} accepted it at {}, {:.1f} ns after {}; {} good flits behind "
                             "it were dropped",
                             receiver, at(repair["accepted_us"]), repair["cost_ns"].get<double>(),
                             check["time_us"].is_null() ? "it had left" : "the check",
                             repair["flits_dropped"].get<int>()));
    } else if (repair["how"] == to_string(FlitRepair::NotNeeded)) {
        text += line("repaired", fmt::format("not needed: {} had accepted it before", receiver));
    } else if (repair["how"] == "none") {
        text += line("repaired", "not within the run");
    } else if (verdict == "bad CRC") {
        text += line("repaired", "a control flit is not sent again");
    }
    return text;
}

std::string counts_text(const Json& result) {
    std::string text;
    for (const auto& [name, count] : result.at("causes").at("counts").items()) {
        if (count == 0) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count.get<std::uint64_t>(), name);
    }
    return text.empty() ? "none" : text;
}

}  // namespace oio
