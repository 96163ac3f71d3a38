// SPDX-License-Identifier: Apache-2.0
//
// Energy of one link over simulated time: looks at the counters once per microsecond of simulated
// time, on whole microseconds, and never over the register port. Changes nothing in a run: it is no
// process either, because one more timed event reorders others that fall on the same time.
#pragma once

#include <array>
#include <cstdint>

#include "cosim/rtl_chiplet.hpp"
#include "cosim/sim_config.hpp"
#include "cosim/waves/wave_signal.hpp"
#include "models/energy/activity.hpp"
#include "models/energy/energy_model.hpp"

namespace oio {

class RtlLink;

class EnergyMeter {
public:
    static constexpr double kPeriodUs = 1.0;

    /// `scope` is that of the signals ("energy").
    EnergyMeter(const std::string& scope, const SimConfig& config, RtlLink& link);

    /// To be called whenever the simulation has stopped at a whole microsecond; other times do
    /// nothing.
    void look(std::uint64_t time_fs);

    /// Both chiplets, since time 0.
    double joules() const { return joules_; }
    /// Over the last whole period: of both chiplets, payload of both directions. 0 without payload.
    double power_w() const { return power_w_; }
    double pj_per_bit() const { return pj_per_bit_; }
    double payload_gbps() const { return payload_gbps_; }
    const WaveBlock& block() const { return block_; }

private:
    struct Counts {
        std::uint64_t core_cycles = 0, tx_words = 0, flits_sent = 0, flits_received = 0;
        std::uint32_t replays = 0;
        std::uint64_t user_bytes = 0;
    };

    void sample();
    Counts read(int side) const;

    RtlLink& link_;
    const LinkConfig design_;
    const EnergyModel model_;
    std::array<RtlSignal, 2> replays_;
    std::array<Counts, 2> before_;
    double joules_ = 0.0, power_w_ = 0.0, pj_per_bit_ = 0.0, payload_gbps_ = 0.0;
    WaveBlock block_;
};

}  // namespace oio
