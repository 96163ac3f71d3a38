// SPDX-License-Identifier: Apache-2.0
// Turns a queue of transaction records into flits. Plain C++, no time.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "systemc/ucie/flit.hpp"
#include "systemc/ucie/transaction_record.hpp"

namespace oio {

/// Packs records contiguously, across the borders of flits. Responses go before requests, but never
/// into the middle of a record. What is missing to a full flit when the queues are empty is
/// padding, so nothing waits for a flit to fill.
class FlitPacker {
public:
    static constexpr std::uint32_t kNoCookie = 0xFFFFFFFF;
    /// Told when the last byte of a record that has a cookie is in a flit.
    using PackedCallback = std::function<void(std::uint32_t cookie)>;

    /// `with_crc` false leaves the CRC bytes zero (for pipes that cannot corrupt anything).
    explicit FlitPacker(PackedCallback on_packed, bool with_crc = true);

    /// `data` (header.data_bytes() bytes) must stay valid until it is packed.
    void push_request(const RecordHeader& header, const std::uint8_t* data);
    void push_response(const RecordHeader& header, const std::uint8_t* data,
                       std::uint32_t cookie = kNoCookie);

    bool has_data() const { return busy_; }

    /// Fills one flit. Only when has_data().
    void pack(Flit& flit);

    /// Forgets everything, with the callbacks of what had one; the next flit begins with a Restart
    /// record of this number.
    void restart(std::uint16_t stream);

    std::uint64_t flits() const { return flits_; }
    std::uint64_t user_bytes() const { return user_bytes_; }        ///< data of the records
    std::uint64_t padding_bytes() const { return padding_bytes_; }  ///< unused payload bytes

private:
    struct Record {
        RecordHeaderBytes header;
        std::uint32_t header_bytes;
        const std::uint8_t* data;
        std::uint32_t data_bytes;
        std::uint32_t cookie;
    };

    static Record make_record(const RecordHeader& header, const std::uint8_t* data,
                              std::uint32_t cookie);
    bool next_record();
    void finish_record();
    static std::size_t append(Flit& flit, std::size_t at, const std::uint8_t* bytes,
                              std::size_t count);

    PackedCallback on_packed_;
    bool with_crc_;
    bool busy_ = false;
    bool in_record_ = false;
    std::uint32_t done_bytes_ = 0;  // of the current record, header included
    Record current_{};
    std::deque<Record> requests_;
    std::deque<Record> responses_;
    std::uint64_t flits_ = 0;
    std::uint64_t user_bytes_ = 0;
    std::uint64_t padding_bytes_ = 0;
};

}  // namespace oio
