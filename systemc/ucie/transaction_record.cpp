// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/transaction_record.hpp"

#include <cassert>
#include <cstring>

namespace oio {

namespace {

// A restart record: these bytes, then the number of the stream.
constexpr std::array<std::uint8_t, 6> kRestartBytes = {0xF0, 0x6F, 0x69, 0x6F, 0x72, 0x73};
constexpr std::size_t kRestartSize = kRestartBytes.size() + 2;
constexpr std::size_t kRequestSize = 12;
constexpr std::size_t kWriteDoneSize = 3;
constexpr std::size_t kReadDoneSize = 5;

void put(std::uint8_t* bytes, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get(const std::uint8_t* bytes, int count) {
    std::uint64_t value = 0;
    for (int i = count - 1; i >= 0; --i) value = (value << 8) | bytes[i];
    return value;
}

}  // namespace

bool operator==(const RecordHeader& a, const RecordHeader& b) {
    return a.kind == b.kind && a.status == b.status && a.tag == b.tag && a.length == b.length &&
           a.address == b.address;
}

std::size_t record_header_size(std::uint8_t first_byte) {
    switch (static_cast<RecordKind>(first_byte >> 4)) {
        case RecordKind::Write:
        case RecordKind::Read:
            return kRequestSize;
        case RecordKind::WriteDone:
            return kWriteDoneSize;
        case RecordKind::ReadDone:
            return kReadDoneSize;
        case RecordKind::Restart:
            return kRestartSize;
        default:
            return 0;
    }
}

std::size_t encode(const RecordHeader& header, RecordHeaderBytes& bytes) {
    const auto kind = static_cast<unsigned>(header.kind) << 4;
    switch (header.kind) {
        case RecordKind::Write:
        case RecordKind::Read: {
            assert(header.length >= 1 && header.length <= kMaxRecordBytes);
            const std::uint32_t less_one = header.length - 1;
            bytes[0] = static_cast<std::uint8_t>(kind | (less_one >> 8));
            bytes[1] = static_cast<std::uint8_t>(less_one & 0xFF);
            put(&bytes[2], header.tag, 2);
            put(&bytes[4], header.address, 8);
            return kRequestSize;
        }
        case RecordKind::WriteDone:
            bytes[0] = static_cast<std::uint8_t>(kind | static_cast<unsigned>(header.status));
            put(&bytes[1], header.tag, 2);
            return kWriteDoneSize;
        case RecordKind::ReadDone:
            assert((header.length == 0) == (header.status != RecordStatus::Ok));
            bytes[0] = static_cast<std::uint8_t>(kind | static_cast<unsigned>(header.status));
            put(&bytes[1], header.tag, 2);
            put(&bytes[3], header.length, 2);
            return kReadDoneSize;
        case RecordKind::Restart:
            std::memcpy(bytes.data(), kRestartBytes.data(), kRestartBytes.size());
            put(&bytes[kRestartBytes.size()], header.tag, 2);
            return kRestartSize;
        case RecordKind::Padding:
            break;
    }
    bytes[0] = 0;
    return 1;
}

const char* decode(const std::uint8_t* bytes, RecordHeader& header) {
    header = RecordHeader{};
    header.kind = static_cast<RecordKind>(bytes[0] >> 4);
    const unsigned low = bytes[0] & 15U;
    switch (header.kind) {
        case RecordKind::Write:
        case RecordKind::Read:
            header.length = (low << 8 | bytes[1]) + 1;
            header.tag = static_cast<std::uint16_t>(get(bytes + 2, 2));
            header.address = get(bytes + 4, 8);
            return nullptr;
        case RecordKind::WriteDone:
        case RecordKind::ReadDone:
            if (low > static_cast<unsigned>(RecordStatus::ByteEnableError)) {
                return "unknown status in a response";
            }
            header.status = static_cast<RecordStatus>(low);
            header.tag = static_cast<std::uint16_t>(get(bytes + 1, 2));
            if (header.kind == RecordKind::WriteDone) return nullptr;
            header.length = static_cast<std::uint32_t>(get(bytes + 3, 2));
            if (header.length > kMaxRecordBytes) return "a read response longer than 4096 bytes";
            if ((header.length == 0) != (header.status != RecordStatus::Ok)) {
                return "a read response whose length contradicts its status";
            }
            return nullptr;
        case RecordKind::Restart:
            if (std::memcmp(bytes, kRestartBytes.data(), kRestartBytes.size()) != 0) {
                return "a damaged restart record";
            }
            header.tag = static_cast<std::uint16_t>(get(bytes + kRestartBytes.size(), 2));
            return nullptr;
        default:
            return "an unknown kind of record";
    }
}

double user_share(std::uint32_t transfer_bytes) {
    return static_cast<double>(transfer_bytes) /
           static_cast<double>(transfer_bytes + kRequestSize + kWriteDoneSize);
}

}  // namespace oio
