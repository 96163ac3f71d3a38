// SPDX-License-Identifier: Apache-2.0
// The die side of the flit port: memory transactions of the local host become flits for the
// chiplet, and flits from the chiplet become transactions to the local memory. Written
// independently of the RTL, and checks it.
#pragma once

#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "systemc/support/latency_stats.hpp"
#include "systemc/support/payload_pool.hpp"
#include "systemc/ucie/flit.hpp"
#include "systemc/ucie/flit_packer.hpp"
#include "systemc/ucie/flit_unpacker.hpp"

namespace oio {

struct DieInterfaceConfig {
    /// Requests of the host that may be under way to the far side; [1, 4096].
    unsigned max_outstanding = 64;
    /// Credits the chiplet may have granted at most, one flit each (UCIe retimer credits are nine
    /// bits); [1, 511].
    unsigned max_credits = 64;
    /// Make and check the CRCs. Only a pipe that cannot corrupt a flit may go without.
    bool crc = true;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// What can be wrong with what the chiplet does.
enum class DieViolation { Crc, Header, Stream, Credit };
inline constexpr std::size_t kDieViolations = 4;
/// "crc", "header", "stream", "credit".
const char* to_string(DieViolation violation);

struct DieCounters {
    std::uint64_t nops_received = 0;
    std::uint64_t requests_sent = 0;
    std::uint64_t requests_received = 0;
    std::uint64_t responses_sent = 0;
    std::uint64_t responses_received = 0;
    std::uint64_t failed_requests = 0;   ///< of the host, ended by a restart of the stream
    std::uint64_t refused_requests = 0;  ///< of the host, not carried (size, byte enables, ...)
    std::uint64_t stalled_clocks = 0;    ///< calls of flit_to_send with data but no credit
    std::array<std::uint64_t, kDieViolations> violations{};

    std::uint64_t total_violations() const;
};

/// One named event of the link as the host saw it.
struct DieLinkEvent {
    std::uint64_t time_fs = 0;
    unsigned code = 0;
};

/// "link up", "retrain: loss of signal", ...; the codes of the chiplet's event port.
const char* link_event_name(unsigned code);
/// Codes 1 to this have a name.
constexpr unsigned kLinkEvents = 10;

/// TLM on the die's side, one flit per call on the chiplet's side. Carries reads and writes of 1 to
/// 4096 bytes without byte enables; others end with the TLM error that fits. Requests keep their
/// order; so do the accesses they cause at the far memory.
class DieInterface : public sc_core::sc_module, private RecordSink {
public:
    /// From the local host; blocking and non-blocking, any number of requests overlapping.
    tlm_utils::simple_target_socket<DieInterface> host_target_socket{"host_target_socket"};
    /// Accesses that arrived from the far side, to the local memory; non-blocking.
    tlm_utils::simple_initiator_socket<DieInterface> memory_initiator_socket{
        "memory_initiator_socket"};

    DieInterface(const sc_core::sc_module_name& name, const DieInterfaceConfig& config);
    ~DieInterface() override;

    // Once per core clock, by the process that clocks the chiplet.

    /// Fills `flit` and takes a credit if there is something to send and a credit to send it.
    bool flit_to_send(Flit& flit) {
        if (!packer_.has_data()) return false;
        return take_flit(flit);
    }
    /// Credits granted in this clock.
    void credits_granted(unsigned count) {
        if (count != 0) add_credits(count);
    }
    void flit_received(const Flit& flit);
    /// A code of the event port. PeerReset (6) starts the streams of both directions anew: requests
    /// under way end with TLM_GENERIC_ERROR_RESPONSE and may be tried again.
    void link_event(unsigned code);
    /// The local chiplet's reset is asserted: credits are gone and the streams start anew.
    void chiplet_reset();

    /// Something waits to be sent.
    bool has_work() const { return packer_.has_data(); }
    /// Notified when has_work() becomes true; for users that do not ask every clock.
    const sc_core::sc_event& work_event() const { return work_event_; }

    // What happened so far.
    std::uint64_t data_flits_sent() const { return packer_.flits(); }
    std::uint64_t data_flits_received() const { return data_flits_received_; }
    /// Data of writes and read responses; sent: in flits; received: of complete records.
    std::uint64_t user_bytes_sent() const { return packer_.user_bytes(); }
    std::uint64_t user_bytes_received() const { return unpacker_.user_bytes(); }
    std::uint64_t padding_bytes_sent() const { return packer_.padding_bytes(); }
    unsigned credits() const { return credits_; }
    unsigned outstanding() const { return outstanding_; }
    std::size_t waiting_requests() const { return waiting_.size(); }
    const DieCounters& counters() const { return counters_; }
    /// From acceptance of a request to its response, as the host sees it.
    const LatencyStats& write_latency() const { return write_latency_; }
    const LatencyStats& read_latency() const { return read_latency_; }
    const std::vector<DieLinkEvent>& link_events() const { return link_events_; }
    /// One line: queues, credits, stream states; for the watchdog's dump.
    std::string state() const;

private:
    /// A request of the host, from its arrival to its response.
    struct Request {
        tlm::tlm_generic_payload* transaction = nullptr;
        sc_core::sc_event* done = nullptr;  // of the blocking caller, or nullptr
        sc_core::sc_time start;
        std::uint16_t tag = 0;
    };

    /// An access to the local memory on behalf of the far side.
    class Access : public tlm::tlm_generic_payload {
    public:
        explicit Access(tlm::tlm_mm_interface* manager) : tlm::tlm_generic_payload(manager) {}
        std::array<std::uint8_t, kMaxRecordBytes> buffer;
        std::uint16_t tag = 0;
        std::uint16_t stream = 0;
    };

    bool take_flit(Flit& flit);
    void add_credits(unsigned count);
    void restart(std::uint16_t stream);
    void violation(DieViolation kind, const std::string& message);

    // Host side.
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& transaction, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay);
    bool refuse(tlm::tlm_generic_payload& transaction);
    bool room() const;
    void submit(Request request);
    void admit_waiting();
    void answer(Request& request, tlm::tlm_response_status status);
    void send_responses();
    void host_process();

    // Memory side.
    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& transaction, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay);
    void issue_accesses();
    void access_done(Access& access);
    void memory_process();

    // RecordSink.
    std::uint8_t* record_begins(const RecordHeader& header, std::string& error) override;
    void record_done(const RecordHeader& header) override;
    bool restart_received(std::uint16_t stream) override;

    const DieInterfaceConfig config_;
    FlitPacker packer_;
    FlitUnpacker unpacker_;
    unsigned credits_ = 0;
    std::uint16_t stream_ = 0;  // both directions; grows when they start anew
    std::uint64_t data_flits_received_ = 0;
    sc_core::sc_event work_event_{"work_event"};

    std::vector<Request> slots_;  // by tag, modulo the size
    unsigned outstanding_ = 0;
    std::uint16_t next_tag_ = 0;
    std::deque<Request> waiting_;                      // for a slot
    std::deque<tlm::tlm_generic_payload*> responses_;  // to the non-blocking host
    bool response_under_way_ = false;
    sc_core::sc_event host_event_{"host_event"};
    tlm_utils::peq_with_get<tlm::tlm_generic_payload> delayed_requests_{"delayed_requests"};

    PayloadPool<Access> accesses_;
    std::vector<Access*> packed_reads_;  // by cookie: buffers that the packer still reads
    std::uint16_t expected_tag_ = 0;
    Access* incoming_ = nullptr;
    std::deque<Access*> access_queue_;
    Access* access_request_ = nullptr;  // its END_REQ is missing
    sc_core::sc_event memory_event_{"memory_event"};
    tlm_utils::peq_with_get<tlm::tlm_generic_payload> delayed_accesses_{"delayed_accesses"};

    DieCounters counters_;
    LatencyStats write_latency_;
    LatencyStats read_latency_;
    std::vector<DieLinkEvent> link_events_;
};

}  // namespace oio
