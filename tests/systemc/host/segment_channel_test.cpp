// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/segment_channel.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "systemc/support/report_log.hpp"

using oio::HostInitiator;
using oio::HostMemory;
using oio::Outgoing;
using oio::SegmentInfo;
using oio::SegmentReceiver;
using oio::SegmentSender;
using oio::WindowLayout;
using Bytes = std::vector<std::uint8_t>;

namespace {

WindowLayout small_window() {
    WindowLayout window;
    window.base = 1 << 20;
    window.segment_bytes = 1000;
    window.slots = 3;
    return window;
}

Outgoing outgoing_of(std::size_t bytes, std::uint64_t message) {
    Outgoing outgoing;
    auto data = std::make_shared<Bytes>(bytes);
    std::iota(data->begin(), data->end(), static_cast<std::uint8_t>(message));
    outgoing.data = data;
    outgoing.info.message = message;
    outgoing.info.message_bytes = bytes;
    return outgoing;
}

void ring(HostInitiator& initiator, const SegmentInfo& info) {
    const oio::DoorbellBytes bytes = oio::encode_doorbell(info);
    initiator.write(small_window().doorbell(), std::make_shared<Bytes>(bytes.begin(), bytes.end()),
                    0, bytes.size(), {});
    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_NS));
}

}  // namespace

TEST_CASE("segment_channel: a doorbell survives encoding and decoding", "[systemc][host]") {
    SegmentInfo info;
    info.hop_number = 0xDEADBEEF;
    info.slot = 15;
    info.source = 1023;
    info.destination = 7;
    info.bytes = 65536;
    info.tag = 0x0123456789ABCDEF;
    info.message = 1ULL << 60;
    info.message_bytes = 1ULL << 30;
    info.offset = (1ULL << 30) - 65536;
    const SegmentInfo back = oio::decode_doorbell(oio::encode_doorbell(info));
    CHECK(back.hop_number == info.hop_number);
    CHECK(back.slot == info.slot);
    CHECK(back.source == info.source);
    CHECK(back.destination == info.destination);
    CHECK(back.bytes == info.bytes);
    CHECK(back.tag == info.tag);
    CHECK(back.message == info.message);
    CHECK(back.message_bytes == info.message_bytes);
    CHECK(back.offset == info.offset);
}

TEST_CASE("segment_channel: own messages are cut, transit takes turns, and slots are not overrun",
          "[systemc][host]") {
    oio::HostMemoryConfig config;
    config.latency_ns = 10.0;
    HostMemory memory("memory", config);
    HostInitiator initiator("initiator", {});
    initiator.initiator_socket.bind(memory.ports[0].target_socket);
    std::vector<std::uint64_t> order;
    std::vector<std::uint64_t> offsets;
    SegmentReceiver receiver(
        "receiver", memory, small_window(), [&](const SegmentInfo& info, std::uint64_t address) {
            order.push_back(info.message);
            offsets.push_back(info.offset);
            Bytes data(info.bytes);
            memory.read(address, data.data(), data.size());
            CHECK(data[0] == static_cast<std::uint8_t>(info.message + info.offset));
        });
    SegmentSender sender(initiator, small_window());
    int accepted = 0;
    Outgoing own = outgoing_of(4500, 1);
    own.accepted = [&] { ++accepted; };
    sender.push_own(std::move(own));
    sender.push_transit(outgoing_of(1000, 2));
    sender.push_transit(outgoing_of(10, 3));
    CHECK(accepted == 0);
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
    CHECK(accepted == 1);
    CHECK(order == std::vector<std::uint64_t>{1, 1, 1, 2, 1, 3, 1});
    CHECK(offsets == std::vector<std::uint64_t>{0, 1000, 2000, 0, 3000, 0, 4000});
    CHECK(sender.idle());
    CHECK(sender.segments_sent() == 7);
    CHECK(receiver.segments_received() == 7);
    CHECK(receiver.lost_segments() + receiver.repeated_doorbells() == 0);
}

TEST_CASE("segment_channel: gaps, repetitions and nonsense at the doorbell are counted",
          "[systemc][host]") {
    oio::ReportLog log;
    HostMemory memory("memory", {});
    HostInitiator initiator("initiator", {});
    initiator.initiator_socket.bind(memory.ports[0].target_socket);
    int handed = 0;
    SegmentReceiver receiver("receiver", memory, small_window(),
                             [&](const SegmentInfo&, std::uint64_t) { ++handed; });
    SegmentInfo info;
    info.bytes = 10;
    info.message_bytes = 10;
    ring(initiator, info);
    CHECK(handed == 1);
    ring(initiator, info);
    CHECK(receiver.repeated_doorbells() == 1);
    info.hop_number = 3;
    ring(initiator, info);
    CHECK(receiver.lost_segments() == 2);
    CHECK(handed == 2);
    info.hop_number = 4;
    info.slot = 3;
    ring(initiator, info);
    info.slot = 0;
    info.bytes = 11;  // longer than its message
    ring(initiator, info);
    CHECK(receiver.bad_doorbells() == 2);
    CHECK(handed == 2);
    CHECK(log.errors() == 3);
}
