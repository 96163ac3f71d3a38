// SPDX-License-Identifier: Apache-2.0
//
// Bit error test: the chiplets' own PRBS generators and checkers, read out over APB.
#include <fmt/format.h>

#include <cmath>

#include "cosim/chiplet_registers.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/traffic.hpp"
#include "systemc/host/pattern_traffic.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

constexpr std::uint64_t kDefaultBitsPerLane = 200000;

unsigned prbs_select(int order) {
    return order == 7 ? 0U : order == 15 ? 1U : 2U;
}

class BertRun : public Traffic {
public:
    BertRun(const SimConfig& config, RtlLinks& links)
        : link_(*links.front()),
          bits_(config.workload.bits == 0 ? kDefaultBitsPerLane : config.workload.bits),
          ui_fs_(config.link.ui().period_fs()),
          word_ui_(static_cast<std::uint64_t>(config.link.word_ui)),
          idle_("traffic", PatternTrafficConfig{}) {
        idle_.bind_link(link_.die(0), link_.die(1));
        const std::uint32_t ctrl = kRegCtrlTrainEnableMask | kRegCtrlBertMask |
                                   (prbs_select(config.workload.prbs) << kRegCtrlPrbsSelectShift);
        for (int side = 0; side < 2; ++side) link_.chiplet(side).registers().write(kRegCtrl, ctrl);
    }

    void start() override {
        start_fs_ = to_fs(sc_core::sc_time_stamp());
        for (int side = 0; side < 2; ++side) {
            link_.chiplet(side).registers().write(kRegCmd, kRegCmdClearCountersMask);
        }
    }
    bool finished() const override { return done() >= 1.0; }
    std::uint64_t progress() const override { return to_fs(sc_core::sc_time_stamp()); }
    double done() const override {
        const double bits = double(to_fs(sc_core::sc_time_stamp()) - start_fs_) / ui_fs_;
        return std::min(1.0, bits / double(bits_));
    }

    void report(RunResult& result) override {
        double predicted = 0.0;
        std::uint64_t lanes = 0, unchecked = 0, bits = 0;
        // The channel's counts go on while the registers are read; rates compare, sums do not.
        const std::uint64_t injected = link_.light(0).channel().settled_total().errors +
                                       link_.light(1).channel().settled_total().errors;
        const std::uint64_t sampled = link_.light(0).channel().settled_total().bits +
                                      link_.light(1).channel().settled_total().bits;
        for (int side = 0; side < 2; ++side) {
            LaneChannel& channel = link_.light(1 - side).channel();
            const std::vector<LaneReadout> readout = link_.read_lanes(side);
            for (std::size_t i = 0; i < readout.size(); ++i) {
                if (!channel.point(static_cast<int>(i)).lit) continue;
                ++lanes;
                if (!readout[i].checking) {
                    ++unchecked;
                    continue;
                }
                result.ber.errors_detected += readout[i].errors;
                bits += readout[i].words * word_ui_;
                predicted += channel.predicted_ber(static_cast<int>(i));
            }
        }
        result.ber.bits = sampled;
        result.ber.errors_injected = injected;
        result.ber.detected_bits = bits;
        if (lanes > unchecked) result.ber.predicted = predicted / double(lanes - unchecked);
        if (unchecked > 0) {
            result.fail("prbs", fmt::format("{} of {} lanes with light never locked to the pattern",
                                            unchecked, lanes));
        }
    }
    std::string state() const override { return "bit error test\n"; }

private:
    RtlLink& link_;
    const std::uint64_t bits_;
    const double ui_fs_;
    const std::uint64_t word_ui_;
    PatternTraffic idle_;  // Never started: only closes the sockets of the dies.
    std::uint64_t start_fs_ = 0;
};

}  // namespace

std::unique_ptr<Traffic> make_bert_traffic(const SimConfig& config, RtlLinks& links) {
    if (links.size() != 1) {
        throw ConfigError("workload.path = \"prbs\" needs exactly one link in topology.rtl_links");
    }
    return std::make_unique<BertRun>(config, links);
}

}  // namespace oio
