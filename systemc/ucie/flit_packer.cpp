// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit_packer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "systemc/ucie/flit_crc.hpp"

namespace oio {

FlitPacker::FlitPacker(PackedCallback on_packed, bool with_crc)
    : on_packed_(std::move(on_packed)), with_crc_(with_crc) {}

FlitPacker::Record FlitPacker::make_record(const RecordHeader& header, const std::uint8_t* data,
                                           std::uint32_t cookie) {
    Record record{};
    record.header_bytes = static_cast<std::uint32_t>(encode(header, record.header));
    record.data = data;
    record.data_bytes = header.data_bytes();
    record.cookie = cookie;
    return record;
}

void FlitPacker::push_request(const RecordHeader& header, const std::uint8_t* data) {
    requests_.push_back(make_record(header, data, kNoCookie));
    busy_ = true;
}

void FlitPacker::push_response(const RecordHeader& header, const std::uint8_t* data,
                               std::uint32_t cookie) {
    responses_.push_back(make_record(header, data, cookie));
    busy_ = true;
}

bool FlitPacker::next_record() {
    std::deque<Record>& queue = responses_.empty() ? requests_ : responses_;
    if (queue.empty()) return false;
    current_ = queue.front();
    queue.pop_front();
    done_bytes_ = 0;
    in_record_ = true;
    return true;
}

void FlitPacker::finish_record() {
    in_record_ = false;
    user_bytes_ += current_.data_bytes;
    if (current_.cookie != kNoCookie) on_packed_(current_.cookie);
}

// The payload is in two pieces; positions count through both.
std::size_t FlitPacker::append(Flit& flit, std::size_t at, const std::uint8_t* bytes,
                               std::size_t count) {
    count = std::min(count, Flit::kPayloadBytes - at);
    if (at < Flit::kFirstPayload) {
        const std::size_t first = std::min(count, Flit::kFirstPayload - at);
        std::memcpy(flit.first_payload() + at, bytes, first);
        std::memcpy(flit.second_payload(), bytes + first, count - first);
    } else {
        std::memcpy(flit.second_payload() + (at - Flit::kFirstPayload), bytes, count);
    }
    return count;
}

void FlitPacker::pack(Flit& flit) {
    flit.bytes[0] = Flit::kDataHeader;
    flit.bytes[1] = 0;
    std::size_t at = 0;
    while (at < Flit::kPayloadBytes && (in_record_ || next_record())) {
        if (done_bytes_ < current_.header_bytes) {
            const std::size_t count = append(flit, at, current_.header.data() + done_bytes_,
                                             current_.header_bytes - done_bytes_);
            at += count;
            done_bytes_ += static_cast<std::uint32_t>(count);
        }
        if (done_bytes_ >= current_.header_bytes && at < Flit::kPayloadBytes) {
            const std::uint32_t done_data = done_bytes_ - current_.header_bytes;
            const std::size_t count =
                done_data == current_.data_bytes
                    ? 0
                    : append(flit, at, current_.data + done_data, current_.data_bytes - done_data);
            at += count;
            done_bytes_ += static_cast<std::uint32_t>(count);
        }
        if (done_bytes_ == current_.header_bytes + current_.data_bytes) finish_record();
    }
    padding_bytes_ += Flit::kPayloadBytes - at;
    if (at < Flit::kPayloadBytes) {
        static constexpr std::array<std::uint8_t, Flit::kPayloadBytes> kZeros{};
        append(flit, at, kZeros.data(), Flit::kPayloadBytes - at);
    }
    busy_ = in_record_ || !requests_.empty() || !responses_.empty();
    ++flits_;
    if (with_crc_) seal(flit);
}

void FlitPacker::restart(std::uint16_t stream) {
    if (in_record_ && current_.cookie != kNoCookie) on_packed_(current_.cookie);
    in_record_ = false;
    for (const Record& record : responses_) {
        if (record.cookie != kNoCookie) on_packed_(record.cookie);
    }
    requests_.clear();
    responses_.clear();
    RecordHeader header;
    header.kind = RecordKind::Restart;
    header.tag = stream;
    current_ = make_record(header, nullptr, kNoCookie);
    done_bytes_ = 0;
    in_record_ = true;
    busy_ = true;
}

}  // namespace oio
