// SPDX-License-Identifier: Apache-2.0
// One direction of a link as a number of figures: takes flits from one die and delivers them to
// another, at a rate, after a latency, with the delays that replays cause.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <systemc>

#include "systemc/ucie/die_interface.hpp"

namespace oio {

struct FlitPipeConfig {
    double core_clock_ns = 2.0;    ///< the die hands over at most one flit per clock; [0.01, 1000]
    double flit_ns = 2.4;          ///< time per flit on the link; [0.01, 1e6]
    double latency_ns = 100.0;     ///< of an unloaded flit, die to die; [0, 1e9]
    unsigned credits = 64;         ///< flits that wait for the link, as the chiplet's; [1, 511]
    double flit_error_rate = 0.0;  ///< share of flits that need a replay; [0, 0.5]
    double replay_penalty_ns = 0.0;  ///< how long the direction stands still then; [0, 1e9]

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Moves flits from `source` to `sink`. Nothing happens in it while there is nothing to send.
class FlitPipe : public sc_core::sc_module {
public:
    /// Flits that pass until the next one that needs a replay; asked for once per replay, and never
    /// if flit_error_rate is 0.
    using ErrorGap = std::function<std::uint64_t()>;

    FlitPipe(const sc_core::sc_module_name& name, const FlitPipeConfig& config,
             DieInterface& source, DieInterface& sink, ErrorGap error_gap);

    std::uint64_t flits() const { return flits_; }
    std::uint64_t replays() const { return replays_; }
    bool idle() const { return in_flight_.empty() && departures_.empty(); }

private:
    struct InFlight {
        sc_core::sc_time arrival;
        Flit flit;
    };

    void send_process();
    void deliver_process();
    void return_credits();
    sc_core::sc_time next_clock() const;

    const FlitPipeConfig config_;
    const sc_core::sc_time clock_;
    const sc_core::sc_time flit_time_;
    const sc_core::sc_time latency_;
    const sc_core::sc_time penalty_;
    DieInterface& source_;
    DieInterface& sink_;
    ErrorGap error_gap_;

    bool credits_advertised_ = false;
    sc_core::sc_time free_at_;                 // the link can take the next flit
    std::deque<sc_core::sc_time> departures_;  // of flits whose credit is not yet returned
    std::deque<InFlight> in_flight_;
    std::uint64_t until_error_ = 0;
    std::uint64_t flits_ = 0;
    std::uint64_t replays_ = 0;
    sc_core::sc_event arrival_event_{"arrival_event"};
};

}  // namespace oio
