// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/host_initiator.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/parameter.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

void HostInitiatorConfig::validate() const {
    check_range("host_initiator", "max_outstanding", max_outstanding, 1, 1024);
    check_range("host_initiator", "max_transfer_bytes", max_transfer_bytes, 1, 4096);
    check_range("host_initiator", "max_retries", max_retries, 0, 1000000);
}

HostInitiator::HostInitiator(const sc_core::sc_module_name& name, const HostInitiatorConfig& config)
    : sc_core::sc_module(name), config_((config.validate(), config)) {
    require_fs_resolution(this->name());
    initiator_socket.register_nb_transport_bw(this, &HostInitiator::nb_transport_bw);
    SC_HAS_PROCESS(HostInitiator);
    if (config_.blocking) {
        for (unsigned i = 0; i < config_.max_outstanding; ++i) {
            sc_core::sc_spawn([this] { blocking_thread(); },
                              sc_core::sc_gen_unique_name("blocking_thread"));
        }
    } else {
        SC_METHOD(issue_process);
        sensitive << work_event_;
        dont_initialize();
        SC_METHOD(delayed_process);
        sensitive << delayed_.get_event();
        dont_initialize();
    }
}

void HostInitiator::write(std::uint64_t address, std::shared_ptr<const Bytes> data,
                          std::size_t offset, std::size_t bytes, Done done,
                          std::function<void()> issued) {
    if (data == nullptr || bytes == 0 || offset > data->size() || bytes > data->size() - offset) {
        throw std::invalid_argument(std::string(name()) + ": write of " + std::to_string(bytes) +
                                    " bytes from offset " + std::to_string(offset) +
                                    " is not inside the data");
    }
    auto job = std::make_shared<Job>();
    job->address = address;
    job->source = std::move(data);
    job->offset = offset;
    job->bytes = bytes;
    job->done = std::move(done);
    job->issued = std::move(issued);
    enqueue(std::move(job));
}

void HostInitiator::read(std::uint64_t address, std::size_t bytes, Done done) {
    if (bytes == 0) throw std::invalid_argument(std::string(name()) + ": read of no bytes");
    auto job = std::make_shared<Job>();
    job->is_write = false;
    job->address = address;
    job->target.resize(bytes);
    job->bytes = bytes;
    job->done = std::move(done);
    enqueue(std::move(job));
}

void HostInitiator::enqueue(std::shared_ptr<Job> job) {
    queue_.push_back(std::move(job));
    if (may_issue()) work_event_.notify(sc_core::SC_ZERO_TIME);
}

// Nothing new goes out between a failure and the moment when everything under way has come back:
// what follows must not overtake what will be tried again.
bool HostInitiator::may_issue() const {
    return request_ == nullptr && failed_.empty() && outstanding_ < config_.max_outstanding &&
           (!retry_.empty() || !queue_.empty());
}

HostInitiator::Part& HostInitiator::next_part() {
    ++outstanding_;
    if (!retry_.empty()) {
        Part& part = *retry_.front();
        retry_.pop_front();
        part.start = sc_core::sc_time_stamp();
        part.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        return part;
    }
    const std::shared_ptr<Job> job = queue_.front();
    const std::size_t bytes =
        std::min<std::size_t>(config_.max_transfer_bytes, job->bytes - job->issued_bytes);
    Part& part = parts_.acquire();
    part.job = job;
    part.number = issued_++;
    part.tries = 0;
    part.start = sc_core::sc_time_stamp();
    // The payload has one pointer for both commands; a target does not write through it here.
    std::uint8_t* data = job->is_write
                             ? const_cast<std::uint8_t*>(job->source->data()) + job->offset
                             : job->target.data();
    part.set_command(job->is_write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    part.set_address(job->address + job->issued_bytes);
    part.set_data_ptr(data + job->issued_bytes);
    part.set_data_length(static_cast<unsigned>(bytes));
    part.set_streaming_width(static_cast<unsigned>(bytes));
    part.set_byte_enable_ptr(nullptr);
    part.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    job->issued_bytes += bytes;
    if (job->issued_bytes == job->bytes) queue_.pop_front();
    return part;
}

void HostInitiator::finish_part(Part& part) {
    --outstanding_;
    const tlm::tlm_response_status status = part.get_response_status();
    if (status == tlm::TLM_GENERIC_ERROR_RESPONSE && part.tries < config_.max_retries) {
        ++part.tries;
        ++retries_;
        failed_.push_back(&part);
    } else {
        ++transactions_;
        if (status == tlm::TLM_OK_RESPONSE) {
            latency_.add(to_fs(sc_core::sc_time_stamp() - part.start));
        } else {
            ++failures_;
        }
        const std::shared_ptr<Job> job = std::move(part.job);
        if (status != tlm::TLM_OK_RESPONSE) job->status = status;
        job->done_bytes += part.get_data_length();
        part.release();
        if (job->done_bytes == job->bytes && job->done) {
            job->done(job->status, std::move(job->target));
        }
    }
    if (!failed_.empty() && outstanding_ == 0) {
        std::sort(failed_.begin(), failed_.end(),
                  [](const Part* a, const Part* b) { return a->number < b->number; });
        retry_.insert(retry_.begin(), failed_.begin(), failed_.end());
        failed_.clear();
    }
    if (may_issue()) work_event_.notify(sc_core::SC_ZERO_TIME);
}

// ---------------------------------------------------------------------------------------------
// Non-blocking transport

void HostInitiator::issue_process() {
    while (may_issue()) {
        Part& part = next_part();
        const std::shared_ptr<Job> job = part.job;
        const bool last = job->issued_bytes == job->bytes && part.tries == 0;
        request_ = &part;
        tlm::tlm_phase phase = tlm::BEGIN_REQ;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        const auto status = initiator_socket->nb_transport_fw(part, phase, delay);
        if (last && job->issued) job->issued();
        if (status == tlm::TLM_ACCEPTED) return;  // END_REQ comes on the backward path
        request_ = nullptr;
        if (status == tlm::TLM_UPDATED && phase == tlm::END_REQ) continue;
        if (status == tlm::TLM_UPDATED) {  // BEGIN_RESP
            phase = tlm::END_RESP;
            sc_core::sc_time response_delay = delay;
            initiator_socket->nb_transport_fw(part, phase, response_delay);
        }
        respond(part, delay);
    }
}

tlm::tlm_sync_enum HostInitiator::nb_transport_bw(tlm::tlm_generic_payload& transaction,
                                                  tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    auto& part = static_cast<Part&>(transaction);
    if (request_ == &part) {  // END_REQ, or BEGIN_RESP which implies it
        request_ = nullptr;
        if (may_issue()) work_event_.notify(sc_core::SC_ZERO_TIME);
    }
    if (phase == tlm::END_REQ) return tlm::TLM_ACCEPTED;
    if (phase != tlm::BEGIN_RESP) {
        SC_REPORT_ERROR(name(), "a phase other than END_REQ and BEGIN_RESP");
        return tlm::TLM_ACCEPTED;
    }
    respond(part, delay);
    return tlm::TLM_COMPLETED;
}

void HostInitiator::respond(Part& part, const sc_core::sc_time& delay) {
    if (delay == sc_core::SC_ZERO_TIME) {
        finish_part(part);
    } else {
        delayed_.notify(part, delay);
    }
}

void HostInitiator::delayed_process() {
    while (tlm::tlm_generic_payload* transaction = delayed_.get_next_transaction()) {
        finish_part(static_cast<Part&>(*transaction));
    }
}

// ---------------------------------------------------------------------------------------------
// Blocking transport: as many threads as transactions may be under way

void HostInitiator::blocking_thread() {
    for (;;) {
        while (!may_issue()) wait(work_event_);
        Part& part = next_part();
        const std::shared_ptr<Job> job = part.job;
        if (job->issued_bytes == job->bytes && part.tries == 0 && job->issued) job->issued();
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        initiator_socket->b_transport(part, delay);
        if (delay != sc_core::SC_ZERO_TIME) wait(delay);
        finish_part(part);
    }
}

}  // namespace oio
