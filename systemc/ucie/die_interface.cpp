// SPDX-License-Identifier: Apache-2.0
// Flit side: credits, checks, restart. The two TLM sides are in die_interface_tlm.cpp.
#include "systemc/ucie/die_interface.hpp"

#include <sstream>

#include "models/parameter.hpp"
#include "systemc/support/sc_duration.hpp"
#include "systemc/ucie/flit_crc.hpp"

namespace oio {

namespace {

// Every violation is counted; so many of each kind are reported.
constexpr std::uint64_t kReportsPerKind = 8;

constexpr unsigned kEventPeerReset = 6;

std::size_t slots_for(unsigned max_outstanding) {
    std::size_t size = 1;
    while (size < max_outstanding) size *= 2;
    return size;
}

}  // namespace

void DieInterfaceConfig::validate() const {
    check_range("die_interface", "max_outstanding", max_outstanding, 1, 4096);
    check_range("die_interface", "max_credits", max_credits, 1, 511);
}

const char* to_string(DieViolation violation) {
    switch (violation) {
        case DieViolation::Crc:
            return "crc";
        case DieViolation::Header:
            return "header";
        case DieViolation::Stream:
            return "stream";
        case DieViolation::Credit:
            return "credit";
    }
    return "?";
}

const char* link_event_name(unsigned code) {
    static constexpr std::array<const char*, kLinkEvents + 1> kNames = {"none",
                                                                        "link up",
                                                                        "retrain: loss of signal",
                                                                        "retrain: marker loss",
                                                                        "retrain: drift",
                                                                        "retrain: peer",
                                                                        "peer reset",
                                                                        "local reset",
                                                                        "link failed",
                                                                        "retrain: request",
                                                                        "retrain: replay"};
    return code < kNames.size() ? kNames[code] : "unknown";
}

std::uint64_t DieCounters::total_violations() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : violations) sum += count;
    return sum;
}

DieInterface::DieInterface(const sc_core::sc_module_name& name, const DieInterfaceConfig& config)
    : sc_core::sc_module(name),
      config_((config.validate(), config)),
      packer_(
          [this](std::uint32_t cookie) {
              packed_reads_[cookie]->release();
              packed_reads_[cookie] = nullptr;
          },
          config.crc),
      unpacker_(*this),
      slots_(slots_for(config.max_outstanding)) {
    require_fs_resolution(this->name());
    host_target_socket.register_b_transport(this, &DieInterface::b_transport);
    host_target_socket.register_nb_transport_fw(this, &DieInterface::nb_transport_fw);
    memory_initiator_socket.register_nb_transport_bw(this, &DieInterface::nb_transport_bw);
    SC_HAS_PROCESS(DieInterface);
    SC_METHOD(host_process);
    sensitive << host_event_ << delayed_requests_.get_event();
    dont_initialize();
    SC_METHOD(memory_process);
    sensitive << memory_event_ << delayed_accesses_.get_event();
    dont_initialize();
}

DieInterface::~DieInterface() = default;

bool DieInterface::take_flit(Flit& flit) {
    if (credits_ == 0) {
        ++counters_.stalled_clocks;
        return false;
    }
    --credits_;
    packer_.pack(flit);
    return true;
}

void DieInterface::add_credits(unsigned count) {
    credits_ += count;
    if (credits_ > config_.max_credits) {
        violation(DieViolation::Credit,
                  "granted " + std::to_string(count) + ", which makes " + std::to_string(credits_) +
                      "; at most " + std::to_string(config_.max_credits) + " may be granted");
        credits_ = config_.max_credits;
    }
}

void DieInterface::flit_received(const Flit& flit) {
    if (flit.protocol_id() == 0) {
        ++counters_.nops_received;
        return;
    }
    ++data_flits_received_;
    // A flit with a violation is used nevertheless, so that the run shows what it does to the data.
    if (config_.crc && !crc_good(flit)) {
        violation(DieViolation::Crc,
                  "received data flit " + std::to_string(data_flits_received_) + " with a bad CRC");
    }
    if (flit.bytes[0] != Flit::kDataHeader || flit.bytes[1] != 0) {
        std::ostringstream message;
        message << "received data flit " << data_flits_received_ << " with header " << std::hex
                << int{flit.bytes[0]} << ' ' << int{flit.bytes[1]} << " instead of 40 0";
        violation(DieViolation::Header, message.str());
    }
    if (!unpacker_.unpack(flit)) {
        violation(DieViolation::Stream, "received data flit " +
                                            std::to_string(data_flits_received_) +
                                            " breaks the stream: " + unpacker_.error());
    }
}

void DieInterface::violation(DieViolation kind, const std::string& message) {
    std::uint64_t& count = counters_.violations[static_cast<std::size_t>(kind)];
    if (++count <= kReportsPerKind) {
        SC_REPORT_ERROR(name(), (std::string(to_string(kind)) + ": " + message).c_str());
    }
}

void DieInterface::link_event(unsigned code) {
    link_events_.push_back({to_fs(sc_core::sc_time_stamp()), code});
    if (code == kEventPeerReset) {
        unpacker_.restart();
        restart(static_cast<std::uint16_t>(stream_ + 1));
    }
}

void DieInterface::chiplet_reset() {
    credits_ = 0;
    unpacker_.restart();
    restart(static_cast<std::uint16_t>(stream_ + 1));
}

bool DieInterface::restart_received(std::uint16_t stream) {
    if (stream == stream_) return true;
    if (static_cast<std::uint16_t>(stream - stream_) > 0x7FFF) return false;
    // The far side noticed first.
    restart(stream);
    return true;
}

void DieInterface::restart(std::uint16_t stream) {
    stream_ = stream;
    const bool was_idle = !packer_.has_data();
    packer_.restart(stream);
    if (was_idle) work_event_.notify(sc_core::SC_ZERO_TIME);

    if (incoming_ != nullptr) incoming_->release();
    incoming_ = nullptr;
    for (Access* access : access_queue_) access->release();
    access_queue_.clear();
    expected_tag_ = 0;

    // Tags are given in order, so the oldest is the first after the newest, modulo the table.
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        Request& slot = slots_[(next_tag_ + i) % slots_.size()];
        if (slot.transaction == nullptr) continue;
        ++counters_.failed_requests;
        answer(slot, tlm::TLM_GENERIC_ERROR_RESPONSE);
        slot = Request{};
    }
    outstanding_ = 0;
    next_tag_ = 0;
    host_event_.notify(sc_core::SC_ZERO_TIME);
}

std::string DieInterface::state() const {
    std::ostringstream out;
    out << name() << ": credits " << credits_ << ", to send " << (has_work() ? "yes" : "no")
        << ", outstanding " << outstanding_ << ", waiting " << waiting_.size()
        << ", responses to the host " << responses_.size() << (response_under_way_ ? "+1" : "")
        << ", accesses queued " << access_queue_.size() << ", flits sent " << packer_.flits()
        << ", received " << data_flits_received_ << ", stream "
        << (unpacker_.broken()                ? "broken"
            : unpacker_.waiting_for_restart() ? "waiting for restart"
                                              : "good");
    return out.str();
}

}  // namespace oio
