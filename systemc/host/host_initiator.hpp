// SPDX-License-Identifier: Apache-2.0
// The host's engine for remote accesses: a queue of reads and writes, cut into TLM transactions.
#pragma once

#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <systemc>
#include <tlm>
#include <vector>

#include "systemc/support/latency_stats.hpp"
#include "systemc/support/payload_pool.hpp"

namespace oio {

struct HostInitiatorConfig {
    unsigned max_outstanding = 32;       ///< transactions under way; [1, 1024]
    unsigned max_transfer_bytes = 4096;  ///< of one transaction; [1, 4096]
    bool blocking = false;               ///< b_transport from threads instead of nb_transport
    /// How often a transaction that ended with TLM_GENERIC_ERROR_RESPONSE (the link was reset) is
    /// tried again; [0, 1000000].
    unsigned max_retries = 100;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Keeps the order: transactions go to the socket in the order of the calls, and after a failure
/// those that failed are tried again, in order, before anything new.
class HostInitiator : public sc_core::sc_module {
public:
    using Bytes = std::vector<std::uint8_t>;
    /// The worst status of the parts, and what was read (empty for a write).
    using Done = std::function<void(tlm::tlm_response_status status, Bytes data)>;

    tlm_utils::simple_initiator_socket<HostInitiator> initiator_socket{"initiator_socket"};

    HostInitiator(const sc_core::sc_module_name& name, const HostInitiatorConfig& config);

    /// Writes `bytes` bytes of `*data` from `offset`; keeps a share of the data until it is done.
    /// `issued`, if given, is called when the last part has been handed to the socket. At least one
    /// byte; throws std::invalid_argument otherwise or if the range is not inside the data.
    void write(std::uint64_t address, std::shared_ptr<const Bytes> data, std::size_t offset,
               std::size_t bytes, Done done, std::function<void()> issued = {});
    /// Reads at least one byte.
    void read(std::uint64_t address, std::size_t bytes, Done done);

    bool idle() const { return queue_.empty() && outstanding_ == 0 && retry_.empty(); }
    unsigned outstanding() const { return outstanding_; }
    std::size_t queued_jobs() const { return queue_.size(); }

    std::uint64_t transactions() const {
        return transactions_;
    }  ///< completed, retries not counted
    std::uint64_t retries() const { return retries_; }
    std::uint64_t failures() const { return failures_; }      ///< transactions given up
    const LatencyStats& latency() const { return latency_; }  ///< of transactions, socket to socket

private:
    struct Job {
        bool is_write = true;
        std::uint64_t address = 0;
        std::shared_ptr<const Bytes> source;
        std::size_t offset = 0;
        Bytes target;
        std::size_t bytes = 0;
        std::size_t issued_bytes = 0;
        std::size_t done_bytes = 0;
        tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE;
        Done done;
        std::function<void()> issued;
    };

    class Part : public tlm::tlm_generic_payload {
    public:
        explicit Part(tlm::tlm_mm_interface* manager) : tlm::tlm_generic_payload(manager) {}
        std::shared_ptr<Job> job;
        std::uint64_t number = 0;  // in the order of the first issue
        unsigned tries = 0;
        sc_core::sc_time start;
    };

    void enqueue(std::shared_ptr<Job> job);
    bool may_issue() const;
    Part& next_part();
    void respond(Part& part, const sc_core::sc_time& delay);
    void finish_part(Part& part);
    void delayed_process();
    void issue_process();
    void blocking_thread();
    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& transaction, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay);

    const HostInitiatorConfig config_;
    PayloadPool<Part> parts_;
    std::deque<std::shared_ptr<Job>> queue_;
    std::deque<Part*> retry_;    // to be issued again, before the queue
    std::vector<Part*> failed_;  // gathered until nothing is under way
    unsigned outstanding_ = 0;
    Part* request_ = nullptr;  // its END_REQ is missing
    sc_core::sc_event work_event_{"work_event"};
    tlm_utils::peq_with_get<tlm::tlm_generic_payload> delayed_{"delayed"};

    std::uint64_t issued_ = 0;
    std::uint64_t transactions_ = 0;
    std::uint64_t retries_ = 0;
    std::uint64_t failures_ = 0;
    LatencyStats latency_;
};

}  // namespace oio
