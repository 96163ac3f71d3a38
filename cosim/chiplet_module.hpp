// SPDX-License-Identifier: Apache-2.0
//
// The SystemC module around one chiplet in RTL: one process per clock domain, plain calls to the
// die on one side and to the light on the other.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "cosim/apb_master.hpp"
#include "cosim/flit_trail.hpp"
#include "cosim/latency_tracker.hpp"
#include "cosim/optical_port.hpp"
#include "cosim/rtl_chiplet.hpp"
#include "cosim/sim_config.hpp"
#include "models/energy/toggle_rate.hpp"
#include "systemc/ucie/die_interface.hpp"

namespace oio {

/// A clock and the time of its edge 0.
struct ClockPhase {
    ClockRatio ratio;
    std::uint64_t offset_fs = 0;
    std::uint64_t edge_fs(std::uint64_t k) const { return offset_fs + ratio.edge_fs(k); }
};

struct ChipletClocks {
    ClockPhase core, tx, rx;
    ClockPhase tx_ui, rx_ui;  ///< Serial cut only.
};

/// States of the link as the RTL numbers them (rtl/oio_pkg.sv).
enum class LinkState : unsigned {
    Reset,
    Detect,
    Threshold,
    Phase,
    Fine,
    Align,
    Deskew,
    Exchange,
    Active,
    Retrain,
    Bert,
    Failed = 15
};
const char* link_state_name(unsigned state);
const char* link_fail_name(unsigned fail);

/// Clocks of a chiplet, as on_edge() hooks tell them apart.
enum class ClockEdge { Core, Tx, Rx, TxUi, RxUi };

class ChipletModule : public sc_core::sc_module {
public:
    /// Called with the code of each event of the link, and with each change of state.
    using EventHook = std::function<void(unsigned code)>;
    using StateHook = std::function<void(const LinkStatus& status)>;

    ChipletModule(const sc_core::sc_module_name& name, std::unique_ptr<RtlChiplet> rtl,
                  DieInterface& die, OpticalPort& towards, OpticalPort& from, LatencyTracker& sent,
                  LatencyTracker& received, const ChipletClocks& clocks);

    void on_event(EventHook hook) { event_hook_ = std::move(hook); }
    void on_state(StateHook hook) { state_hook_ = std::move(hook); }
    /// The trails of the flits that leave this side and of those that arrive.
    void follow(FlitTrail& leaving, FlitTrail& arriving) {
        leaving_ = &leaving;
        arriving_ = &arriving;
    }
    /// Called after every evaluation, for waves; a null function ends that.
    void on_edge(std::function<void(std::uint64_t)> hook) { edge_hook_ = std::move(hook); }
    /// Of the clock whose edge the hook is called for.
    ClockEdge last_edge() const { return last_edge_; }

    void set_reset(bool asserted);
    const LinkStatus& status() const { return status_; }
    bool active() const { return status_.state == unsigned(LinkState::Active); }
    ApbMaster& registers() { return registers_; }
    RtlChiplet& rtl() { return *rtl_; }
    /// Loss of signal by lane as the last rx edge sampled it.
    const std::vector<std::uint8_t>& rx_los() const { return rx_los_; }
    const ToggleRate& toggles() const { return toggles_; }
    std::uint64_t core_cycles() const { return core_k_; }
    std::uint64_t tx_words() const { return tx_words_; }
    /// Of every byte of the flits that the die got, in order: equal for equal streams.
    std::uint64_t delivered_hash() const { return delivered_hash_; }
    /// SystemC does not let an exception of a process through: it is kept, the simulation pauses
    /// and the chiplet stands still. Throws it, if there is one.
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    template <typename Edge>
    void guarded(Edge edge);
    void core_process();
    void tx_process();
    void rx_process();
    void tx_ui_process();
    void rx_ui_process();
    void collect_toggles();
    void wait_for(const ClockPhase& clock, std::uint64_t edge);
    void edge_done(ClockEdge edge);

    std::unique_ptr<RtlChiplet> rtl_;
    DieInterface& die_;
    OpticalPort& towards_;
    OpticalPort& from_;
    LatencyTracker& sent_;
    LatencyTracker& received_;
    FlitTrail* leaving_ = nullptr;
    FlitTrail* arriving_ = nullptr;
    const ChipletClocks clocks_;
    const bool serial_;

    EventHook event_hook_;
    StateHook state_hook_;
    std::function<void(std::uint64_t)> edge_hook_;
    ClockEdge last_edge_ = ClockEdge::Core;
    ApbMaster registers_;
    LinkStatus status_;
    std::exception_ptr failure_;
    bool in_reset_ = true;
    int registers_asleep_ = 0;  // Core clocks until register accesses go on after a reset.
    std::uint64_t core_k_ = 0, tx_k_ = 0, rx_k_ = 0, tx_ui_k_ = 0, rx_ui_k_ = 0;
    std::uint64_t tx_words_ = 0;
    std::uint64_t delivered_hash_ = 0xcbf29ce484222325;
    ToggleRate toggles_;
    std::vector<std::uint32_t> tx_collected_;  // Serial cut: bits of a word, by lane.
    Flit flit_;
    std::vector<std::uint32_t> rx_words_;
    std::vector<std::uint8_t> rx_los_;
};

}  // namespace oio
