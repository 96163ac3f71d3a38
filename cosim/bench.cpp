// SPDX-License-Identifier: Apache-2.0
#include "cosim/bench.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "cosim/bare_pair.hpp"
#include "cosim/channel_cost.hpp"
#include "cosim/process.hpp"
#include "cosim/saturated_link.hpp"

namespace oio {

namespace {

constexpr int kRounds = 5;
constexpr std::uint64_t kWordClocks = 5000;  // 19 us at the default word clock
constexpr int kDefaultLanes = 400;

SimConfig config_of(int lanes, int spares) {
    return load_sim_config("microled-800g", {{"bench", "link.lanes", std::to_string(lanes)},
                                             {"bench", "link.spares", std::to_string(spares)}});
}

SimConfig physical_config(int lanes, int spares) {
    return load_sim_config("microled-800g", {{"bench", "link.lanes", std::to_string(lanes)},
                                             {"bench", "link.spares", std::to_string(spares)},
                                             {"bench", "channel.lane_model", "'physics'"}});
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// Lane bits of both directions in kWordClocks.
double lane_bits(const SimConfig& config) {
    return 2.0 * kWordClocks * config.link.word_ui * config.link.lanes;
}

// CPU time of this program's own `run` of the default scenario, its snapshots included.
double default_run_seconds(bool rewind) {
    namespace fs = std::filesystem;
    const fs::path out = fs::temp_directory_path() / fmt::format("oio_bench_{}", getpid());
    const auto seconds = [] {
        rusage usage{};
        getrusage(RUSAGE_CHILDREN, &usage);
        return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               1e-6 * double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    };
    std::vector<std::string> command = {"/proc/self/exe", "run",   "default",
                                        "--quiet",        "--out", out.string()};
    if (rewind) command.insert(command.end(), {"--rewind", "on"});
    const double before = seconds();
    const ProcessResult run = run_process(command, fs::current_path());
    const double spent = seconds() - before;
    std::error_code ignored;
    fs::remove_all(out, ignored);
    if (run.exit_code != 0) {
        throw std::runtime_error("bench: the default scenario did not pass:\n" + run.output);
    }
    return spent;
}

}  // namespace

// Both sides trained, saturated and with the default noisy channel; CPU time, in turn, so that what
// else the machine does hits both alike.
BenchResult run_bench(Progress& progress) {
    BenchResult result;
    const std::vector<std::pair<int, int>> sizes = {{64, 4}, {256, 16}, {1024, 48}};
    std::vector<SimConfig> configs;
    for (const auto& [lanes, spares] : sizes) configs.push_back(config_of(lanes, spares));
    const SimConfig standard = config_of(kDefaultLanes, 20);
    RtlLibrary::build(standard.rtl(false), progress);
    for (const SimConfig& config : configs) RtlLibrary::build(config.rtl(false), progress);

    progress.phase("bench: 400 lanes, training");
    {
        SaturatedLink cosim(standard);
        const std::shared_ptr<RtlLibrary> library = RtlLibrary::load(standard.rtl(false), progress);
        BarePair bare(standard, *library);
        bare.train();
        bare.run(kWordClocks);
        cosim.cpu_seconds(kWordClocks);
        progress.phase("bench: 400 lanes, bare pair and co-simulation in turn");
        ChannelCost channel(standard);
        ChannelCost physical(physical_config(kDefaultLanes, 20));
        std::vector<double> bare_s, cosim_s, ratio, with_channel, with_physics;
        for (int round = 0; round < kRounds; ++round) {
            const double start = process_cpu_seconds();
            bare.run(kWordClocks);
            bare_s.push_back(process_cpu_seconds() - start);
            cosim_s.push_back(cosim.cpu_seconds(kWordClocks));
            ratio.push_back(cosim_s.back() / bare_s.back());
            with_channel.push_back(1.0 + channel.cpu_seconds(kWordClocks) / bare_s.back());
            with_physics.push_back(1.0 + physical.cpu_seconds(kWordClocks) / bare_s.back());
        }
        result.rtl_lane_bits_per_s = lane_bits(standard) / median(bare_s);
        result.cosim_lane_bits_per_s = lane_bits(standard) / median(cosim_s);
        result.cosim_over_rtl = median(ratio);
        result.channel_over_rtl = median(with_channel);
        result.physics_over_rtl = median(with_physics);
        result.physics_errors = physical.errors();
    }

    progress.phase("bench: 64, 256 and 1024 lanes");
    std::vector<std::unique_ptr<SaturatedLink>> links;
    for (const SimConfig& config : configs) {
        links.push_back(std::make_unique<SaturatedLink>(config));
    }
    std::vector<std::vector<double>> seconds(links.size());
    for (std::unique_ptr<SaturatedLink>& link : links) link->cpu_seconds(kWordClocks / 4);
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t i = 0; i < links.size(); ++i) {
            seconds[i].push_back(links[i]->cpu_seconds(kWordClocks));
        }
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
        result.ns_per_lane_bit[configs[i].link.lanes] =
            1e9 * median(seconds[i]) / lane_bits(configs[i]);
    }

    progress.phase("bench: the default scenario, with rewind and without in turn");
    const SimConfig scenario = load_sim_config("default", {});
    RtlLibrary::build(scenario.rtl(false), progress);
    RtlLibrary::build(scenario.rtl(true), progress);
    // Of two runs the shorter one: whatever else a machine does only adds.
    double plain_s = default_run_seconds(false);
    double rewind_s = default_run_seconds(true);
    plain_s = std::min(plain_s, default_run_seconds(false));
    rewind_s = std::min(rewind_s, default_run_seconds(true));
    result.rewind_over_plain = rewind_s / plain_s;
    return result;
}

}  // namespace oio
