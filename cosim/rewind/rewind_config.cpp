// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/rewind_config.hpp"

#include <algorithm>
#include <cstdlib>

#include "cosim/config_reader.hpp"
#include "cosim/rewind/trigger_expression.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

namespace {

constexpr int kLeastSnapshots = 3;  // The oldest, one that is far enough back, and the newest.
constexpr int kMostSnapshots = 64;

int read_snapshots(ConfigReader& reader, bool triggered) {
    const std::string key = "rewind.snapshots";
    if (!reader.has(key)) return triggered ? kDefaultSnapshots : 0;
    const std::vector<std::string> given = reader.get_list(key);
    const std::string text = given.size() == 1 ? given.front() : "";
    if (text == "off" || text == "0") return 0;
    if (text == "on") return kDefaultSnapshots;
    char* end = nullptr;
    const long count = std::strtol(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0' || count < kLeastSnapshots || count > kMostSnapshots) {
        reader.reject(key, "must be off, on (5 snapshots) or a number in [" +
                               std::to_string(kLeastSnapshots) + ", " +
                               std::to_string(kMostSnapshots) + "]");
    }
    return static_cast<int>(count);
}

std::vector<double> read_times(ConfigReader& reader, const std::string& key) {
    std::vector<double> times;
    for (const std::string& text : reader.get_list(key, true)) {
        char* end = nullptr;
        const double time_us = std::strtod(text.c_str(), &end);
        if (text.empty() || *end != '\0' || !(time_us >= 0.0) || time_us > 1e9) {
            reader.reject(key, "\"" + text + "\" is no time in us; allowed is [0, 1e9]");
        }
        times.push_back(time_us);
    }
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

RewindConfig read_rewind(ConfigReader& reader, int physical_lanes) {
    RewindConfig rewind;
    rewind.at_us = read_times(reader, "rewind.at_us");
    rewind.when = reader.get_list("rewind.when");
    for (const std::string& text : rewind.when) {
        try {
            const TriggerExpression expression(text, physical_lanes);
        } catch (const TriggerError& failure) {
            reader.reject("rewind.when", failure.what());
        }
    }
    rewind.snapshots = read_snapshots(reader, !rewind.at_us.empty() || !rewind.when.empty());
    rewind.interval_us = reader.get_double("rewind.interval_us", rewind.interval_us, 0.5, 1e6);
    rewind.window_us = reader.get_double("rewind.window_us", rewind.window_us, 0.1, 1e5);
    rewind.max_waves =
        static_cast<int>(reader.get_int("rewind.max_waves", rewind.max_waves, 1, 64));
    rewind.memory_mb =
        static_cast<int>(reader.get_int("rewind.memory_mb", rewind.memory_mb, 16, 1 << 20));
    rewind.replay_limit_s =
        reader.get_double("rewind.replay_limit_s", rewind.replay_limit_s, 1.0, 1e6);
    return rewind;
}

void refuse_triggers_without_wave(const RewindConfig& config,
                                  const std::vector<ConfigOverride>& overrides, bool full_waves) {
    // A file's triggers may be switched off; one that was asked for just now may not be ignored.
    for (const ConfigOverride& item : overrides) {
        const bool trigger = item.key == "rewind.at_us" || item.key == "rewind.when";
        if (trigger && !config.on()) {
            throw ConfigError(item.option +
                              ": no wave can be made while rewind is off; allowed with --rewind on "
                              "or 3 to 64 snapshots");
        }
    }
    if (full_waves && config.on() && !(config.at_us.empty() && config.when.empty())) {
        throw ConfigError(
            "--waves full: the whole run is in waves.fst, no trigger of rewind gets a wave of its "
            "own; leave out --waves full, or rewind.at_us and rewind.when (--rewind off leaves out "
            "those of the scenario)");
    }
}

}  // namespace oio
