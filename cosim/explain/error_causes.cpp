// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/error_causes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

bool earlier(const CausedError& a, const CausedError& b) {
    return a.error.time_fs < b.error.time_fs;
}

void add_sorted(std::vector<CausedError>& to, const std::vector<CausedError>& more) {
    to.insert(to.end(), more.begin(), more.end());
    std::stable_sort(to.begin(), to.end(), earlier);
}

// Digits that tell levels apart without filling the file.
double rounded(double value) {
    return std::round(value * 1e5) / 1e5;
}

Json columns(const std::vector<CausedError>& errors) {
    Json json = {{"time_us", Json::array()},       {"link", Json::array()},
                 {"direction", Json::array()},     {"lane", Json::array()},
                 {"unit_interval", Json::array()}, {"sent", Json::array()},
                 {"cause", Json::array()},         {"mean_level", Json::array()},
                 {"level", Json::array()},         {"jitter_level", Json::array()},
                 {"crosstalk", Json::array()},     {"threshold", Json::array()},
                 {"sigma", Json::array()}};
    for (const CausedError& item : errors) {
        const InjectedError& error = item.error;
        json["time_us"].push_back(static_cast<double>(error.time_fs) / 1e9);
        json["link"].push_back(item.link);
        json["direction"].push_back(item.direction);
        json["lane"].push_back(error.lane);
        json["unit_interval"].push_back(error.unit_interval);
        json["sent"].push_back(error.sent() ? 1 : 0);
        json["cause"].push_back(to_string(error.cause()));
        json["mean_level"].push_back(rounded(error.mean_level));
        json["level"].push_back(rounded(error.level));
        json["jitter_level"].push_back(rounded(error.jitter_level));
        json["crosstalk"].push_back(rounded(error.crosstalk));
        json["threshold"].push_back(rounded(error.threshold));
        json["sigma"].push_back(rounded(error.sigma));
    }
    return json;
}

}  // namespace

std::uint64_t ErrorCauses::examined() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void ErrorCauses::merge(const ErrorCauses& other) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
    training += other.training;
    not_examined += other.not_examined;
    left_out += other.left_out;
    add_sorted(first, other.first);
    add_sorted(latest, other.latest);
}

Json causes_json(const ErrorCauses& causes) {
    Json counts = Json::object();
    for (int i = 0; i < kErrorCauses; ++i) {
        const auto cause = static_cast<ErrorCause>(i);
        counts[to_string(cause)] = causes.count(cause);
    }
    counts["while training"] = causes.training;
    counts["not examined"] = causes.not_examined;
    return {{"counts", counts},
            {"first", columns(causes.first)},
            {"latest", columns(causes.latest)},
            {"left_out", causes.left_out}};
}

ErrorLog::ErrorLog(std::string link, std::string direction, const LaneChannel& channel)
    : link_(std::move(link)), direction_(std::move(direction)), channel_(channel) {}

void ErrorLog::begin() {
    running_ = true;
    seen_ = channel_.errors_logged();
}

void ErrorLog::take() {
    const std::vector<InjectedError> recent = channel_.recent_errors();
    const std::uint64_t fresh =
        std::min<std::uint64_t>(channel_.errors_logged() - seen_, recent.size());
    seen_ = channel_.errors_logged();
    for (std::size_t i = recent.size() - static_cast<std::size_t>(fresh); i < recent.size(); ++i) {
        const InjectedError& error = recent[i];
        if (error.off_centre || !error.carrying) continue;
        ++counts_[static_cast<std::size_t>(error.cause())];
        if (first_.size() < kFirst) {
            first_.push_back(error);
            continue;
        }
        latest_.push_back(error);
        if (latest_.size() <= kLatest) continue;
        latest_.pop_front();
        ++left_out_;
    }
}

ErrorCauses ErrorLog::causes(std::uint64_t injected, std::uint64_t training) const {
    ErrorCauses causes;
    causes.counts = counts_;
    causes.training = training;
    const std::uint64_t known = causes.examined() - causes.count(ErrorCause::Dark);
    causes.not_examined = injected > known ? injected - known : 0;
    for (const InjectedError& error : first_) causes.first.push_back({link_, direction_, error});
    for (const InjectedError& error : latest_) causes.latest.push_back({link_, direction_, error});
    causes.left_out = left_out_;
    return causes;
}

}  // namespace oio
