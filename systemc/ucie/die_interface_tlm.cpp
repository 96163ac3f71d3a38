// SPDX-License-Identifier: Apache-2.0
// The TLM sides of DieInterface. Rules kept: no call of the opposite nb_transport from within one,
// one request and one response under way per socket, payloads held while they are used.
#include <cstring>

#include "systemc/support/sc_duration.hpp"
#include "systemc/ucie/die_interface.hpp"

namespace oio {

namespace {

tlm::tlm_response_status to_tlm(RecordStatus status) {
    switch (status) {
        case RecordStatus::Ok:
            return tlm::TLM_OK_RESPONSE;
        case RecordStatus::AddressError:
            return tlm::TLM_ADDRESS_ERROR_RESPONSE;
        case RecordStatus::CommandError:
            return tlm::TLM_COMMAND_ERROR_RESPONSE;
        case RecordStatus::BurstError:
            return tlm::TLM_BURST_ERROR_RESPONSE;
        case RecordStatus::ByteEnableError:
            return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
        case RecordStatus::GenericError:
            break;
    }
    return tlm::TLM_GENERIC_ERROR_RESPONSE;
}

RecordStatus from_tlm(tlm::tlm_response_status status) {
    switch (status) {
        case tlm::TLM_OK_RESPONSE:
            return RecordStatus::Ok;
        case tlm::TLM_ADDRESS_ERROR_RESPONSE:
            return RecordStatus::AddressError;
        case tlm::TLM_COMMAND_ERROR_RESPONSE:
            return RecordStatus::CommandError;
        case tlm::TLM_BURST_ERROR_RESPONSE:
            return RecordStatus::BurstError;
        case tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE:
            return RecordStatus::ByteEnableError;
        default:
            return RecordStatus::GenericError;
    }
}

}  // namespace

// ---------------------------------------------------------------------------------------------
// Host side

// Sets the status and returns true for what a record cannot carry.
bool DieInterface::refuse(tlm::tlm_generic_payload& transaction) {
    tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE;
    const unsigned length = transaction.get_data_length();
    if (!transaction.is_read() && !transaction.is_write()) {
        status = tlm::TLM_COMMAND_ERROR_RESPONSE;
    } else if (length == 0 || length > kMaxRecordBytes || transaction.get_data_ptr() == nullptr ||
               transaction.get_streaming_width() < length) {
        status = tlm::TLM_BURST_ERROR_RESPONSE;
    } else if (transaction.get_byte_enable_ptr() != nullptr) {
        status = tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    } else {
        return false;
    }
    ++counters_.refused_requests;
    transaction.set_response_status(status);
    return true;
}

bool DieInterface::room() const {
    return outstanding_ < config_.max_outstanding &&
           slots_[next_tag_ % slots_.size()].transaction == nullptr;
}

void DieInterface::submit(Request request) {
    request.tag = next_tag_++;
    ++outstanding_;
    ++counters_.requests_sent;
    const tlm::tlm_generic_payload& transaction = *request.transaction;
    RecordHeader header;
    header.kind = transaction.is_write() ? RecordKind::Write : RecordKind::Read;
    header.tag = request.tag;
    header.length = transaction.get_data_length();
    header.address = transaction.get_address();
    const bool was_idle = !packer_.has_data();
    packer_.push_request(header, transaction.get_data_ptr());
    slots_[request.tag % slots_.size()] = request;
    if (was_idle) work_event_.notify(sc_core::SC_ZERO_TIME);
}

void DieInterface::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    if (delay != sc_core::SC_ZERO_TIME) {
        wait(delay);
        delay = sc_core::SC_ZERO_TIME;
    }
    if (refuse(transaction)) return;
    sc_core::sc_event done;
    Request request;
    request.transaction = &transaction;
    request.done = &done;
    request.start = sc_core::sc_time_stamp();
    if (waiting_.empty() && room()) {
        submit(request);
    } else {
        waiting_.push_back(request);
    }
    wait(done);
}

tlm::tlm_sync_enum DieInterface::nb_transport_fw(tlm::tlm_generic_payload& transaction,
                                                 tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    if (phase == tlm::END_RESP) {
        response_under_way_ = false;
        transaction.release();
        if (!responses_.empty()) host_event_.notify(sc_core::SC_ZERO_TIME);
        return tlm::TLM_COMPLETED;
    }
    if (phase != tlm::BEGIN_REQ) {
        SC_REPORT_ERROR(name(), "host_target_socket: a phase other than BEGIN_REQ and END_RESP");
        return tlm::TLM_ACCEPTED;
    }
    if (!transaction.has_mm()) {
        SC_REPORT_ERROR(name(), "host_target_socket: non-blocking request without memory manager");
        transaction.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
        return tlm::TLM_COMPLETED;
    }
    if (delay != sc_core::SC_ZERO_TIME) {
        transaction.acquire();
        delayed_requests_.notify(transaction, delay);
        return tlm::TLM_ACCEPTED;
    }
    if (refuse(transaction)) return tlm::TLM_COMPLETED;
    transaction.acquire();
    Request request;
    request.transaction = &transaction;
    request.start = sc_core::sc_time_stamp();
    if (waiting_.empty() && room()) {
        submit(request);
        phase = tlm::END_REQ;
        return tlm::TLM_UPDATED;
    }
    waiting_.push_back(request);
    return tlm::TLM_ACCEPTED;
}

void DieInterface::admit_waiting() {
    while (!waiting_.empty() && room()) {
        const Request request = waiting_.front();
        waiting_.pop_front();
        submit(request);
        if (request.done != nullptr) continue;
        tlm::tlm_phase phase = tlm::END_REQ;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        host_target_socket->nb_transport_bw(*request.transaction, phase, delay);
    }
}

void DieInterface::answer(Request& request, tlm::tlm_response_status status) {
    request.transaction->set_response_status(status);
    if (status == tlm::TLM_OK_RESPONSE) {
        LatencyStats& latency = request.transaction->is_write() ? write_latency_ : read_latency_;
        latency.add(to_fs(sc_core::sc_time_stamp() - request.start));
    }
    if (request.done != nullptr) {
        request.done->notify(sc_core::SC_ZERO_TIME);
    } else {
        responses_.push_back(request.transaction);
    }
}

void DieInterface::send_responses() {
    while (!response_under_way_ && !responses_.empty()) {
        tlm::tlm_generic_payload* transaction = responses_.front();
        responses_.pop_front();
        tlm::tlm_phase phase = tlm::BEGIN_RESP;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        const auto status = host_target_socket->nb_transport_bw(*transaction, phase, delay);
        if (status == tlm::TLM_COMPLETED ||
            (status == tlm::TLM_UPDATED && phase == tlm::END_RESP)) {
            transaction->release();
        } else {
            response_under_way_ = true;
        }
    }
}

void DieInterface::host_process() {
    while (tlm::tlm_generic_payload* transaction = delayed_requests_.get_next_transaction()) {
        if (refuse(*transaction)) {
            responses_.push_back(transaction);
            continue;
        }
        Request request;
        request.transaction = transaction;
        request.start = sc_core::sc_time_stamp();
        waiting_.push_back(request);
    }
    admit_waiting();
    send_responses();
}

// ---------------------------------------------------------------------------------------------
// Memory side

void DieInterface::issue_accesses() {
    while (access_request_ == nullptr && !access_queue_.empty()) {
        Access* access = access_queue_.front();
        access_queue_.pop_front();
        access_request_ = access;
        tlm::tlm_phase phase = tlm::BEGIN_REQ;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        const auto status = memory_initiator_socket->nb_transport_fw(*access, phase, delay);
        if (status == tlm::TLM_ACCEPTED) continue;
        access_request_ = nullptr;
        if (status == tlm::TLM_UPDATED && phase == tlm::END_REQ) continue;
        if (status == tlm::TLM_UPDATED) {  // BEGIN_RESP, `delay` from now
            phase = tlm::END_RESP;
            sc_core::sc_time response_delay = delay;
            memory_initiator_socket->nb_transport_fw(*access, phase, response_delay);
        }
        if (delay != sc_core::SC_ZERO_TIME) {
            delayed_accesses_.notify(*access, delay);
            continue;
        }
        access_done(*access);
    }
}

tlm::tlm_sync_enum DieInterface::nb_transport_bw(tlm::tlm_generic_payload& transaction,
                                                 tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    auto& access = static_cast<Access&>(transaction);
    if (access_request_ == &access) {  // END_REQ, or BEGIN_RESP which implies it
        access_request_ = nullptr;
        if (!access_queue_.empty()) memory_event_.notify(sc_core::SC_ZERO_TIME);
    }
    if (phase == tlm::END_REQ) return tlm::TLM_ACCEPTED;
    if (phase != tlm::BEGIN_RESP) {
        SC_REPORT_ERROR(name(),
                        "memory_initiator_socket: a phase other than END_REQ and BEGIN_RESP");
        return tlm::TLM_ACCEPTED;
    }
    if (delay != sc_core::SC_ZERO_TIME) {
        delayed_accesses_.notify(access, delay);
    } else {
        access_done(access);
    }
    return tlm::TLM_COMPLETED;
}

void DieInterface::access_done(Access& access) {
    if (access.stream != stream_) {
        access.release();
        return;
    }
    ++counters_.responses_sent;
    RecordHeader header;
    header.kind = access.is_write() ? RecordKind::WriteDone : RecordKind::ReadDone;
    header.tag = access.tag;
    header.status = from_tlm(access.get_response_status());
    const bool was_idle = !packer_.has_data();
    if (access.is_read() && header.status == RecordStatus::Ok) {
        header.length = access.get_data_length();
        std::uint32_t cookie = 0;
        while (cookie < packed_reads_.size() && packed_reads_[cookie] != nullptr) ++cookie;
        if (cookie == packed_reads_.size()) packed_reads_.push_back(nullptr);
        packed_reads_[cookie] = &access;
        packer_.push_response(header, access.buffer.data(), cookie);
    } else {
        packer_.push_response(header, nullptr);
        access.release();
    }
    if (was_idle) work_event_.notify(sc_core::SC_ZERO_TIME);
}

void DieInterface::memory_process() {
    while (tlm::tlm_generic_payload* transaction = delayed_accesses_.get_next_transaction()) {
        access_done(static_cast<Access&>(*transaction));
    }
    issue_accesses();
}

// ---------------------------------------------------------------------------------------------
// Records

std::uint8_t* DieInterface::record_begins(const RecordHeader& header, std::string& error) {
    if (header.kind == RecordKind::Write || header.kind == RecordKind::Read) {
        if (header.tag != expected_tag_) {
            error = "request " + std::to_string(header.tag) + " where " +
                    std::to_string(expected_tag_) + " is due";
            return nullptr;
        }
        ++expected_tag_;
        incoming_ = &accesses_.acquire();
        incoming_->set_command(header.kind == RecordKind::Write ? tlm::TLM_WRITE_COMMAND
                                                                : tlm::TLM_READ_COMMAND);
        incoming_->set_address(header.address);
        incoming_->set_data_ptr(incoming_->buffer.data());
        incoming_->set_data_length(header.length);
        incoming_->set_streaming_width(header.length);
        incoming_->set_byte_enable_ptr(nullptr);
        incoming_->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        incoming_->tag = header.tag;
        incoming_->stream = stream_;
        return incoming_->buffer.data();
    }
    const Request& slot = slots_[header.tag % slots_.size()];
    if (slot.transaction == nullptr || slot.tag != header.tag) {
        error = "a response to request " + std::to_string(header.tag) + ", which is not under way";
        return nullptr;
    }
    const bool is_read = header.kind == RecordKind::ReadDone;
    if (slot.transaction->is_read() != is_read) {
        error = "a response of the wrong kind to request " + std::to_string(header.tag);
        return nullptr;
    }
    if (header.length != 0 && header.length != slot.transaction->get_data_length()) {
        error = "a read response of " + std::to_string(header.length) + " bytes instead of " +
                std::to_string(slot.transaction->get_data_length());
        return nullptr;
    }
    return slot.transaction->get_data_ptr();
}

void DieInterface::record_done(const RecordHeader& header) {
    if (header.kind == RecordKind::Write || header.kind == RecordKind::Read) {
        ++counters_.requests_received;
        access_queue_.push_back(incoming_);
        incoming_ = nullptr;
        issue_accesses();
        return;
    }
    ++counters_.responses_received;
    Request request = slots_[header.tag % slots_.size()];
    slots_[header.tag % slots_.size()] = Request{};
    --outstanding_;
    answer(request, to_tlm(header.status));
    admit_waiting();
    send_responses();
}

}  // namespace oio
