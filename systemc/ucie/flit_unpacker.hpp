// SPDX-License-Identifier: Apache-2.0
// Finds the transaction records in a stream of flits. Plain C++, no time.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "systemc/ucie/flit.hpp"
#include "systemc/ucie/transaction_record.hpp"

namespace oio {

/// Who takes the records.
class RecordSink {
public:
    virtual ~RecordSink() = default;

    /// A header is complete. If data follows, returns where to put its `data_bytes()`; the place
    /// must stay valid until record_done() or FlitUnpacker::restart(). Otherwise what is returned
    /// does not count. Returns through `error` what is wrong with the record, if anything.
    virtual std::uint8_t* record_begins(const RecordHeader& header, std::string& error) = 0;

    /// The record announced last is complete.
    virtual void record_done(const RecordHeader& header) = 0;

    /// A flit begins with the Restart record of this stream, between two records. True: the records
    /// that follow count.
    virtual bool restart_received(std::uint16_t stream) = 0;
};

/// The inverse of FlitPacker. The link under it is lossless and in order, so any inconsistency is
/// an error, after which nothing is delivered until restart().
class FlitUnpacker {
public:
    explicit FlitUnpacker(RecordSink& sink) : sink_(sink) {}

    /// Takes the payload of one flit (header and CRC are not looked at). Returns false when the
    /// stream has become inconsistent in this flit; error() says how.
    bool unpack(const Flit& flit);

    /// Forgets a record in progress and ignores flits until one begins with a Restart record that
    /// the sink accepts.
    void restart();

    bool broken() const { return state_ == State::Broken; }
    bool waiting_for_restart() const { return state_ == State::Hunting; }
    bool in_record() const { return header_have_ != 0; }
    const std::string& error() const { return error_; }
    std::uint64_t user_bytes() const { return user_bytes_; }  ///< data of complete records
    std::uint64_t ignored_flits() const { return ignored_flits_; }

private:
    enum class State { Running, Hunting, Broken };

    bool fail(const std::string& what);
    bool take_header(const std::uint8_t* payload, std::size_t& at);

    RecordSink& sink_;
    State state_ = State::Running;
    RecordHeaderBytes header_bytes_{};
    std::size_t header_have_ = 0;  // bytes of the header so far; 0 between records
    std::size_t header_need_ = 0;
    RecordHeader header_;
    std::uint8_t* data_ = nullptr;
    std::uint32_t data_left_ = 0;
    std::string error_;
    std::uint64_t user_bytes_ = 0;
    std::uint64_t ignored_flits_ = 0;
};

}  // namespace oio
