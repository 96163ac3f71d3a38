// SPDX-License-Identifier: Apache-2.0
//
// The whole configuration of a run: as written (numbers with units, from the scenario) and as used
// (integer ratios for clocks, counts). load_sim_config() is the only way to make one from files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cosim/rewind/rewind_config.hpp"
#include "cosim/rtl_library.hpp"
#include "models/channel/physics_config.hpp"
#include "models/channel/temperature_profile.hpp"
#include "models/energy/energy_config.hpp"

namespace oio {

/// A clock whose edge k is at round(k * numerator / denominator) fs: never a sum of rounded
/// periods.
struct ClockRatio {
    std::int64_t numerator = 1;    ///< fs
    std::int64_t denominator = 1;  ///< edges in `numerator` fs
    std::uint64_t edge_fs(std::uint64_t k) const;
    double period_fs() const { return double(numerator) / double(denominator); }
    double hz() const { return 1e15 * double(denominator) / double(numerator); }
};

enum class Cut { Word, Serial };
enum class Side { Both, A, B };  ///< A: the direction that leaves chiplet a.

struct DeadLane {
    int lane = 0;  ///< Physical lane.
    Side side = Side::Both;
};

/// As a scenario writes it: "3", "a:3".
std::string to_string(const DeadLane& lane);

struct RunConfig {
    std::uint64_t seed = 1;
    double max_sim_time_us = 100000.0;
    double watchdog_us = 500.0;  ///< No progress for so long ends the run (exit 4).
    double wall_limit_s = 0.0;   ///< 0 = none.
};

struct LinkConfig {
    std::string preset = "microled-800g";
    int lanes = 400;
    int spares = 20;
    double lane_rate_gbps = 2.125;
    double length_m = 10.0;
    Cut cut = Cut::Word;
    std::vector<DeadLane> dead_lanes;
    double extra_loss_db = 0.0;
    bool light = true;
    int word_ui = 8;
    double core_clock_mhz = 0.0;  ///< As used: the default is filled in by load_sim_config().
    bool allow_over_reach = false;
    /// replay_depth, ingress_depth, marker_rows and [rtl.parameters], by RTL name, where given.
    std::map<std::string, long long> rtl_parameters;
    std::filesystem::path rtl_file_list;  ///< Empty = the project's own RTL.
    std::string rtl_top;

    // As used.
    ClockRatio ui() const;
    ClockRatio word_clock() const;
    ClockRatio core_clock() const;
    int physical() const { return lanes + spares; }
    double raw_gbps() const { return lanes * lane_rate_gbps; }
    double flit_rate_mhz() const { return raw_gbps() * 1e3 / 2048.0; }
};

struct ChannelConfig {
    std::string lane_model = "set_m";  ///< set_m, set_a or physics.
    /// Ambient temperature over the run; one point means constant. The fitted sets know only 25 C.
    std::vector<TemperaturePoint> temperature{{0.0, 25.0}};
    double temperature_step_c = 2.0;  ///< In which the channel follows a changing temperature.
    // Where given, instead of the lane model's own; none of them in the fitted sets.
    std::optional<double> crosstalk_db;     ///< Into each adjacent lane.
    std::optional<double> jitter_rj_ui;     ///< Rms.
    std::optional<double> jitter_dj_ui;     ///< Dual-Dirac, peak to peak.
    std::optional<double> bandwidth_sigma;  ///< Relative spread over the lanes.
    std::optional<double> threshold_sigma;  ///< Spread of comparator offsets, in levels.
    PhysicsConfig physics;                  ///< Devices of lane model physics.
    bool noise = true;
    bool lane_variation = true;
    double coupling_sigma_db = 0.3;
    double skew_sigma_ps = 20.0;
    double skew_range_ui = 24.0;  ///< 0 = no skew.
    double los_threshold = 0.1;
    double los_delay_ns = 50.0;
    double threshold_full_scale = 0.5;
    double q0 = 0.0;       ///< 0 = the lane model's own.
    bool permute = false;  ///< A fibre bundle that mixes the lanes; drawn from the seed.
};

struct WorkloadConfig {
    /// "prbs", "saturate", "latency", a descriptor (.toml), or a Chakra folder or prefix. Paths are
    /// absolute or relative to the working folder.
    std::string path = "saturate";
    std::uint64_t payload_bytes = 0;  ///< 0 = the workload's own default.
    int prbs = 31;
    std::uint64_t bits = 0;  ///< Bits per lane for "prbs"; 0 = default.
    double gap_ns = 0.0;     ///< Time between flits for "latency"; 0 = default.
};

struct TopologyConfig {
    int ranks = 0;  ///< 0 = from the workload.
    std::vector<std::pair<int, int>> rtl_links{{0, 1}};
};

struct SurrogateConfig {
    double latency_ns = 0.0;    ///< 0 = as the word cut measured.
    double payload_gbps = 0.0;  ///< 0 = as the word cut measured.
};

/// Limits of a scenario. A check that is not set is not made; `failures[]` names those that failed.
struct ChecksConfig {
    std::optional<double> max_ber;
    std::optional<double> min_ber;
    std::optional<double> max_energy_pj_per_bit;
    std::optional<double> min_throughput_gbps;
    std::optional<double> min_efficiency;
    std::optional<double> max_latency_ns;  ///< On latency_ns.max.
    std::optional<double> max_p99_latency_ns;
    std::optional<double> max_training_us;
    std::optional<std::uint64_t> min_replays;
    std::optional<std::uint64_t> max_replays;
    std::optional<std::uint64_t> min_errors_injected;
    std::optional<int> mapped_lanes;  ///< Exactly so many.
};

enum class FaultKind { LaneDead, Flap, Reset, LightOff, Drift };
/// As a scenario writes it: "lane_dead".
const char* to_string(FaultKind kind);

struct FaultConfig {
    double at_us = 0.0;
    FaultKind kind = FaultKind::Flap;
    std::vector<int> lanes;  ///< Physical lanes, for LaneDead and Drift (empty = all).
    Side side = Side::Both;
    double duration_us = 0.0;  ///< 0 = for good (LaneDead, LightOff); Flap and Reset need it.
    double ui_per_us = 0.0;    ///< Drift.
};

struct SimConfig {
    std::string name;     ///< Name of the scenario or preset.
    std::string purpose;  ///< One line.
    std::filesystem::path file;
    RunConfig run;
    LinkConfig link;
    ChannelConfig channel;
    WorkloadConfig workload;
    TopologyConfig topology;
    SurrogateConfig surrogate;
    std::map<std::string, double> energy;  ///< Overrides of the scenario, by name.
    EnergyConfig energy_costs;  ///< As used: models/params/energy.toml and the overrides.
    ChecksConfig checks;
    std::vector<FaultConfig> faults;
    /// Every key of the scenario with the value used, defaults included; lists are left out.
    std::map<std::string, std::variant<double, std::string>> used;
    /// Of a random scenario: what was drawn, by key, as JSON text.
    std::vector<std::pair<std::string, std::string>> draws;
    RewindConfig rewind;

    /// The RTL configuration of this link.
    RtlConfig rtl(bool waves, bool coverage = false) const;
};

/// One option that overrides a key: `option` is what messages call it.
struct ConfigOverride {
    std::string option;
    std::string key;
    std::string value;
};

/// Reads a scenario: a file, the name of one in testbench/scenarios, or a preset's name (then the
/// default scenario with that preset). Ranges (a file, or the name of one in testbench/random) are
/// drawn from with the seed of the overrides. Throws ConfigError.
SimConfig load_sim_config(const std::string& scenario,
                          const std::vector<ConfigOverride>& overrides = {});

/// A name and its one-line purpose.
struct CatalogueEntry {
    std::string name;
    std::string purpose;
};
std::vector<CatalogueEntry> list_presets();
std::vector<CatalogueEntry> list_scenarios();
std::vector<CatalogueEntry> list_random();

}  // namespace oio
