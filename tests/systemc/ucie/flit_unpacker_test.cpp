// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit_unpacker.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <random>
#include <vector>

#include "systemc/ucie/flit_packer.hpp"

using oio::Flit;
using oio::FlitPacker;
using oio::FlitUnpacker;
using oio::RecordHeader;
using oio::RecordKind;
using oio::RecordStatus;

namespace {

struct Received {
    RecordHeader header;
    std::vector<std::uint8_t> data;
};

/// Keeps every record; refuses those of `refused_tag`.
class Collector : public oio::RecordSink {
public:
    std::vector<Received> records;
    int refused_tag = -1;
    std::uint16_t stream = 0;

private:
    std::uint8_t* record_begins(const RecordHeader& header, std::string& error) override {
        if (header.tag == refused_tag) error = "refused";
        buffer_.assign(header.data_bytes(), 0);
        return buffer_.data();
    }
    void record_done(const RecordHeader& header) override { records.push_back({header, buffer_}); }
    bool restart_received(std::uint16_t received) override { return received == stream; }

    std::vector<std::uint8_t> buffer_;
};

}  // namespace

TEST_CASE("flit_unpacker: returns a random stream of records as it went in", "[systemc][ucie]") {
    std::mt19937 random(3);
    Collector collector;
    FlitUnpacker unpacker(collector);
    FlitPacker packer(nullptr);
    std::deque<Received> sent;  // a deque, so that the data stays where it is
    std::vector<std::size_t> responses;
    std::vector<std::size_t> requests;
    std::uint64_t user_bytes = 0;
    for (int round = 0; round < 400; ++round) {
        // Nothing is waiting when a round begins, so the order is: responses, then requests.
        const std::size_t first = sent.size();
        const int count = 1 + static_cast<int>(random() % 5);
        for (int i = 0; i < count; ++i) {
            Received record;
            const auto kind = static_cast<RecordKind>(1 + (first + static_cast<unsigned>(i)) % 4);
            record.header.kind = kind;
            record.header.tag = static_cast<std::uint16_t>(random());
            const bool long_one = random() % 4 == 0;
            const std::uint32_t length = 1 + random() % (long_one ? 4096 : 40);
            if (kind == RecordKind::Write || kind == RecordKind::Read) {
                record.header.address = random();
                record.header.length = length;
            } else if (kind == RecordKind::ReadDone) {
                record.header.length = length;
            }
            record.data.resize(record.header.data_bytes());
            for (std::uint8_t& byte : record.data) byte = static_cast<std::uint8_t>(random());
            user_bytes += record.data.size();
            sent.push_back(record);
        }
        const auto is_response = [&](std::size_t i) {
            return sent[i].header.kind == RecordKind::WriteDone ||
                   sent[i].header.kind == RecordKind::ReadDone;
        };
        std::vector<std::size_t> order;
        for (const bool response : {true, false}) {
            for (std::size_t i = first; i < sent.size(); ++i) {
                if (is_response(i) != response) continue;
                order.push_back(i);
                if (response) {
                    packer.push_response(sent[i].header, sent[i].data.data());
                } else {
                    packer.push_request(sent[i].header, sent[i].data.data());
                }
            }
        }
        Flit flit;
        while (packer.has_data()) {
            packer.pack(flit);
            REQUIRE(unpacker.unpack(flit));
        }
        REQUIRE(collector.records.size() == sent.size());
        for (std::size_t k = 0; k < order.size(); ++k) {
            REQUIRE(collector.records[first + k].header == sent[order[k]].header);
            REQUIRE(collector.records[first + k].data == sent[order[k]].data);
        }
        CHECK_FALSE(unpacker.in_record());
    }
    CHECK(unpacker.user_bytes() == user_bytes);
    CHECK(packer.user_bytes() == user_bytes);
}

TEST_CASE("flit_unpacker: what the sink refuses breaks the stream for good", "[systemc][ucie]") {
    Collector collector;
    collector.refused_tag = 9;
    FlitUnpacker unpacker(collector);
    FlitPacker packer(nullptr);
    Flit flit;
    packer.push_request({RecordKind::Read, RecordStatus::Ok, 8, 64, 0}, nullptr);
    packer.pack(flit);
    CHECK(unpacker.unpack(flit));
    packer.push_request({RecordKind::Read, RecordStatus::Ok, 9, 64, 0}, nullptr);
    packer.pack(flit);
    CHECK_FALSE(unpacker.unpack(flit));
    CHECK(unpacker.broken());
    CHECK(unpacker.error() == "refused");
    packer.push_request({RecordKind::Read, RecordStatus::Ok, 10, 64, 0}, nullptr);
    packer.pack(flit);
    CHECK(unpacker.unpack(flit));  // ignored, and no second error
    CHECK(collector.records.size() == 1);
    CHECK(unpacker.ignored_flits() == 1);
}

TEST_CASE("flit_unpacker: unknown records and dirty padding break the stream", "[systemc][ucie]") {
    for (const bool padding : {false, true}) {
        Collector collector;
        FlitUnpacker unpacker(collector);
        Flit flit;
        if (padding) {
            flit.bytes[253] = 1;
        } else {
            flit.bytes[2] = 0x70;
        }
        CHECK_FALSE(unpacker.unpack(flit));
    }
}

TEST_CASE("flit_unpacker: after a restart it waits for the record of the right stream",
          "[systemc][ucie]") {
    Collector collector;
    collector.stream = 2;
    FlitUnpacker unpacker(collector);
    FlitPacker packer(nullptr);
    Flit flit;
    const std::vector<std::uint8_t> data(1000, 5);
    packer.push_request({RecordKind::Write, RecordStatus::Ok, 0, 1000, 0}, data.data());
    packer.pack(flit);
    CHECK(unpacker.unpack(flit));
    unpacker.restart();
    packer.pack(flit);  // the rest of the old record means nothing now
    CHECK(unpacker.unpack(flit));
    packer.restart(1);
    packer.pack(flit);
    CHECK(unpacker.unpack(flit));
    CHECK(unpacker.waiting_for_restart());
    packer.restart(2);
    packer.push_request({RecordKind::Read, RecordStatus::Ok, 0, 10, 77}, nullptr);
    packer.pack(flit);
    CHECK(unpacker.unpack(flit));
    REQUIRE(collector.records.size() == 1);
    CHECK(collector.records[0].header.address == 77);
}
