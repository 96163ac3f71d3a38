// SPDX-License-Identifier: Apache-2.0
#include "cosim/sim_config_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "cosim/build_info.hpp"
#include "cosim/channel_section.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr double kForever = 1e9;          // us; 1000 s of simulated time.
constexpr double kFibreNsPerM = 5.019;    // physics.md 2: group delay at 430 nm.
constexpr double kTurnaroundNs = 200.0;   // Both chiplets: latency target of 100 ns, twice.
constexpr int kAckEvery = 64;             // Data flits between two acknowledgements under load.
constexpr int kDefaultReplayDepth = 512;  // oio_chiplet's ReplayDepth.
constexpr int kMarkerRowsStep = 256;      // What oio_serdes_frame_tx asks for.
constexpr double kCoreStepMhz = 50.0;
constexpr double kCoreLeastMhz = 500.0;
constexpr double kCoreMargin = 1.15;

void read_run(ConfigReader& reader, RunConfig& run) {
    run.seed = static_cast<std::uint64_t>(
        reader.get_int("run.seed", static_cast<long long>(run.seed), 0, INT64_MAX));
    run.max_sim_time_us =
        reader.get_double("run.max_sim_time_us", run.max_sim_time_us, 1.0, kForever);
    run.watchdog_us = reader.get_double("run.watchdog_us", run.watchdog_us, 10.0, kForever);
    run.wall_limit_s = reader.get_double("run.wall_limit_s", run.wall_limit_s, 0.0, 1e7);
}

// "3", "a:3" or "b:3".
DeadLane parse_lane(const ConfigReader& reader, const std::string& key, const std::string& text,
                    int physical) {
    static const std::regex pattern(R"(\s*(?:([abAB]):)?(\d{1,6})\s*)");
    std::smatch match;
    if (!std::regex_match(text, match, pattern)) {
        reader.reject(key, "\"" + text + "\" is no lane; write 3, \"a:3\" or \"b:3\"");
    }
    DeadLane lane;
    lane.lane = std::stoi(match[2]);
    if (match[1].matched) {
        lane.side = match[1] == "a" || match[1] == "A" ? Side::A : Side::B;
    }
    if (lane.lane >= physical) {
        reader.reject(key, fmt::format("lane {} does not exist; allowed is [0, {}]", lane.lane,
                                       physical - 1));
    }
    return lane;
}

void read_clock(ConfigReader& reader, LinkConfig& link) {
    const double word_mhz = link.lane_rate_gbps * 1e3 / link.word_ui;
    const double flit_mhz = link.flit_rate_mhz();
    const double wanted = std::max({kCoreLeastMhz, kCoreMargin * flit_mhz, word_mhz});
    const double fallback = std::ceil(wanted / kCoreStepMhz - 1e-9) * kCoreStepMhz;
    link.core_clock_mhz = reader.get_double("link.core_clock_mhz", fallback, 1.0, 20000.0);
    const double least = std::max(flit_mhz, word_mhz);
    if (link.core_clock_mhz < least) {
        reader.reject("link.core_clock_mhz",
                      fmt::format("is too slow for {} lanes at {:g} Gb/s with words of {} unit "
                                  "intervals; allowed is [{:g}, 20000], the default is {:g}",
                                  link.lanes, link.lane_rate_gbps, link.word_ui,
                                  std::ceil(least * 10.0) / 10.0, fallback));
    }
}

// Named keys for the parameters that scenarios use, and [rtl.parameters] for every other one.
void read_rtl(ConfigReader& reader, LinkConfig& link) {
    const auto read = [&](const char* key, const char* parameter, long long low, long long high) {
        if (reader.has(key)) link.rtl_parameters[parameter] = reader.get_int(key, 0, low, high);
    };
    read("link.replay_depth", "ReplayDepth", 16, 2047);
    read("link.ingress_depth", "IngressDepth", 16, 64);
    read("link.marker_rows", "MarkerRows", kMarkerRowsStep, 65536);
    if (reader.has("link.marker_rows") &&
        link.rtl_parameters["MarkerRows"] % kMarkerRowsStep != 0) {
        reader.reject("link.marker_rows", fmt::format("must be a multiple of {} in [{}, 65536]",
                                                      kMarkerRowsStep, kMarkerRowsStep));
    }
    for (const std::string& name : reader.keys_of("rtl.parameters")) {
        const std::string key = "rtl.parameters." + name;
        for (const char* const taken : {"Lanes", "Spares", "WordUi"}) {
            if (name == taken)
                reader.reject(key, "is set by link.lanes, link.spares, link.word_ui");
        }
        link.rtl_parameters[name] = reader.get_int(key, 0, 0, INT32_MAX);
    }
    link.rtl_top = reader.get_string("rtl.top", "");
    const std::string list = reader.get_string("rtl.file_list", "");
    if (!list.empty()) {
        link.rtl_file_list = reader.folder("rtl.file_list") / list;
        if (!fs::is_regular_file(link.rtl_file_list)) {
            reader.reject("rtl.file_list", "no such file: " + link.rtl_file_list.string());
        }
    }
}

// A replay buffer shorter than a round trip is correct but stalls; that must be meant.
void check_reach(ConfigReader& reader, const LinkConfig& link) {
    const auto given = link.rtl_parameters.find("ReplayDepth");
    const long long depth =
        given == link.rtl_parameters.end() ? kDefaultReplayDepth : given->second;
    const double round_trip_ns = 2.0 * link.length_m * kFibreNsPerM + kTurnaroundNs;
    const double needed = std::ceil(round_trip_ns * link.flit_rate_mhz() * 1e-3) + kAckEvery;
    if (needed > static_cast<double>(depth) && !link.allow_over_reach) {
        reader.reject("link.length_m",
                      fmt::format("a round trip of {:g} m holds {:.0f} flits but link.replay_depth "
                                  "is {}; raise it (at most 2047), shorten the link, or set "
                                  "link.allow_over_reach = true and accept stalls",
                                  link.length_m, needed, depth));
    }
}

void read_link(ConfigReader& reader, LinkConfig& link) {
    link.lanes = static_cast<int>(reader.get_int("link.lanes", link.lanes, 16, 1024));
    if (link.lanes % 16 != 0) {
        reader.reject("link.lanes", "must be a multiple of 16 in [16, 1024]");
    }
    link.spares = static_cast<int>(reader.get_int("link.spares", link.spares, 0, 64));
    link.lane_rate_gbps = reader.get_double("link.lane_rate_gbps", link.lane_rate_gbps, 0.1, 20.0);
    link.length_m = reader.get_double("link.length_m", link.length_m, 0.0, 1000.0);
    link.cut = reader.get_choice("link.cut", "word", {"word", "serial"}) == "word" ? Cut::Word
                                                                                   : Cut::Serial;
    for (const std::string& text : reader.get_list("link.dead_lanes")) {
        link.dead_lanes.push_back(parse_lane(reader, "link.dead_lanes", text, link.physical()));
    }
    link.extra_loss_db = reader.get_double("link.extra_loss_db", link.extra_loss_db, 0.0, 60.0);
    link.light = reader.get_bool("link.light", link.light);
    link.word_ui = static_cast<int>(reader.get_int("link.word_ui", link.word_ui, 8, 32));
    if (link.word_ui != 8 && link.word_ui != 16 && link.word_ui != 32) {
        reader.reject("link.word_ui", "must be 8, 16 or 32");
    }
    link.allow_over_reach = reader.get_bool("link.allow_over_reach", link.allow_over_reach);
    read_clock(reader, link);
    read_rtl(reader, link);
    check_reach(reader, link);
}

// A folder or a prefix of Chakra files, or a descriptor. Looked for beside the scenario, in the
// working folder and among the workloads that come with the program.
std::string find_workload(const ConfigReader& reader, const std::string& text) {
    const fs::path bundled = fs::path(build_info::kSourceDir) / "testbench" / "workloads";
    for (const fs::path& base : {reader.folder("workload.path"), fs::current_path(), bundled}) {
        const fs::path path = base / text;
        std::error_code error;
        if (fs::exists(path, error)) return path.string();
        if (fs::exists(path.string() + ".0.et", error)) return path.string();
        if (fs::exists(path.string() + ".toml", error)) return path.string() + ".toml";
    }
    reader.reject(
        "workload.path",
        "no such workload; allowed are prbs, saturate, latency, a descriptor (.toml), and "
        "a folder or prefix of Chakra traces (PREFIX.0.et, PREFIX.1.et, ...)");
}

void read_workload(ConfigReader& reader, WorkloadConfig& workload) {
    workload.path = reader.get_string("workload.path", workload.path);
    if (workload.path != "prbs" && workload.path != "saturate" && workload.path != "latency") {
        workload.path = find_workload(reader, workload.path);
    }
    workload.payload_bytes = static_cast<std::uint64_t>(
        reader.get_int("workload.payload_bytes", 0, 0, 1'000'000'000'000));
    workload.prbs = static_cast<int>(reader.get_int("workload.prbs", workload.prbs, 7, 31));
    if (workload.prbs != 7 && workload.prbs != 15 && workload.prbs != 31) {
        reader.reject("workload.prbs", "must be 7, 15 or 31");
    }
    workload.bits =
        static_cast<std::uint64_t>(reader.get_int("workload.bits", 0, 0, 1'000'000'000'000));
    workload.gap_ns = reader.get_double("workload.gap_ns", workload.gap_ns, 0.0, 1e6);
}

void read_topology(ConfigReader& reader, TopologyConfig& topology) {
    topology.ranks = static_cast<int>(reader.get_int("topology.ranks", topology.ranks, 0, 1024));
    if (topology.ranks == 1)
        reader.reject("topology.ranks", "must be 0 (from the workload) or in [2, 1024]");
    if (!reader.has("topology.rtl_links")) return;
    topology.rtl_links.clear();
    static const std::regex pattern(R"((\d{1,4})-(\d{1,4}))");
    for (const std::string& text : reader.get_list("topology.rtl_links")) {
        std::smatch match;
        if (!std::regex_match(text, match, pattern)) {
            reader.reject("topology.rtl_links", "\"" + text + "\" is no link; write \"0-1\"");
        }
        const std::pair<int, int> ranks{std::stoi(match[1]), std::stoi(match[2])};
        const int highest = std::max(ranks.first, ranks.second);
        if (ranks.first == ranks.second) {
            reader.reject("topology.rtl_links", "\"" + text + "\" joins a rank with itself");
        }
        if (topology.ranks > 0 && highest >= topology.ranks) {
            reader.reject("topology.rtl_links",
                          fmt::format("rank {} does not exist; allowed is [0, {}]", highest,
                                      topology.ranks - 1));
        }
        topology.rtl_links.push_back(ranks);
    }
}

// The parameter file first, then what the scenario overrides.
void read_energy(ConfigReader& reader, SimConfig& config) {
    ConfigReader costs;
    costs.add_file(fs::path(build_info::kSourceDir) / "models/params/energy.toml");
    std::set<std::string> known;
    for (const EnergyParameter& parameter : EnergyConfig::parameters()) {
        const std::string name = parameter.name;
        known.insert(name);
        for (const char* const text : {".unit", ".source"}) costs.get_string(name + text, "");
        for (const char* const bound : {".low", ".high"})
            costs.get_double(name + bound, 0, 0, 1e12);
        const double value = costs.get_double(name + ".value", config.energy_costs.*parameter.field,
                                              parameter.low, parameter.high);
        const std::string key = "energy." + name;
        config.energy_costs.*parameter.field =
            reader.get_double(key, value, parameter.low, parameter.high);
        if (reader.has(key)) config.energy[name] = config.energy_costs.*parameter.field;
    }
    costs.finish();
}

template <typename Value>
void read_limit(ConfigReader& reader, const char* name, std::optional<Value>& limit,
                double highest) {
    const std::string key = std::string("checks.") + name;
    if constexpr (std::is_floating_point_v<Value>) {
        const double value = reader.get_double(key, 0.0, 0.0, highest);
        if (reader.has(key)) limit = value;
    } else {
        const long long value = reader.get_int(key, 0, 0, static_cast<long long>(highest));
        if (reader.has(key)) limit = static_cast<Value>(value);
    }
}

void read_checks(ConfigReader& reader, ChecksConfig& checks) {
    read_limit(reader, "max_ber", checks.max_ber, 1.0);
    read_limit(reader, "min_ber", checks.min_ber, 1.0);
    read_limit(reader, "max_energy_pj_per_bit", checks.max_energy_pj_per_bit, 1e6);
    read_limit(reader, "min_throughput_gbps", checks.min_throughput_gbps, 1e6);
    read_limit(reader, "min_efficiency", checks.min_efficiency, 1.0);
    read_limit(reader, "max_latency_ns", checks.max_latency_ns, 1e9);
    read_limit(reader, "max_p99_latency_ns", checks.max_p99_latency_ns, 1e9);
    read_limit(reader, "max_training_us", checks.max_training_us, 1e6);
    read_limit(reader, "min_replays", checks.min_replays, 1e15);
    read_limit(reader, "max_replays", checks.max_replays, 1e15);
    read_limit(reader, "min_errors_injected", checks.min_errors_injected, 1e15);
    read_limit(reader, "mapped_lanes", checks.mapped_lanes, 64);
}

constexpr FaultKind kFaultKinds[] = {FaultKind::LaneDead, FaultKind::Flap, FaultKind::Reset,
                                     FaultKind::LightOff, FaultKind::Drift};

FaultConfig read_fault(ConfigReader& reader, const std::string& base, int physical) {
    FaultConfig fault;
    fault.at_us = reader.get_double(base + "at_us", -1.0, 0.0, kForever);
    if (fault.at_us < 0.0) reader.reject(base + "at_us", "is needed: when the fault strikes");
    std::set<std::string> names;
    for (const FaultKind kind : kFaultKinds) names.insert(to_string(kind));
    const std::string given = reader.get_choice(base + "kind", "", names);
    for (const FaultKind kind : kFaultKinds) {
        if (given == to_string(kind)) fault.kind = kind;
    }
    for (const std::string& text : reader.get_list(base + "lanes")) {
        fault.lanes.push_back(parse_lane(reader, base + "lanes", text, physical).lane);
    }
    const std::string side = reader.get_choice(base + "side", "both", {"a", "b", "both"});
    fault.side = side == "a" ? Side::A : side == "b" ? Side::B : Side::Both;
    fault.duration_us = reader.get_double(base + "duration_us", 0.0, 0.0, kForever);
    fault.ui_per_us = reader.get_double(base + "ui_per_us", 0.0, -10.0, 10.0);
    if (fault.kind == FaultKind::LaneDead && fault.lanes.empty()) {
        reader.reject(base + "lanes", "is needed: the physical lanes that die");
    }
    if ((fault.kind == FaultKind::Flap || fault.kind == FaultKind::Reset) &&
        fault.duration_us == 0.0) {
        reader.reject(base + "duration_us", "must be above 0 for a flap or a reset");
    }
    if (fault.kind == FaultKind::Drift && fault.ui_per_us == 0.0) {
        reader.reject(base + "ui_per_us", "is needed for a drift and must not be 0");
    }
    return fault;
}

}  // namespace

const char* to_string(FaultKind kind) {
    switch (kind) {
        case FaultKind::LaneDead:
            return "lane_dead";
        case FaultKind::Flap:
            return "flap";
        case FaultKind::Reset:
            return "reset";
        case FaultKind::LightOff:
            return "light_off";
        case FaultKind::Drift:
            return "drift";
    }
    return "?";
}

std::string to_string(const DeadLane& lane) {
    const char* const side = lane.side == Side::A ? "a:" : lane.side == Side::B ? "b:" : "";
    return side + std::to_string(lane.lane);
}

void read_sections(ConfigReader& reader, SimConfig& config) {
    reader.get_string("purpose", "");
    read_run(reader, config.run);
    read_link(reader, config.link);
    read_channel(reader, config);
    read_workload(reader, config.workload);
    read_topology(reader, config.topology);
    config.surrogate.latency_ns = reader.get_double("surrogate.latency_ns", 0.0, 0.0, 1e9);
    config.surrogate.payload_gbps = reader.get_double("surrogate.payload_gbps", 0.0, 0.0, 1e6);
    read_energy(reader, config);
    read_checks(reader, config.checks);
    config.rewind = read_rewind(reader, config.link.physical());
    const std::size_t faults = reader.count_tables("fault");
    for (std::size_t i = 0; i < faults; ++i) {
        config.faults.push_back(
            read_fault(reader, fmt::format("fault[{}].", i), config.link.physical()));
    }
}

}  // namespace oio
