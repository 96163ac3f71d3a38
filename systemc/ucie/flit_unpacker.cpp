// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit_unpacker.hpp"

#include <algorithm>
#include <cstring>

namespace oio {

bool FlitUnpacker::fail(const std::string& what) {
    state_ = State::Broken;
    error_ = what;
    return false;
}

void FlitUnpacker::restart() {
    state_ = State::Hunting;
    header_have_ = 0;
    data_left_ = 0;
    error_.clear();
}

bool FlitUnpacker::take_header(const std::uint8_t* payload, std::size_t& at) {
    if (header_have_ == 0) {
        header_need_ = record_header_size(payload[at]);
        if (header_need_ == 0) return fail("an unknown kind of record");
    }
    const std::size_t count = std::min(header_need_ - header_have_, Flit::kPayloadBytes - at);
    std::memcpy(header_bytes_.data() + header_have_, payload + at, count);
    const bool at_start = header_have_ == 0 && at == 0;
    header_have_ += count;
    at += count;
    if (header_have_ < header_need_) return true;

    if (const char* wrong = decode(header_bytes_.data(), header_)) return fail(wrong);
    if (header_.kind == RecordKind::Restart) {
        if (!at_start) return fail("a restart record in the middle of a flit");
        header_have_ = 0;
        return sink_.restart_received(header_.tag) || fail("the restart record of an old stream");
    }
    std::string wrong;
    data_ = sink_.record_begins(header_, wrong);
    if (!wrong.empty()) return fail(wrong);
    data_left_ = header_.data_bytes();
    return true;
}

bool FlitUnpacker::unpack(const Flit& flit) {
    std::array<std::uint8_t, Flit::kPayloadBytes> payload;
    std::memcpy(payload.data(), flit.first_payload(), Flit::kFirstPayload);
    std::memcpy(payload.data() + Flit::kFirstPayload, flit.second_payload(), Flit::kSecondPayload);

    std::size_t at = 0;
    if (state_ == State::Hunting) {
        RecordHeader header;
        if (payload[0] >> 4 == static_cast<int>(RecordKind::Restart) &&
            decode(payload.data(), header) == nullptr && sink_.restart_received(header.tag)) {
            state_ = State::Running;
            at = record_header_size(payload[0]);
        }
    }
    if (state_ != State::Running) {
        ++ignored_flits_;
        return true;
    }

    while (at < Flit::kPayloadBytes) {
        if (header_have_ == 0 && payload[at] == 0) {
            if (std::any_of(payload.begin() + static_cast<std::ptrdiff_t>(at), payload.end(),
                            [](std::uint8_t byte) { return byte != 0; })) {
                return fail("padding that is not zero");
            }
            return true;
        }
        if (header_have_ == 0 || header_have_ < header_need_) {
            if (!take_header(payload.data(), at)) return false;
            if (header_have_ == 0 || header_have_ < header_need_) continue;
        }
        const std::size_t count = std::min<std::size_t>(data_left_, Flit::kPayloadBytes - at);
        if (count != 0) {
            std::memcpy(data_, payload.data() + at, count);
            data_ += count;
            data_left_ -= static_cast<std::uint32_t>(count);
            at += count;
        }
        if (data_left_ == 0) {
            header_have_ = 0;
            user_bytes_ += header_.data_bytes();
            sink_.record_done(header_);
        }
    }
    return true;
}

}  // namespace oio
