// SPDX-License-Identifier: Apache-2.0
#include "systemc/surrogate/flit_pipe.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "models/parameter.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

void FlitPipeConfig::validate() const {
    check_range("flit_pipe", "core_clock_ns", core_clock_ns, 0.01, 1000.0);
    check_range("flit_pipe", "flit_ns", flit_ns, 0.01, 1e6);
    check_range("flit_pipe", "latency_ns", latency_ns, 0.0, 1e9);
    check_range("flit_pipe", "credits", credits, 1, 511);
    check_range("flit_pipe", "flit_error_rate", flit_error_rate, 0.0, 0.5);
    check_range("flit_pipe", "replay_penalty_ns", replay_penalty_ns, 0.0, 1e9);
}

FlitPipe::FlitPipe(const sc_core::sc_module_name& name, const FlitPipeConfig& config,
                   DieInterface& source, DieInterface& sink, ErrorGap error_gap)
    : sc_core::sc_module(name),
      config_((config.validate(), config)),
      clock_(sc_time_from_ns(config.core_clock_ns)),
      flit_time_(sc_time_from_ns(config.flit_ns)),
      latency_(sc_time_from_ns(config.latency_ns)),
      penalty_(sc_time_from_ns(config.replay_penalty_ns)),
      source_(source),
      sink_(sink),
      error_gap_(std::move(error_gap)) {
    require_fs_resolution(this->name());
    if (config_.flit_error_rate > 0.0) until_error_ = error_gap_();
    SC_HAS_PROCESS(FlitPipe);
    SC_METHOD(send_process);
    SC_METHOD(deliver_process);
    sensitive << arrival_event_;
    dont_initialize();
}

// The first clock edge that is not in the past.
sc_core::sc_time FlitPipe::next_clock() const {
    const std::uint64_t now = to_fs(sc_core::sc_time_stamp());
    const std::uint64_t period = to_fs(clock_);
    return sc_time_from_fs((now + period - 1) / period * period);
}

void FlitPipe::return_credits() {
    unsigned count = credits_advertised_ ? 0 : config_.credits;
    credits_advertised_ = true;
    while (!departures_.empty() && departures_.front() <= sc_core::sc_time_stamp()) {
        departures_.pop_front();
        ++count;
    }
    source_.credits_granted(count);
}

void FlitPipe::send_process() {
    const sc_core::sc_time& now = sc_core::sc_time_stamp();
    return_credits();
    if (!source_.has_work()) {
        next_trigger(source_.work_event());
        return;
    }
    const sc_core::sc_time edge = next_clock();
    if (edge > now) {
        next_trigger(edge - now);
        return;
    }
    if (source_.credits() == 0) {
        next_trigger(std::max(departures_.front() - now, clock_));
        return;
    }
    in_flight_.emplace_back();
    InFlight& item = in_flight_.back();
    source_.flit_to_send(item.flit);
    ++flits_;
    sc_core::sc_time start = std::max(now, free_at_);
    if (config_.flit_error_rate > 0.0 && until_error_-- == 0) {
        ++replays_;
        start += penalty_;
        until_error_ = error_gap_();
    }
    free_at_ = start + flit_time_;
    departures_.push_back(start);
    item.arrival = start + latency_;
    if (in_flight_.size() == 1) arrival_event_.notify(item.arrival - now);
    next_trigger(clock_);
}

void FlitPipe::deliver_process() {
    const sc_core::sc_time& now = sc_core::sc_time_stamp();
    while (!in_flight_.empty() && in_flight_.front().arrival <= now) {
        // Delivery may cause more sending, but only in another process.
        sink_.flit_received(in_flight_.front().flit);
        in_flight_.pop_front();
    }
    if (!in_flight_.empty()) arrival_event_.notify(in_flight_.front().arrival - now);
}

}  // namespace oio
