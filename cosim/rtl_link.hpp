// SPDX-License-Identifier: Apache-2.0
//
// One link in RTL: two chiplets, the light between them in both directions, and a die on each side.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "cosim/chiplet_module.hpp"
#include "cosim/flit_trail.hpp"
#include "cosim/results.hpp"
#include "cosim/rtl_library.hpp"
#include "cosim/sim_config.hpp"
#include "models/energy/activity.hpp"

namespace oio {

/// What the registers of one chiplet say, read over APB.
struct ChipletCounters {
    std::uint32_t flits_sent = 0, flits_delivered = 0, replays = 0, naks_sent = 0, timeouts = 0;
    std::uint32_t crc_errors = 0, die_crc_errors = 0, duplicates = 0, lost = 0, retrains = 0;
    std::uint32_t dead = 0, mapped = 0, active = 0;
};

/// One received lane as the chiplet's own checkers see it.
struct LaneReadout {
    bool dead = false;
    bool checking = false;  ///< The PRBS checker has accepted a seed.
    unsigned phase = 0;
    int threshold = 0;
    unsigned slip = 0;    ///< Unit intervals.
    unsigned deskew = 0;  ///< Words.
    unsigned source = 0;  ///< Lane of the slice of 16 whose data this position takes.
    unsigned markers_missed = 0;
    std::uint32_t errors = 0;
    std::uint32_t words = 0;
};

/// A chiplet entered a state of training, or its failure changed.
struct StateChange {
    double time_us = 0.0;
    int side = 0;
    LinkStatus status;
    int unseen_lanes = 0;  ///< Receive lanes with light that this side is told are dark.
    /// Median over the receive lanes with light of the distance between the sampling phase and the
    /// most open phase of the eye, in unit intervals.
    double sampling_error_ui = 0.0;
};

class RtlLink : public sc_core::sc_module {
public:
    /// `first_rank` names the link: "0-1" joins ranks 0 and 1. Elaborates chiplets, dies and light;
    /// clock phases, lane sites and noise come from the seed and the link's name.
    RtlLink(const sc_core::sc_module_name& name, const SimConfig& config, RtlLibrary& library,
            int first_rank, int second_rank);
    ~RtlLink() override;

    const std::string& label() const { return label_; }
    DieInterface& die(int side) { return *ends_[index(side)].die; }
    ChipletModule& chiplet(int side) { return *ends_[index(side)].chiplet; }
    /// The light that leaves a side.
    OpticalPort& light(int from) { return *ends_[index(from)].light; }
    LatencyTracker& latency(int from) { return ends_[index(from)].latency; }
    const FlitTrail& trail(int from) const { return ends_[index(from)].trail; }

    bool active() const { return ends_[0].chiplet->active() && ends_[1].chiplet->active(); }
    bool in_bert() const;
    /// Time at which both sides were first ACTIVE (or in the bit error test); negative = not yet.
    double trained_us() const { return trained_us_; }
    /// Name and side of the failure that ended training, or an empty string.
    const std::string& failure() const { return failure_; }
    const std::vector<RunEvent>& events() const { return events_; }
    const std::vector<StateChange>& state_changes() const { return state_changes_; }
    std::uint64_t resets() const { return resets_; }

    /// Begins the measured part: channel counters and latency count from here.
    void begin_measurement();
    /// Reads counters, and lanes if asked for, over APB. Runs the simulation for as long as it
    /// takes.
    ChipletCounters read_counters(int side);
    std::vector<LaneReadout> read_lanes(int side);
    /// Activity of both chiplets since begin_measurement().
    Activity activity(double seconds);
    LinkResult result();
    std::string state() const;
    /// Throws what ended a chiplet's process, an RtlAssertion above all. To be called after
    /// sc_start.
    void rethrow() const;

private:
    struct End {
        explicit End(const char* direction) : trail(direction) {}
        std::unique_ptr<DieInterface> die;
        std::unique_ptr<OpticalPort> light;  // leaves this side
        std::unique_ptr<ChipletModule> chiplet;
        LatencyTracker latency;  // of flits that leave this side
        FlitTrail trail;         // likewise
        std::uint64_t core_cycles_before = 0, tx_words_before = 0, flits_before = 0;
    };

    static std::size_t index(int side) { return static_cast<std::size_t>(side); }
    ChipletClocks clocks(const SimConfig& config, int side) const;
    void schedule_faults(const SimConfig& config);
    void schedule_drift(const FaultConfig& fault, int from, const std::vector<int>& lanes);
    void reset_process();
    void note_event(int side, unsigned code);
    void note_state(int side, const LinkStatus& status);
    int unseen_lanes(int side) const;
    double sampling_error_ui(int side) const;
    std::uint32_t read_register(int side, std::uint16_t address);
    void settle(int side);
    void advance(const sc_core::sc_time& time);

    struct ResetAction {
        sc_core::sc_time at;
        int side;
        bool asserted;
    };

    const std::string label_;
    const LinkConfig link_;
    const double light_drive_;
    std::array<End, 2> ends_ = {End{"a to b"}, End{"b to a"}};
    std::vector<ResetAction> resets_due_;
    std::size_t next_reset_ = 0;
    std::uint64_t resets_ = 0;
    std::array<int, 2> held_ = {1, 1};  // causes that hold a side in reset: at first its power-on
    double trained_us_ = -1.0;
    std::string failure_;
    std::vector<RunEvent> events_;
    std::vector<StateChange> state_changes_;
};

}  // namespace oio
