// SPDX-License-Identifier: Apache-2.0
//
// The section [rewind] of a scenario: snapshots to go back to, and what makes the run go back.
#pragma once

#include <string>
#include <vector>

namespace oio {

class ConfigReader;
struct ConfigOverride;

struct RewindConfig {
    int snapshots = 0;              ///< Kept at once; 0 = rewind is off.
    double interval_us = 40.0;      ///< Simulated time between two.
    double window_us = 5.0;         ///< Shown before the trigger; a fifth of it after.
    int max_waves = 4;              ///< Triggers that get a wave file, at most.
    int memory_mb = 4096;           ///< Private pages of all snapshots together, at most.
    double replay_limit_s = 600.0;  ///< Wall time that a replay may take.
    std::vector<double> at_us;      ///< Go back from these times.
    std::vector<std::string> when;  ///< Go back when one of these expressions becomes true.

    bool on() const { return snapshots > 0; }
    double after_us() const { return window_us / 5.0; }
};

constexpr int kDefaultSnapshots = 5;

/// Reads the keys under "rewind". A trigger without `snapshots` turns rewind on. Expressions are
/// checked, too: `physical_lanes` bounds their lanes.
RewindConfig read_rewind(ConfigReader& reader, int physical_lanes);

/// A wave that the run could not make is refused before it starts: a trigger among `overrides`
/// while rewind is off, or any trigger beside `full_waves`. Throws ConfigError.
void refuse_triggers_without_wave(const RewindConfig& config,
                                  const std::vector<ConfigOverride>& overrides, bool full_waves);

}  // namespace oio
