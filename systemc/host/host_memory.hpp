// SPDX-License-Identifier: Apache-2.0
// The memory of a host: byte-accurate, sparse, a TLM target for any number of initiators.
#pragma once

#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_target_socket.h>

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <systemc>
#include <tlm>
#include <unordered_map>
#include <vector>

namespace oio {

struct HostMemoryConfig {
    unsigned ports = 1;                            ///< target sockets; [1, 64]
    std::uint64_t bytes = std::uint64_t{1} << 40;  ///< addresses from 0; at least 1
    double latency_ns = 0.0;  ///< from request to response, the same for all; [0, 1e6]

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Reads, writes and byte enables; bytes never written read as zero. An access takes effect when
/// its latency has passed; accesses of one port keep their order. Wrong accesses end with the TLM
/// error that fits. Debug transport works; there is no direct memory interface.
class HostMemory : public sc_core::sc_module {
public:
    /// One way in; non-blocking and blocking.
    class Port : public sc_core::sc_module {
    public:
        tlm_utils::simple_target_socket<Port> target_socket{"target_socket"};

        Port(const sc_core::sc_module_name& name, HostMemory& memory);

    private:
        void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
        tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& transaction,
                                           tlm::tlm_phase& phase, sc_core::sc_time& delay);
        unsigned transport_dbg(tlm::tlm_generic_payload& transaction);
        void respond();

        HostMemory& memory_;
        tlm_utils::peq_with_get<tlm::tlm_generic_payload> under_way_{"under_way"};
        std::deque<tlm::tlm_generic_payload*> responses_;
        bool response_under_way_ = false;
        sc_core::sc_event response_event_{"response_event"};
    };

    sc_core::sc_vector<Port> ports;

    HostMemory(const sc_core::sc_module_name& name, const HostMemoryConfig& config);

    /// Direct access without time. Throws std::out_of_range beyond the end.
    void write(std::uint64_t address, const std::uint8_t* data, std::size_t bytes);
    void read(std::uint64_t address, std::uint8_t* data, std::size_t bytes) const;

    /// Called after each write over TLM that touches [address, address + bytes), before its
    /// response leaves.
    using WriteWatch = std::function<void(std::uint64_t address, std::size_t bytes)>;
    void watch_writes(std::uint64_t address, std::uint64_t bytes, WriteWatch watch);

    std::uint64_t bytes_written() const { return bytes_written_; }  ///< over TLM
    std::uint64_t bytes_read() const { return bytes_read_; }        ///< over TLM
    std::uint64_t failed_accesses() const { return failed_accesses_; }

private:
    static constexpr std::uint64_t kPageBytes = 65536;
    using Page = std::array<std::uint8_t, kPageBytes>;

    struct Watch {
        std::uint64_t address;
        std::uint64_t bytes;
        WriteWatch call;
    };

    /// Checks, does it, sets the status, calls the watches.
    void access(tlm::tlm_generic_payload& transaction);
    tlm::tlm_response_status check(const tlm::tlm_generic_payload& transaction) const;
    void move(tlm::tlm_generic_payload& transaction);
    bool inside(std::uint64_t address, std::uint64_t bytes) const;

    const HostMemoryConfig config_;
    const sc_core::sc_time latency_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
    std::vector<Watch> watches_;
    std::uint64_t bytes_written_ = 0;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t failed_accesses_ = 0;
};

}  // namespace oio
