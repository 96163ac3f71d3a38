// SPDX-License-Identifier: Apache-2.0
// Writes of known data from both ends of one link, checked byte by byte at the far memory: either
// as much as fits (saturation) or one at a time (unloaded latency).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "systemc/host/host_initiator.hpp"
#include "systemc/host/host_memory.hpp"

namespace oio {

struct PatternTrafficConfig {
    /// Data per direction, rounded up to whole writes; 0 goes on until stop().
    std::uint64_t bytes_per_direction = 1 << 20;
    std::uint32_t write_bytes = 4096;  ///< per write; [1, 4096]
    unsigned outstanding = 32;         ///< writes under way per direction; [1, 1024]
    /// Time from the end of a write to the next, only with outstanding = 1; [0, 1e9]. To it is
    /// added a time drawn evenly from [0, gap_jitter_ns), so that all phases of clocks and frames
    /// occur.
    double gap_ns = 0.0;
    double gap_jitter_ns = 0.0;  ///< [0, 1e9]
    bool blocking = false;       ///< b_transport instead of nb_transport
    double memory_latency_ns = 20.0;
    std::uint64_t seed = 1;
    std::array<bool, 2> from_end = {true, true};  ///< whether end 0, end 1 sends

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;

    /// One flit at a time from end 0 (238 bytes and the 12 of the record's header fill one), each
    /// `gap_ns` or up to `jitter_ns` longer after the last.
    static PatternTrafficConfig unloaded(std::uint64_t writes, double gap_ns, double jitter_ns);
};

/// A host at each end of one link.
class PatternTraffic : public sc_core::sc_module {
public:
    PatternTraffic(const sc_core::sc_module_name& name, const PatternTrafficConfig& config);

    /// Connects both hosts with what carries their transactions: anything that has a
    /// `host_target_socket` and a `memory_initiator_socket`, such as a DieInterface.
    template <typename End0, typename End1>
    void bind_link(End0& end_0, End1& end_1) {
        bind_end(ends_[0], end_0);
        bind_end(ends_[1], end_1);
    }

    /// Begins to send, from now on.
    void start();
    /// Begins nothing new.
    void stop() { stopped_ = true; }
    /// Everything that was to be sent is written, answered and checked.
    bool finished() const;

    /// Direction: the end that sends. Bytes compared at the far memory.
    std::uint64_t checked_bytes(int from) const { return directions_.at(index(from)).checked; }
    std::uint64_t mismatched_bytes(int from) const;
    std::uint64_t lost_writes(int from) const { return directions_.at(index(from)).lost; }
    /// Writes that arrived twice without having been tried twice.
    std::uint64_t duplicated_writes(int from) const;
    std::uint64_t failed_writes(int from) const { return directions_.at(index(from)).failed; }
    /// User data between the first and the last arrival so far; 0 before two have arrived.
    double throughput_gbps(int from) const;
    const LatencyStats& write_latency(int from) const {
        return ends_.at(index(from))->initiator.latency();
    }
    HostInitiator& initiator(int end) { return ends_.at(index(end))->initiator; }
    HostMemory& memory(int end) { return ends_.at(index(end))->memory; }
    /// One line per direction; for the watchdog's dump.
    std::string state() const;

private:
    struct End {
        End(const std::string& name, const PatternTrafficConfig& config);
        HostInitiator initiator;
        HostMemory memory;
    };

    struct Direction {
        bool active = false;
        std::uint64_t started = 0;  // writes
        std::uint64_t ended = 0;
        std::uint64_t next = 0;  // the write that is due at the far memory
        std::uint64_t checked = 0;
        std::uint64_t mismatched = 0;
        std::uint64_t lost = 0;
        std::uint64_t repeated = 0;
        std::uint64_t failed = 0;
        std::uint64_t first_arrival_fs = 0;
        std::uint64_t last_arrival_fs = 0;
        sc_core::sc_event gap_over;
    };

    template <typename LinkEnd>
    void bind_end(std::unique_ptr<End>& end, LinkEnd& link_end) {
        end->initiator.initiator_socket.bind(link_end.host_target_socket);
        link_end.memory_initiator_socket.bind(end->memory.ports[0].target_socket);
    }

    static std::size_t index(int end) { return static_cast<std::size_t>(end); }
    std::uint64_t total_writes() const;
    bool may_start(const Direction& direction) const;
    void begin_write(std::size_t from);
    void write_ended(std::size_t from, tlm::tlm_response_status status);
    void write_arrived(std::size_t from, std::uint64_t address, std::size_t bytes);
    void fill(std::size_t from, std::uint64_t number, std::vector<std::uint8_t>& data) const;

    const PatternTrafficConfig config_;
    const std::uint64_t slots_;  // places in the far memory, used in turn
    std::array<std::unique_ptr<End>, 2> ends_;
    std::array<Direction, 2> directions_;
    std::vector<std::uint8_t> expected_;
    std::vector<std::uint8_t> got_;
    bool stopped_ = false;
};

}  // namespace oio
