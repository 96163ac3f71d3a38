// SPDX-License-Identifier: Apache-2.0
// The records that carry memory transactions between two dies, as bytes of a stream.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace oio {

/// High four bits of a record's first byte. A zero byte where a record may begin says that the
/// rest of the flit is padding.
enum class RecordKind : std::uint8_t {
    Padding = 0,
    Write = 1,      ///< 12 bytes, then `length` bytes of data
    Read = 2,       ///< 12 bytes
    WriteDone = 3,  ///< 3 bytes
    ReadDone = 4,   ///< 5 bytes, then `length` bytes of data if the status is Ok
    Restart = 15  ///< 8 bytes, only at the beginning of a flit: a new stream, number `tag`, begins
};

/// How a request ended at the far side.
enum class RecordStatus : std::uint8_t {
    Ok = 0,
    GenericError = 1,
    AddressError = 2,
    CommandError = 3,
    BurstError = 4,
    ByteEnableError = 5
};

/// The largest transfer of one record.
inline constexpr std::uint32_t kMaxRecordBytes = 4096;
inline constexpr std::size_t kMaxRecordHeader = 12;

/// What stands before the data of a record. `tag` numbers the requests of a direction in order,
/// modulo 2^16; a response carries the tag of its request.
struct RecordHeader {
    RecordKind kind = RecordKind::Padding;
    RecordStatus status = RecordStatus::Ok;
    std::uint16_t tag = 0;
    std::uint32_t length = 0;  ///< 1 to 4096; 0 for WriteDone, Restart and a failed ReadDone
    std::uint64_t address = 0;

    /// Bytes that follow the header in the stream.
    std::uint32_t data_bytes() const {
        return kind == RecordKind::Write || kind == RecordKind::ReadDone ? length : 0;
    }
};

bool operator==(const RecordHeader& a, const RecordHeader& b);

using RecordHeaderBytes = std::array<std::uint8_t, kMaxRecordHeader>;

/// Size of the header that begins with this byte; 0 if no record begins so.
std::size_t record_header_size(std::uint8_t first_byte);

/// Writes the header, returns its size.
std::size_t encode(const RecordHeader& header, RecordHeaderBytes& bytes);

/// Reads a complete header. Returns nullptr, or what is wrong with it.
const char* decode(const std::uint8_t* bytes, RecordHeader& header);

/// Share of the payload of full flits that is user data when both directions write transfers of
/// this size and answer those of the other: length / (length + 12 + 3).
double user_share(std::uint32_t transfer_bytes);

}  // namespace oio
