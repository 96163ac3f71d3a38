// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/host_memory.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "systemc/support/sc_duration.hpp"

namespace oio {

void HostMemoryConfig::validate() const {
    if (ports < 1 || ports > 64) {
        throw std::invalid_argument("ports: " + std::to_string(ports) + " is outside [1, 64]");
    }
    if (bytes < 1) throw std::invalid_argument("bytes: must be at least 1");
    if (!(latency_ns >= 0.0 && latency_ns <= 1e6)) {
        throw std::invalid_argument("latency_ns: " + std::to_string(latency_ns) +
                                    " is outside [0, 1e6]");
    }
}

HostMemory::HostMemory(const sc_core::sc_module_name& name, const HostMemoryConfig& config)
    : sc_core::sc_module(name),
      ports("port"),
      config_((config.validate(), config)),
      latency_(sc_time_from_ns(config.latency_ns)) {
    require_fs_resolution(this->name());
    ports.init(config.ports,
               [this](const char* port, std::size_t) { return new Port(port, *this); });
}

bool HostMemory::inside(std::uint64_t address, std::uint64_t bytes) const {
    return bytes <= config_.bytes && address <= config_.bytes - bytes;
}

void HostMemory::write(std::uint64_t address, const std::uint8_t* data, std::size_t bytes) {
    if (!inside(address, bytes)) {
        throw std::out_of_range(std::string(name()) + ": write beyond the end");
    }
    while (bytes != 0) {
        const std::uint64_t offset = address % kPageBytes;
        const std::size_t count = std::min<std::size_t>(bytes, kPageBytes - offset);
        std::unique_ptr<Page>& page = pages_[address / kPageBytes];
        if (page == nullptr) page = std::make_unique<Page>();  // zeros
        std::memcpy(page->data() + offset, data, count);
        address += count;
        data += count;
        bytes -= count;
    }
}

void HostMemory::read(std::uint64_t address, std::uint8_t* data, std::size_t bytes) const {
    if (!inside(address, bytes)) {
        throw std::out_of_range(std::string(name()) + ": read beyond the end");
    }
    while (bytes != 0) {
        const std::uint64_t offset = address % kPageBytes;
        const std::size_t count = std::min<std::size_t>(bytes, kPageBytes - offset);
        const auto page = pages_.find(address / kPageBytes);
        if (page == pages_.end()) {
            std::memset(data, 0, count);
        } else {
            std::memcpy(data, page->second->data() + offset, count);
        }
        address += count;
        data += count;
        bytes -= count;
    }
}

void HostMemory::watch_writes(std::uint64_t address, std::uint64_t bytes, WriteWatch watch) {
    watches_.push_back({address, bytes, std::move(watch)});
}

tlm::tlm_response_status HostMemory::check(const tlm::tlm_generic_payload& transaction) const {
    if (!transaction.is_read() && !transaction.is_write()) return tlm::TLM_COMMAND_ERROR_RESPONSE;
    const unsigned length = transaction.get_data_length();
    if (length == 0 || transaction.get_data_ptr() == nullptr ||
        transaction.get_streaming_width() < length) {
        return tlm::TLM_BURST_ERROR_RESPONSE;
    }
    if (!inside(transaction.get_address(), length)) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    if (transaction.get_byte_enable_ptr() != nullptr && transaction.get_byte_enable_length() == 0) {
        return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    }
    return tlm::TLM_OK_RESPONSE;
}

void HostMemory::move(tlm::tlm_generic_payload& transaction) {
    const std::uint64_t address = transaction.get_address();
    std::uint8_t* data = transaction.get_data_ptr();
    const unsigned length = transaction.get_data_length();
    const std::uint8_t* enable = transaction.get_byte_enable_ptr();
    const unsigned pattern = transaction.get_byte_enable_length();
    const auto run = [&](unsigned from, unsigned count) {
        if (transaction.is_write()) {
            write(address + from, data + from, count);
        } else {
            read(address + from, data + from, count);
        }
    };
    if (enable == nullptr) {
        run(0, length);
        return;
    }
    for (unsigned i = 0; i < length; ++i) {
        if (enable[i % pattern] != 0) run(i, 1);
    }
}

void HostMemory::access(tlm::tlm_generic_payload& transaction) {
    const tlm::tlm_response_status status = check(transaction);
    transaction.set_response_status(status);
    if (status != tlm::TLM_OK_RESPONSE) {
        ++failed_accesses_;
        return;
    }
    move(transaction);
    const std::uint64_t address = transaction.get_address();
    const unsigned length = transaction.get_data_length();
    if (transaction.is_read()) {
        bytes_read_ += length;
        return;
    }
    bytes_written_ += length;
    for (const Watch& watch : watches_) {
        if (address < watch.address + watch.bytes && watch.address < address + length) {
            watch.call(address, length);
        }
    }
}

HostMemory::Port::Port(const sc_core::sc_module_name& name, HostMemory& memory)
    : sc_core::sc_module(name), memory_(memory) {
    target_socket.register_b_transport(this, &Port::b_transport);
    target_socket.register_nb_transport_fw(this, &Port::nb_transport_fw);
    target_socket.register_transport_dbg(this, &Port::transport_dbg);
    SC_HAS_PROCESS(Port);
    SC_METHOD(respond);
    sensitive << under_way_.get_event() << response_event_;
    dont_initialize();
}

void HostMemory::Port::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    memory_.access(transaction);
    delay += memory_.latency_;
}

tlm::tlm_sync_enum HostMemory::Port::nb_transport_fw(tlm::tlm_generic_payload& transaction,
                                                     tlm::tlm_phase& phase,
                                                     sc_core::sc_time& delay) {
    if (phase == tlm::END_RESP) {
        response_under_way_ = false;
        if (!responses_.empty()) response_event_.notify(sc_core::SC_ZERO_TIME);
        transaction.release();
        return tlm::TLM_COMPLETED;
    }
    if (phase != tlm::BEGIN_REQ) {
        SC_REPORT_ERROR(name(), "a phase other than BEGIN_REQ and END_RESP");
        return tlm::TLM_ACCEPTED;
    }
    if (!transaction.has_mm()) {
        SC_REPORT_ERROR(name(), "non-blocking request without memory manager");
        transaction.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
        return tlm::TLM_COMPLETED;
    }
    transaction.acquire();
    under_way_.notify(transaction, delay + memory_.latency_);
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
}

void HostMemory::Port::respond() {
    while (tlm::tlm_generic_payload* transaction = under_way_.get_next_transaction()) {
        memory_.access(*transaction);
        responses_.push_back(transaction);
    }
    while (!response_under_way_ && !responses_.empty()) {
        tlm::tlm_generic_payload* transaction = responses_.front();
        responses_.pop_front();
        tlm::tlm_phase phase = tlm::BEGIN_RESP;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        const auto status = target_socket->nb_transport_bw(*transaction, phase, delay);
        if (status == tlm::TLM_COMPLETED ||
            (status == tlm::TLM_UPDATED && phase == tlm::END_RESP)) {
            transaction->release();
        } else {
            response_under_way_ = true;
        }
    }
}

unsigned HostMemory::Port::transport_dbg(tlm::tlm_generic_payload& transaction) {
    if (memory_.check(transaction) != tlm::TLM_OK_RESPONSE) return 0;
    memory_.move(transaction);
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
    return transaction.get_data_length();
}

}  // namespace oio
