// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/segment_channel.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace oio {

namespace {

void put(std::uint8_t* bytes, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

template <typename Value>
Value get(const std::uint8_t* bytes) {
    Value value = 0;
    for (std::size_t i = 0; i < sizeof(Value); ++i) {
        value = static_cast<Value>(value | Value{bytes[i]} << (8 * i));
    }
    return value;
}

}  // namespace

DoorbellBytes encode_doorbell(const SegmentInfo& info) {
    DoorbellBytes bytes{};
    put(&bytes[0], info.hop_number, 4);
    put(&bytes[4], info.slot, 4);
    put(&bytes[8], info.source, 2);
    put(&bytes[10], info.destination, 2);
    put(&bytes[12], info.bytes, 4);
    put(&bytes[16], info.tag, 8);
    put(&bytes[24], info.message, 8);
    put(&bytes[32], info.message_bytes, 8);
    put(&bytes[40], info.offset, 8);
    return bytes;
}

SegmentInfo decode_doorbell(const DoorbellBytes& bytes) {
    SegmentInfo info;
    info.hop_number = get<std::uint32_t>(&bytes[0]);
    info.slot = get<std::uint32_t>(&bytes[4]);
    info.source = get<std::uint16_t>(&bytes[8]);
    info.destination = get<std::uint16_t>(&bytes[10]);
    info.bytes = get<std::uint32_t>(&bytes[12]);
    info.tag = get<std::uint64_t>(&bytes[16]);
    info.message = get<std::uint64_t>(&bytes[24]);
    info.message_bytes = get<std::uint64_t>(&bytes[32]);
    info.offset = get<std::uint64_t>(&bytes[40]);
    return info;
}

SegmentSender::SegmentSender(HostInitiator& initiator, const WindowLayout& far_window)
    : initiator_(initiator), window_(far_window) {}

void SegmentSender::push_own(Outgoing outgoing) {
    own_.push_back(std::move(outgoing));
    pump();
}

void SegmentSender::push_transit(Outgoing outgoing) {
    transit_.push_back(std::move(outgoing));
    pump();
}

void SegmentSender::pump() {
    while (slots_in_use_ < window_.slots && (!own_.empty() || !transit_.empty())) {
        const bool transit = own_.empty() || (transit_next_ && !transit_.empty());
        transit_next_ = !transit;
        send_segment(transit ? transit_ : own_);
    }
}

void SegmentSender::send_segment(std::deque<Outgoing>& queue) {
    Outgoing& outgoing = queue.front();
    // A piece in transit is one segment; own messages are cut here.
    const bool own = &queue == &own_;
    const std::uint64_t from = own ? own_sent_bytes_ : 0;
    const std::uint64_t bytes =
        std::min<std::uint64_t>(window_.segment_bytes, outgoing.data->size() - from);
    const bool last = from + bytes == outgoing.data->size();

    SegmentInfo info = outgoing.info;
    info.hop_number = hop_number_++;
    info.slot = next_slot_;
    info.bytes = static_cast<std::uint32_t>(bytes);
    info.offset += from;
    next_slot_ = (next_slot_ + 1) % window_.slots;
    ++slots_in_use_;
    ++segments_sent_;

    const auto count_failure = [this](tlm::tlm_response_status status,
                                      const HostInitiator::Bytes&) {
        if (status != tlm::TLM_OK_RESPONSE) ++failed_writes_;
    };
    initiator_.write(window_.slot(info.slot), outgoing.data, from, bytes, count_failure);
    const DoorbellBytes doorbell = encode_doorbell(info);
    std::function<void()> accepted;
    if (last) accepted = std::move(outgoing.accepted);
    initiator_.write(
        window_.doorbell(),
        std::make_shared<HostInitiator::Bytes>(doorbell.begin(), doorbell.end()), 0, kDoorbellBytes,
        [this, count_failure](tlm::tlm_response_status status, const HostInitiator::Bytes&) {
            count_failure(status, {});
            --slots_in_use_;
            pump();
        },
        std::move(accepted));

    if (own) own_sent_bytes_ = last ? 0 : from + bytes;
    if (last) queue.pop_front();
}

std::string SegmentSender::state() const {
    std::ostringstream out;
    out << "own messages " << own_.size() << ", in transit " << transit_.size()
        << ", window slots in use " << slots_in_use_ << " of " << window_.slots
        << ", segments sent " << segments_sent_;
    return out.str();
}

SegmentReceiver::SegmentReceiver(std::string name, HostMemory& memory, const WindowLayout& window,
                                 Handler handler)
    : name_(std::move(name)), memory_(memory), window_(window), handler_(std::move(handler)) {
    memory_.watch_writes(window_.doorbell(), kDoorbellBytes,
                         [this](std::uint64_t, std::size_t) { doorbell(); });
}

void SegmentReceiver::doorbell() {
    DoorbellBytes bytes{};
    memory_.read(window_.doorbell(), bytes.data(), bytes.size());
    const SegmentInfo info = decode_doorbell(bytes);
    if (info.slot >= window_.slots || info.bytes == 0 || info.bytes > window_.segment_bytes ||
        info.offset > info.message_bytes || info.bytes > info.message_bytes - info.offset) {
        ++bad_doorbells_;
        SC_REPORT_ERROR(name_.c_str(), ("doorbell of segment " + std::to_string(info.hop_number) +
                                        " makes no sense: slot " + std::to_string(info.slot) +
                                        ", bytes " + std::to_string(info.bytes))
                                           .c_str());
        return;
    }
    const std::uint32_t ahead = info.hop_number - expected_;
    if (ahead > 0x7FFFFFFF) {
        ++repeated_doorbells_;
        return;
    }
    if (ahead != 0) {
        lost_segments_ += ahead;
        SC_REPORT_ERROR(name_.c_str(), (std::to_string(ahead) + " segments lost before number " +
                                        std::to_string(info.hop_number))
                                           .c_str());
    }
    expected_ = info.hop_number + 1;
    ++segments_received_;
    handler_(info, window_.slot(info.slot));
}

}  // namespace oio
