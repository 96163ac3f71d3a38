// SPDX-License-Identifier: Apache-2.0
//
// What part of a run goes into the waves: lanes, scopes, time, format; as written on the command
// line and as checked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oio {

enum class WaveFormat { Fst, Vcd };

/// As typed after --waves-*; empty = not given.
struct WaveOptions {
    bool enabled = false;  ///< --waves full
    std::string format;    ///< fst, vcd
    std::string lanes;     ///< "3,17,40-47"
    std::string scopes;    ///< "light,chiplet_a.oio_chiplet.u_ucie"
    std::string from, to;  ///< simulated time with a unit: "250us", "1.2 ms"
};

struct WaveSelection {
    WaveFormat format = WaveFormat::Fst;
    std::vector<int> lanes;           ///< Ascending; empty = all.
    std::vector<std::string> scopes;  ///< Empty = everything.
    std::uint64_t from_fs = 0;
    std::uint64_t to_fs = UINT64_MAX;
};

/// Scopes that are the program's: "light", "transactions", "energy".
extern const char* const kWaveScopeLight;
extern const char* const kWaveScopeTransactions;
extern const char* const kWaveScopeEnergy;

/// Checks everything but the scopes of the RTL, which only a built library knows. With lanes and no
/// scopes the RTL is left out: one lane is then cheap. Lanes and scopes may be given without waves
/// if the run goes back (`going_back`): they choose what its windows show. Throws ConfigError
/// naming the option, the value and what is allowed.
WaveSelection select_waves(const WaveOptions& options, int physical_lanes, bool going_back = false);

/// "3,17,40-47" -> 3, 17, 40, ..., 47.
std::vector<int> parse_lanes(const std::string& option, const std::string& text, int lanes);
/// "250us" -> femtoseconds; fs, ps, ns, us, ms and s.
std::uint64_t parse_time_fs(const std::string& option, const std::string& text);

/// Throws ConfigError, with the nearest name, unless each scope is in `known`, names as
/// RtlFactory::scopes() gives them.
void check_scopes(const std::vector<std::string>& scopes, const std::vector<std::string>& known);

/// The options again, for a line that reproduces a run; starts with a space, or is empty.
std::string wave_arguments(const WaveOptions& options);

}  // namespace oio
