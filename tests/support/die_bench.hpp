// SPDX-License-Identifier: Apache-2.0
// Two die interfaces joined by a perfect flit pipe that is clocked as a chiplet would be, with a
// host memory on both sides.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <systemc>

#include "systemc/host/host_memory.hpp"
#include "systemc/support/sc_duration.hpp"
#include "systemc/ucie/die_interface.hpp"

namespace oio {

/// The two dies and the pipe. A flit takes `delay` clocks of 2 ns from the hand-over if nothing is
/// before it; one may leave every `interval` clocks.
class ClockedLink : public sc_core::sc_module {
public:
    ClockedLink(const sc_core::sc_module_name& name, const DieInterfaceConfig& config,
                unsigned delay, unsigned interval)
        : sc_core::sc_module(name),
          a("die_a", config),
          b("die_b", config),
          delay_(delay),
          interval_(interval) {
        SC_HAS_PROCESS(ClockedLink);
        SC_METHOD(clock);
    }

    DieInterface a;
    DieInterface b;

    /// May change a flit on its way from a (true) or b; returns how often it is delivered.
    std::function<int(bool from_a, Flit& flit)> tamper = [](bool, Flit&) { return 1; };
    bool grant_credits = true;

private:
    struct InFlight {
        std::uint64_t arrival;
        Flit flit;
    };
    struct Side {
        std::deque<Flit> ingress;
        std::deque<InFlight> fibre;
        unsigned free_slots = 64;  // advertised to the die at the first clock
        std::uint64_t next_departure = 0;
    };

    void step(DieInterface& from, DieInterface& to, Side& side, bool from_a) {
        if (grant_credits) {
            from.credits_granted(side.free_slots);
            side.free_slots = 0;
        }
        Flit flit;
        if (from.flit_to_send(flit)) side.ingress.push_back(flit);
        if (now_ >= side.next_departure && !side.ingress.empty()) {
            side.next_departure = now_ + interval_;
            flit = side.ingress.front();
            side.ingress.pop_front();
            ++side.free_slots;
            for (int copies = tamper(from_a, flit); copies > 0; --copies) {
                side.fibre.push_back({now_ + delay_, flit});
            }
        }
        while (!side.fibre.empty() && side.fibre.front().arrival <= now_) {
            to.flit_received(side.fibre.front().flit);
            side.fibre.pop_front();
        }
    }

    void clock() {
        step(a, b, sides_[0], true);
        step(b, a, sides_[1], false);
        ++now_;
        next_trigger(sc_core::sc_time(2, sc_core::SC_NS));
    }

    unsigned delay_;
    unsigned interval_;
    std::uint64_t now_ = 0;
    Side sides_[2];
};

/// A clocked link with a memory at each die; the hosts' sides are for the test.
class DieBench : public ClockedLink {
public:
    explicit DieBench(const sc_core::sc_module_name& name, const DieInterfaceConfig& config = {},
                      unsigned delay = 25, unsigned interval = 1, double memory_latency_ns = 10.0)
        : ClockedLink(name, config, delay, interval),
          memory_a("memory_a", memory_config(memory_latency_ns)),
          memory_b("memory_b", memory_config(memory_latency_ns)) {
        a.memory_initiator_socket.bind(memory_a.ports[0].target_socket);
        b.memory_initiator_socket.bind(memory_b.ports[0].target_socket);
    }

    HostMemory memory_a;
    HostMemory memory_b;

private:
    static HostMemoryConfig memory_config(double latency_ns) {
        HostMemoryConfig config;
        config.latency_ns = latency_ns;
        return config;
    }
};

/// Runs until `done` or the time is up; returns done().
inline bool run_until(const std::function<bool()>& done, double limit_ns = 1e6) {
    const sc_core::sc_time end = sc_core::sc_time_stamp() + sc_time_from_ns(limit_ns);
    while (!done() && sc_core::sc_time_stamp() < end) sc_core::sc_start(sc_time_from_ns(10.0));
    return done();
}

}  // namespace oio
