// SPDX-License-Identifier: Apache-2.0
#include "cosim/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <systemc>

#include "cosim/config_reader.hpp"
#include "cosim/coverage/rtl_coverage.hpp"
#include "cosim/coverage/run_sampler.hpp"
#include "cosim/explain/link_trace.hpp"
#include "cosim/first_divergence.hpp"
#include "cosim/rewind/branch_conditions.hpp"
#include "cosim/rewind/brancher.hpp"
#include "cosim/rewind/rewinder.hpp"
#include "cosim/rewind/sim_observables.hpp"
#include "cosim/rtl_link.hpp"
#include "cosim/run_report.hpp"
#include "cosim/traffic.hpp"
#include "cosim/waves/wave_dump.hpp"
#include "cosim/workload/workload_loader.hpp"
#include "systemc/support/report_log.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

using WallClock = std::chrono::steady_clock;

// Simulated time between two looks at progress, limits and ends.
constexpr double kSliceNs = 500.0;

double now_us() {
    return to_ns(sc_core::sc_time_stamp()) / 1e3;
}

bool is_pattern(const std::string& path) {
    return path == "saturate" || path == "latency" || path == "prbs";
}

class Simulation : private ReplayBench {
public:
    Simulation(const SimConfig& config, const RunOptions& options, Progress& progress)
        : config_(config),
          options_(options),
          progress_(progress),
          rewinder_(options.rewinder),
          graphs_(is_pattern(config.workload.path) ? std::vector<RankGraph>{}
                                                   : load_workload(config.workload.path)),
          library_(load(config, options, progress)) {
        sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
        build(options);
    }

    RunResult run() {
        wall_start_ = WallClock::now();
        progress_.phase("training");
        std::uint64_t end_fs = 0;
        try {
            simulate();
            end_fs = to_fs(sc_core::sc_time_stamp());
            if (options_.brancher != nullptr) {
                options_.brancher->ended(worst_eye_sigma(links_), *this);
            }
            wall_simulate_s_ = wall_s();
            report();
        } catch (...) {
            // Here, too: nothing of a replay may go on as if it were the run.
            if (rewinder_ != nullptr) rewinder_->ended(to_fs(sc_core::sc_time_stamp()), *this);
            end_waves();
            if (!result_.waves_defect.empty()) progress_.warn(result_.waves_defect);
            throw;
        }
        // After the report, for which registers are read: of a replay this shows a little past the
        // trigger even where that is the end of the run.
        if (rewinder_ != nullptr) rewinder_->ended(end_fs, *this);
        if (options_.coverage) {
            for (const std::unique_ptr<RtlLink>& link : links_) {
                const std::vector<CoverageSample> samples = sample_link(config_, *link, result_);
                result_.samples.insert(result_.samples.end(), samples.begin(), samples.end());
            }
        }
        if (options_.rtl_coverage && library_) {
            library_->write_coverage(options_.out_dir / kRtlCoverageName);
            make_coverage_portable(options_.out_dir / kRtlCoverageName);
        }
        end_waves();
        return std::move(result_);
    }

private:
    void simulate() {
        if (train()) {
            for (std::unique_ptr<RtlLink>& link : links_) link->begin_measurement();
            for (ErrorLog& log : error_logs_) log.begin();
            for (const std::unique_ptr<LinkTrace>& trace : traces_) trace->begin();
            start_us_ = now_us();
            if (rewinder_ != nullptr) observables_->look(start_us_, true);
            progress_.phase("running");
            traffic_->start();
            carry();
            end_us_ = now_us();
        }
    }

    // Of a full dump; the rewinder and the brancher end their own.
    void end_waves() {
        if (!options_.waves.enabled || rewinder_ != nullptr || options_.brancher != nullptr) return;
        result_.waves_defect =
            waves_ ? waves_->end_window() : "no file: no link of this run is in RTL";
        if (!result_.waves_defect.empty()) return;
        RewindWave& dump = result_.full_dump;
        dump.cause = "--waves";
        dump.from_us = static_cast<double>(waves_->first_fs()) / 1e9;
        dump.until_us = static_cast<double>(waves_->last_fs()) / 1e9;
        dump.file = waves_->file().filename().string();
        dump.ok = true;
    }

    void open_waves(const std::filesystem::path& path) override {
        if (!waves_) throw std::runtime_error("no link of this run is in RTL");
        waves_->open(path);
    }
    void write_viewer_files(std::uint64_t marker_fs, const std::string& label) override {
        waves_->mark(marker_fs, label);
        waves_->write_viewer_files();
    }
    ReplayWindow close_waves() override {
        waves_->close();
        return {waves_->file(), waves_->first_fs(), waves_->last_fs()};
    }

    static std::shared_ptr<RtlLibrary> load(const SimConfig& config, const RunOptions& options,
                                            Progress& progress) {
        return config.topology.rtl_links.empty()
                   ? nullptr
                   : RtlLibrary::load(
                         config.rtl(options.waves.enabled || config.rewind.on() ||
                                        options.trace_flits || options.brancher != nullptr,
                                    options.rtl_coverage),
                         progress);
    }

    void build(const RunOptions& options) {
        const std::string& path = config_.workload.path;
        const int ranks = is_pattern(path) ? 2 : static_cast<int>(graphs_.size());
        for (const auto& [near, far] : config_.topology.rtl_links) {
            const bool neighbours = near != far && near < ranks && far < ranks &&
                                    ((near + 1) % ranks == far || (far + 1) % ranks == near);
            if (!neighbours) {
                throw ConfigError(fmt::format(
                    "topology.rtl_links: {}-{} joins no neighbours on a ring of {} ranks", near,
                    far, ranks));
            }
            links_.push_back(std::make_unique<RtlLink>(fmt::format("link_{}_{}", near, far).c_str(),
                                                       config_, *library_, near, far));
            RtlLink& link = *links_.back();
            for (int from = 0; from < 2; ++from) {
                error_logs_.emplace_back(link.label(), from == 0 ? "a_to_b" : "b_to_a",
                                         link.light(from).channel());
            }
            if (options.trace_flits) {
                traces_.push_back(std::make_unique<LinkTrace>(link, config_.link, errors_numbered_,
                                                              options.trace_error));
            }
        }
        if (path == "prbs") {
            traffic_ = make_bert_traffic(config_, links_);
        } else if (is_pattern(path)) {
            traffic_ = make_pattern_traffic(config_, links_);
        } else {
            traffic_ = make_rank_traffic(config_, std::move(graphs_), links_);
        }
        const bool going_back = rewinder_ != nullptr || options.brancher != nullptr;
        if ((options.waves.enabled || going_back) && library_) {
            waves_ = std::make_unique<WaveDump>(
                *library_, links_, config_,
                select_waves(options.waves, config_.link.physical(), going_back), options.out_dir);
            if (!going_back) waves_->record_window(options.out_dir / "waves");
        }
        observables_ = std::make_unique<SimObservables>(config_, links_, *traffic_, [this] {
            double joules = 0.0;
            for (std::size_t i = 0; waves_ && i < links_.size(); ++i) {
                joules += waves_->energy(i).joules();
            }
            return joules;
        });
    }

    // True when every link carries what the traffic needs.
    bool train() {
        const bool bert = config_.workload.path == "prbs";
        while (true) {
            const bool ready = std::all_of(links_.begin(), links_.end(), [&](const auto& link) {
                return bert ? link->in_bert() : link->active();
            });
            if (ready) return true;
            for (const std::unique_ptr<RtlLink>& link : links_) {
                if (link->failure().empty()) continue;
                result_.fail("training", link->failure(), now_us());
                return false;
            }
            if (!step(0.0)) return false;
        }
    }

    void carry() {
        std::uint64_t seen = traffic_->progress();
        double moved_us = now_us();
        while (!traffic_->finished()) {
            if (!step(traffic_->done())) return;
            for (const std::unique_ptr<RtlLink>& link : links_) {
                if (link->failure().empty()) continue;
                result_.fail("link", link->failure(), now_us());
                return;
            }
            if (traffic_->progress() != seen) {
                seen = traffic_->progress();
                moved_us = now_us();
            } else if (now_us() - moved_us > config_.run.watchdog_us) {
                time_out("watchdog",
                         fmt::format("nothing moved for {:.6g} us", config_.run.watchdog_us));
                return;
            }
        }
    }

    bool step(double done) {
        const sc_core::sc_time slice = sc_time_from_ns(kSliceNs);
        if (rewinder_ != nullptr) {
            rewinder_->before_step(to_fs(sc_core::sc_time_stamp()), to_fs(slice), *this);
        }
        if (options_.brancher != nullptr) {
            options_.brancher->before_step(
                to_fs(sc_core::sc_time_stamp()), to_fs(slice), *this,
                [this](const SimConfig& changed) { apply_conditions(config_, changed, links_); });
        }
        sc_core::sc_start(slice);
        for (const std::unique_ptr<RtlLink>& link : links_) link->rethrow();
        if (waves_) waves_->look(to_fs(sc_core::sc_time_stamp()));
        for (ErrorLog& log : error_logs_) log.look();
        if (rewinder_ != nullptr) look_back();
        progress_.update(to_fs(sc_core::sc_time_stamp()), done);
        if (now_us() > config_.run.max_sim_time_us) {
            time_out("max_sim_time",
                     fmt::format("simulated time passed run.max_sim_time_us = {:.6g}",
                                 config_.run.max_sim_time_us));
            return false;
        }
        // The replay of a rewind may begin when this limit has passed; it has one of its own.
        const bool replaying = rewinder_ != nullptr && rewinder_->replaying();
        if (!replaying && config_.run.wall_limit_s > 0.0 && wall_s() > config_.run.wall_limit_s) {
            time_out("wall_limit", fmt::format("wall time passed run.wall_limit_s = {:.6g}",
                                               config_.run.wall_limit_s));
            return false;
        }
        return true;
    }

    void look_back() {
        const std::uint64_t now_fs = to_fs(sc_core::sc_time_stamp());
        rewinder_->after_step(now_fs, *this);
        if (rewinder_->replaying()) return;
        observables_->look(now_us(), start_us_ > 0.0);
        rewinder_->check(now_fs, *observables_);
    }

    void time_out(const std::string& check, const std::string& message) {
        result_.fail(check, message, now_us());
        result_.status = RunStatus::Timeout;
        for (const std::unique_ptr<RtlLink>& link : links_) result_.state_dump += link->state();
        result_.state_dump += traffic_->state();
    }

    void report() {
        RunResult& result = result_;
        result.simulated_us = now_us();
        result.training_us = -1.0;
        result.lanes.data = config_.link.lanes;
        result.lanes.spare = config_.link.spares;
        result.lanes.active = links_.empty() ? 0 : config_.link.lanes;
        for (const std::unique_ptr<RtlLink>& link : links_) {
            result.training_us = std::max(result.training_us, link->trained_us());
        }
        if (links_.empty()) result.training_us = 0.0;
        const bool ran = end_us_ > start_us_;
        for (std::unique_ptr<RtlLink>& link : links_) {
            add_link_state(*link, result);
            if (ran) {
                const std::size_t logs = result.links.size() * 2;
                add_link_traffic(*link, &error_logs_[logs], end_us_ - start_us_, result);
            }
            if (!result.first_divergence) {
                result.first_divergence = first_divergence(config_, *link, result);
            }
        }
        for (const std::unique_ptr<LinkTrace>& trace : traces_) trace->report(result.chains);
        result.workload_us = end_us_ - start_us_;
        if (ran) traffic_->report(result);
        const double seconds = (end_us_ - start_us_) * 1e-6;
        if (ran) {
            // Of a workload on many ranks only what crossed the links in RTL counts here.
            if (!links_.empty() && !is_pattern(config_.workload.path)) {
                result.traffic.payload_bytes = 0;
                for (const LinkResult& link : result.links) {
                    if (link.level != "surrogate") {
                        result.traffic.payload_bytes += link.payload_bytes;
                    }
                }
            }
            if (result.throughput_gbps == 0.0) {
                result.throughput_gbps = double(result.traffic.payload_bytes) * 8e-9 / seconds;
            }
            add_energy(config_, links_, seconds, result);
        }
        // Two directions share the throughput.
        result.efficiency = result.throughput_gbps / 2.0 / config_.link.raw_gbps() /
                            static_cast<double>(std::max<std::size_t>(1, links_.size()));
        if (reports_.errors() > 0) {
            result.fail("protocol",
                        fmt::format("{} protocol violations; the first: {}: {}", reports_.errors(),
                                    reports_.kept().front().id, reports_.kept().front().message));
        }
        std::stable_sort(
            result.events.begin(), result.events.end(),
            [](const RunEvent& a, const RunEvent& b) { return a.time_us < b.time_us; });
        std::uint64_t lane_bits = 0;
        for (const std::unique_ptr<RtlLink>& link : links_) {
            for (int side = 0; side < 2; ++side) {
                lane_bits += link->chiplet(side).tx_words() *
                             static_cast<std::uint64_t>(config_.link.word_ui) *
                             static_cast<std::uint64_t>(config_.link.lanes);
            }
        }
        result.wall.simulate_s = wall_simulate_s_;
        result.wall.lane_bits_per_s = double(lane_bits) / std::max(wall_simulate_s_, 1e-9);
    }

    double wall_s() const {
        return std::chrono::duration<double>(WallClock::now() - wall_start_).count();
    }

    const SimConfig& config_;
    const RunOptions options_;
    Progress& progress_;
    Rewinder* const rewinder_;
    std::vector<RankGraph> graphs_;  // Read first: bad input must not wait for RTL to build.
    std::shared_ptr<RtlLibrary> library_;
    ReportLog reports_;
    RtlLinks links_;
    std::vector<ErrorLog> error_logs_;  // Two per link in RTL, by side that sends.
    std::vector<std::unique_ptr<LinkTrace>> traces_;
    std::uint64_t errors_numbered_ = 0;
    std::unique_ptr<Traffic> traffic_;
    std::unique_ptr<WaveDump> waves_;
    std::unique_ptr<SimObservables> observables_;
    RunResult result_;
    WallClock::time_point wall_start_ = WallClock::now();
    double wall_simulate_s_ = 0.0;
    double start_us_ = 0.0;
    double end_us_ = 0.0;
};

}  // namespace

RunResult run_simulation(const SimConfig& config, const RunOptions& options, Progress& progress) {
    Simulation simulation(config, options, progress);
    return simulation.run();
}

}  // namespace oio
