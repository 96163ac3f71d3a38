// SPDX-License-Identifier: Apache-2.0
#include "cosim/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/confidence.hpp"

namespace oio {

namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kMostStages = 10;
constexpr std::size_t kMostLinks = 4;
constexpr std::size_t kMostEvents = 5;
constexpr std::size_t kMostFailures = 5;
constexpr std::size_t kMostLinesOfOne = 3;  // Of a failure.
constexpr std::size_t kLeastCause = 12;     // Columns of a trigger, however long its file's name.
constexpr const char* kLine = "  {:<12}{}\n";

struct Paint {
    bool on;
    std::string operator()(const char* code, const std::string& text) const {
        return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
    }
};

std::string clipped(const std::string& text, std::size_t width) {
    const std::string line = text.substr(0, text.find('\n'));
    return line.size() <= width ? line : line.substr(0, width - 3) + "...";
}

std::string line(const char* name, const std::string& text) {
    return fmt::format(kLine, name, clipped(text, kColumns - 14));
}

// A sentence over as many lines as needed, broken at spaces and cut off after `most` lines.
std::vector<std::string> folded(const std::string& text, std::size_t most) {
    constexpr std::size_t kWidth = kColumns - 14;
    std::string rest = text.substr(0, text.find('\n'));
    std::vector<std::string> lines;
    while (rest.size() > kWidth && lines.size() + 1 < most) {
        const std::size_t space = rest.rfind(' ', kWidth);
        const bool broken = space == std::string::npos || space == 0;
        lines.push_back(rest.substr(0, broken ? kWidth : space));
        rest.erase(0, broken ? kWidth : space + 1);
    }
    lines.push_back(clipped(rest, kWidth));
    return lines;
}

// "a 1.0, b 2.0" over as many lines as needed, the first one with a name.
std::string wrapped(const char* name, const std::vector<std::string>& items) {
    std::string text;
    std::string open;
    const char* label = name;
    for (const std::string& item : items) {
        if (!open.empty() && open.size() + item.size() + 3 > kColumns - 14) {
            text += line(label, open);
            label = "";
            open.clear();
        }
        open += (open.empty() ? "" : "   ") + item;
    }
    return open.empty() ? text : text + line(label, open);
}

std::string lanes_text(const RunResult& result) {
    const LaneCounts& lanes = result.lanes;
    return fmt::format("{} of {} active, {} spare, {} dead, {} mapped to spares", lanes.active,
                       lanes.data, lanes.spare, lanes.dead, lanes.mapped);
}

std::string latency_lines(const RunResult& result) {
    const LatencyHistogram& latency = result.latency;
    if (latency.count() == 0) return "";
    std::string text =
        line("latency",
             fmt::format("{:.1f} min   {:.1f} mean   {:.1f} p50   {:.1f} p99   {:.1f} max  ns",
                         latency.min_ns(), latency.mean_ns(), latency.percentile_ns(0.5),
                         latency.percentile_ns(0.99), latency.max_ns()));
    std::vector<std::string> stages;
    for (const LatencyStage& stage : result.latency_stages) {
        if (stages.size() == kMostStages) break;
        stages.push_back(fmt::format("{} {:.1f}", stage.name, stage.histogram.mean_ns()));
    }
    return text + wrapped("  mean ns", stages);
}

std::string energy_lines(const RunResult& result) {
    if (result.energy.empty()) return "";
    std::vector<EnergyLine> lines = result.energy;
    std::stable_sort(lines.begin(), lines.end(), [](const EnergyLine& a, const EnergyLine& b) {
        return a.pj_per_bit > b.pj_per_bit;
    });
    std::vector<std::string> largest;
    for (const EnergyLine& entry : lines) {
        if (largest.size() == 5) break;
        largest.push_back(fmt::format("{} {:.3f}", entry.name, entry.pj_per_bit));
    }
    return line("energy",
                fmt::format("{:.3f} pJ per payload bit, both chiplets, {} entries, largest:",
                            result.energy_pj_per_bit(), result.energy.size())) +
           wrapped("", largest);
}

std::string link_lines(const RunResult& result) {
    if (result.links.size() < 2) return "";
    std::string text;
    std::size_t shown = 0;
    for (const LinkResult& link : result.links) {
        if (shown == kMostLinks) break;
        text += line(shown == 0 ? "links" : "",
                     fmt::format("{:<6} {:<11} {:>9}  {:>8.1f} Gb/s  {:>7.1f} ns  {} replays",
                                 link.name, link.level, bytes_text(link.payload_bytes),
                                 link.throughput_gbps, link.latency_mean_ns, link.replays));
        ++shown;
    }
    if (result.links.size() > shown) {
        text += line("", fmt::format("and {} more", result.links.size() - shown));
    }
    return text;
}

std::string rank_line(const RunResult& result) {
    if (result.ranks.empty()) return "";
    std::uint64_t low = result.ranks.front().sent_bytes;
    std::uint64_t high = low;
    double end = 0.0;
    for (const RankResult& rank : result.ranks) {
        low = std::min(low, rank.sent_bytes);
        high = std::max(high, rank.sent_bytes);
        end = std::max(end, rank.end_us);
    }
    const std::string each =
        low == high ? grouped_text(low) : grouped_text(low) + " to " + grouped_text(high);
    return line("ranks", fmt::format("{}, each sent {} bytes, the last ended at {:.1f} us",
                                     result.ranks.size(), each, end));
}

std::string rewind_lines(const RunResult& result) {
    std::string text;
    for (const RewindWave& wave : result.rewind) {
        // The cause was the user's own words: it is what may be cut.
        const std::string what = wave.ok ? fmt::format(": {}, {:.3f} to {:.3f} us", wave.file,
                                                       wave.from_us, wave.until_us)
                                         : ": " + wave.note;
        const std::size_t left = kColumns - 14 - std::min(what.size(), kColumns - 14);
        const std::string cause = clipped(wave.cause, std::max(left, kLeastCause));
        for (const std::string& part : folded(cause + what, kMostLinesOfOne)) {
            text += line(text.empty() ? "rewind" : "", part);
        }
    }
    if (result.wall.rewind_snapshots > 0) {
        text += line(text.empty() ? "rewind" : "",
                     fmt::format("{} snapshots, {:.0f} MB at most, {:.2f} s to take",
                                 result.wall.rewind_snapshots, result.wall.rewind_peak_mb,
                                 result.wall.rewind_fork_s));
    }
    return text;
}

}  // namespace

std::string bytes_text(std::uint64_t bytes) {
    const double value = static_cast<double>(bytes);
    if (value < 1e3) return fmt::format("{} B", bytes);
    if (value < 1e6) return fmt::format("{:.4g} kB", value / 1e3);
    if (value < 1e9) return fmt::format("{:.4g} MB", value / 1e6);
    return fmt::format("{:.4g} GB", value / 1e9);
}

std::string grouped_text(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), ",");
    }
    return text;
}

std::string ber_text(const BerResult& ber) {
    if (ber.bits == 0) return "no bits counted";
    const Interval interval = clopper_pearson(ber.errors_injected, ber.bits, 0.95);
    std::string text = fmt::format("{} errors in {:.3g} bits, ", grouped_text(ber.errors_injected),
                                   static_cast<double>(ber.bits));
    if (ber.errors_injected == 0) {
        text += fmt::format("below {:.2g} (95 %)", interval.high);
    } else {
        text += fmt::format("{:.3g} (95 %: {:.2g} to {:.2g})",
                            double(ber.errors_injected) / double(ber.bits), interval.low,
                            interval.high);
    }
    if (ber.predicted > 0.0) text += fmt::format(", model {:.2g}", ber.predicted);
    return text;
}

std::string summary_text(const RunResult& result, bool colour) {
    const Paint paint{colour};
    const bool passed = result.status == RunStatus::Pass;
    std::string verdict = to_string(result.status);
    std::transform(verdict.begin(), verdict.end(), verdict.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    std::string text = fmt::format("\n{}  {}  seed {}\n", paint(passed ? "1;32" : "1;31", verdict),
                                   paint("1", result.scenario), result.seed);
    if (!result.purpose.empty()) text += "  " + clipped(result.purpose, kColumns - 2) + "\n";
    text += "\n";
    text += line("workload", result.workload);
    for (const auto& [key, value] : result.configuration) {
        if (key == "link") text += line("link", value);
    }
    text += line("lanes", lanes_text(result));
    text +=
        line("training", result.training_us < 0.0 ? "never ACTIVE"
                                                  : fmt::format("{:.1f} us", result.training_us));
    const TrafficResult& traffic = result.traffic;
    text += line("traffic", fmt::format("{} payload in {} flits, {} mismatches",
                                        bytes_text(traffic.payload_bytes),
                                        grouped_text(traffic.flits), traffic.mismatches));
    text +=
        line("retry", fmt::format("{} CRC errors, {} flits replayed, {} lost, {} duplicated",
                                  grouped_text(traffic.crc_errors), grouped_text(traffic.replays),
                                  traffic.lost, traffic.duplicated));
    text +=
        line("throughput", fmt::format("{:.1f} Gb/s payload, both directions; efficiency {:.4f}",
                                       result.throughput_gbps, result.efficiency));
    text += latency_lines(result);
    text += line("bit errors", ber_text(result.ber));
    if (result.ber.training_errors > 0) {
        text += line("", fmt::format("apart from {} in {:.3g} bits while links trained again",
                                     grouped_text(result.ber.training_errors),
                                     double(result.ber.training_bits)));
    }
    text += energy_lines(result);
    text += link_lines(result);
    text += rank_line(result);
    std::size_t shown = 0;
    for (const RunEvent& event : result.events) {
        if (shown == kMostEvents) {
            text += line("", fmt::format("and {} more events", result.events.size() - shown));
            break;
        }
        text += line(shown++ == 0 ? "events" : "",
                     fmt::format("{:>10.3f} us  {}: {}", event.time_us, event.where, event.what));
    }
    shown = 0;
    for (const RunFailure& failure : result.failures) {
        if (shown == kMostFailures) {
            text += line("", fmt::format("and {} more failures", result.failures.size() - shown));
            break;
        }
        // With many failures the first line of each is enough.
        const std::size_t most = result.failures.size() > kMostLinesOfOne ? 1 : kMostLinesOfOne;
        const char* name = shown++ == 0 ? "FAILED" : "";
        for (const std::string& part : folded(failure.check + ": " + failure.message, most)) {
            text += paint("31", line(name, part));
            name = "";
        }
    }
    text += rewind_lines(result);
    text +=
        line("speed",
             fmt::format("{:.1f} us simulated in {:.1f} s, {:.3g} lane bits per second",
                         result.simulated_us, result.wall.simulate_s, result.wall.lane_bits_per_s));
    // Not clipped: it is to be pasted.
    if (!result.waves_command.empty()) text += fmt::format(kLine, "waves", result.waves_command);
    return text;
}

}  // namespace oio
