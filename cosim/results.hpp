// SPDX-License-Identifier: Apache-2.0
//
// What a run measured, and its JSON form (result.json). Every number has its unit in its name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cosim/coverage/coverage_sample.hpp"
#include "cosim/divergence.hpp"
#include "cosim/explain/error_chain.hpp"
#include "cosim/latency_histogram.hpp"

namespace oio {

constexpr int kResultSchema = 1;

/// How a run ended; the numbers are the exit codes of architecture.md section 6.
enum class RunStatus { Pass, Fail, RtlAssertion, InternalError, Timeout };
const char* to_string(RunStatus status);
int exit_code(RunStatus status);

struct LaneCounts {
    int data = 0;  ///< Active lanes asked for.
    int spare = 0;
    int active = 0;  ///< Carrying data at the end (the smaller of the two directions).
    int dead = 0;    ///< Found dead in training (the larger of the two directions).
    int mapped = 0;  ///< Replaced by spares (the larger of the two directions).
};

struct TrafficResult {
    std::uint64_t payload_bytes = 0;  ///< Delivered and compared, all RTL links, both directions.
    std::uint64_t flits = 0;
    std::uint64_t replays = 0;
    std::uint64_t crc_errors = 0;
    std::uint64_t timeouts = 0;  ///< Replays that no request asked for.
    std::uint64_t mismatches = 0;
    std::uint64_t lost = 0;
    std::uint64_t duplicated = 0;
};

struct LatencyStage {
    std::string name;
    LatencyHistogram histogram;
};

struct LaneResult {
    int lane = 0;
    std::uint64_t bits = 0;
    std::uint64_t errors = 0;
    double predicted_log10_ber = 0.0;  ///< At the trained phase and threshold; 0 = not known.
    bool dead = false;
    bool mapped = false;  ///< A spare that carries a dead lane's data.
};

struct BerResult {
    std::uint64_t errors_injected =
        0;  ///< By the channel, on lanes with light, while a link carries data.
    std::uint64_t errors_detected = 0;  ///< By the RTL's PRBS checkers (PRBS mode only).
    std::uint64_t detected_bits = 0;    ///< Bits that these checkers compared.
    std::uint64_t bits = 0;             ///< Sampled by these lanes in that time.
    /// By the lane model at the codes and conditions of the end, mean over the bits of the lanes
    /// that have light; 0 = not computed.
    double predicted = 0.0;
    std::uint64_t predicted_bits = 0;
    /// Of the same lanes while a link trained again; in none of the above.
    std::uint64_t training_errors = 0;
    std::uint64_t training_bits = 0;

    /// Adds what a lane of a link with payload has counted.
    void add(const LaneResult& lane);
};

struct DirectionResult {
    std::string name;  ///< "a_to_b", "b_to_a".
    /// Of the flits that the far die got, in order, as 16 hexadecimal digits.
    std::string flit_hash;
    std::vector<LaneResult> lanes;
    std::uint64_t training_errors = 0;  ///< Of all lanes, while the link trained again.
    std::uint64_t training_bits = 0;
};

struct LinkResult {
    std::string name;   ///< "0-1".
    std::string level;  ///< "rtl_word", "rtl_serial", "surrogate".
    std::uint64_t payload_bytes = 0;
    std::uint64_t flits = 0;
    std::uint64_t replays = 0;
    std::uint64_t crc_errors = 0;
    double latency_mean_ns = 0.0;
    double throughput_gbps = 0.0;
    int retrains = 0;
    std::vector<DirectionResult> directions;  ///< Empty for a surrogate.
};

struct RankResult {
    int rank = 0;
    std::uint64_t sent_bytes = 0;
    std::uint64_t received_bytes = 0;
    double end_us = 0.0;
};

struct EnergyLine {
    std::string name;
    double pj_per_bit = 0.0;
    double joules = 0.0;
    std::string boundary;  ///< "B0" to "B5".
    std::string source;
    bool is_static = false;
};

struct RunEvent {
    double time_us = 0.0;
    std::string where;  ///< "chiplet_a", "channel", "rank 3".
    std::string what;   ///< "link up", "retrain: loss of signal".
};

struct RunFailure {
    std::string check;  ///< Short name: "mismatch", "max_ber", "training".
    std::string message;
    double time_us = 0.0;  ///< When it failed, or was judged.
    bool at_end = false;   ///< Judged when the run had ended: its cause lies anywhere before.
};

/// A wave file: of one trigger of the rewind, with the time before it, or one asked for.
struct RewindWave {
    std::string cause;  ///< "mismatch", "at 400 us", "ber(lane 17) > 1e-06", "--waves".
    double trigger_us = 0.0;
    double from_us = 0.0;
    double until_us = 0.0;
    std::string file;  ///< In the folder of the results; empty = no wave.
    bool ok = false;
    std::string note;  ///< Why there is none.
};

/// Wall-clock figures: the only part of a result that differs between two equal runs.
struct WallResult {
    double total_s = 0.0;
    double rtl_build_s = 0.0;
    double simulate_s = 0.0;
    double lane_bits_per_s = 0.0;
    std::string started;                 ///< UTC, ISO 8601.
    std::uint64_t rewind_snapshots = 0;  ///< Taken; 0 = rewind was off.
    std::uint64_t rewind_lost_snapshots = 0;
    double rewind_peak_mb = 0.0;  ///< Private pages of all snapshots together.
    double rewind_fork_s = 0.0;
};

struct RunResult {
    RunStatus status = RunStatus::Pass;
    std::string scenario;
    std::string purpose;
    std::uint64_t seed = 0;
    std::string workload;
    /// The configuration as used, "key" -> text, in a fixed order.
    std::vector<std::pair<std::string, std::string>> configuration;
    /// Of a random scenario: what was drawn, "key" -> JSON text.
    std::vector<std::pair<std::string, std::string>> draws;
    double simulated_us = 0.0;
    LaneCounts lanes;
    double workload_us = 0.0;  ///< From the start of the traffic to its end.
    double training_us = 0.0;  ///< Until both sides are ACTIVE; negative = never.
    TrafficResult traffic;
    double throughput_gbps = 0.0;  ///< Payload, both directions together, while traffic runs.
    double efficiency = 0.0;       ///< Payload per direction / (active lanes x rate).
    LatencyHistogram latency;
    std::vector<LatencyStage> latency_stages;
    BerResult ber;
    double energy_payload_bits = 0.0;
    std::vector<EnergyLine> energy;  ///< The total is their sum and never stored.
    std::vector<LinkResult> links;
    std::vector<RankResult> ranks;
    std::vector<RunEvent> events;
    std::vector<RunFailure> failures;
    std::optional<Divergence> first_divergence;  ///< Of the first link that has one.
    std::vector<CoverageSample> samples;         ///< For functional coverage, where asked for.
    std::vector<RewindWave> rewind;
    ErrorCauses causes;      ///< Of the wrong bits on links in RTL.
    ChainReport chains;      ///< For chains.json, where asked for.
    std::string state_dump;  ///< Of every FSM and queue, when the watchdog ended the run.
    WallResult wall;
    RewindWave full_dump;       ///< Of --waves; not in result.json, which such a run shares.
    std::string waves_defect;   ///< Why there are no waves though they were asked for.
    std::string waves_command;  ///< Opens the waves; for the summary, not in result.json.

    double energy_pj_per_bit() const;
    /// Adds a failure; the status becomes Fail if it was Pass. Without a time it is one that is
    /// judged at the end, at `simulated_us`.
    void fail(const std::string& check, const std::string& message,
              std::optional<double> time_us = std::nullopt);
};

/// 0 when there is no payload.
double joules_to_pj_per_bit(double joules, double payload_bits);

/// The whole result as JSON text, two spaces per level, ending in a newline.
std::string to_json(const RunResult& result);

/// Writes a file under a temporary name and renames it. Throws ConfigError when that is impossible.
void write_file_atomically(const std::filesystem::path& path, const std::string& text);

}  // namespace oio
