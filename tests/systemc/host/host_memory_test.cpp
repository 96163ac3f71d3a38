// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/host_memory.hpp"

#include <tlm_utils/simple_initiator_socket.h>

#include <catch2/catch.hpp>
#include <numeric>
#include <stdexcept>

#include "systemc/host/host_initiator.hpp"
#include "systemc/support/sc_duration.hpp"

using oio::HostInitiator;
using oio::HostMemory;
using oio::HostMemoryConfig;
using Bytes = std::vector<std::uint8_t>;

namespace {

HostMemoryConfig with_latency(double ns, std::uint64_t bytes = 1 << 20) {
    HostMemoryConfig config;
    config.latency_ns = ns;
    config.bytes = bytes;
    return config;
}

struct Bench : sc_core::sc_module {
    Bench(const sc_core::sc_module_name& name, const HostMemoryConfig& config)
        : sc_core::sc_module(name), memory("memory", config) {
        socket.bind(memory.ports[0].target_socket);
    }
    tlm::tlm_response_status access(tlm::tlm_command command, std::uint64_t address, Bytes& data,
                                    Bytes* enable = nullptr) {
        tlm::tlm_generic_payload transaction;
        transaction.set_command(command);
        transaction.set_address(address);
        transaction.set_data_ptr(data.data());
        transaction.set_data_length(static_cast<unsigned>(data.size()));
        transaction.set_streaming_width(static_cast<unsigned>(data.size()));
        if (enable != nullptr) {
            transaction.set_byte_enable_ptr(enable->data());
            transaction.set_byte_enable_length(static_cast<unsigned>(enable->size()));
        }
        delay = sc_core::SC_ZERO_TIME;
        socket->b_transport(transaction, delay);
        return transaction.get_response_status();
    }
    tlm_utils::simple_initiator_socket<Bench> socket{"socket"};
    HostMemory memory;
    sc_core::sc_time delay;
};

}  // namespace

TEST_CASE("host_memory: bytes written are read, bytes never written are zero", "[systemc][host]") {
    Bench bench("bench", with_latency(7.0));
    Bytes data(200000);
    std::iota(data.begin(), data.end(), std::uint8_t{3});
    // Over page borders, at an odd address.
    CHECK(bench.access(tlm::TLM_WRITE_COMMAND, 65535, data) == tlm::TLM_OK_RESPONSE);
    CHECK(oio::to_ns(bench.delay) == 7.0);
    Bytes back(data.size() + 2, 0xEE);
    CHECK(bench.access(tlm::TLM_READ_COMMAND, 65534, back) == tlm::TLM_OK_RESPONSE);
    CHECK(back.front() == 0);
    CHECK(back.back() == 0);
    CHECK(Bytes(back.begin() + 1, back.end() - 1) == data);
    CHECK(bench.memory.bytes_written() == data.size());
    CHECK(bench.memory.bytes_read() == back.size());
}

TEST_CASE("host_memory: byte enables are obeyed and repeat", "[systemc][host]") {
    Bench bench("bench", with_latency(0.0));
    Bytes data = {1, 2, 3, 4, 5, 6};
    Bytes enable = {0xFF, 0x00, 0xFF};
    CHECK(bench.access(tlm::TLM_WRITE_COMMAND, 10, data, &enable) == tlm::TLM_OK_RESPONSE);
    Bytes back(6);
    bench.memory.read(10, back.data(), 6);
    CHECK(back == Bytes{1, 0, 3, 4, 0, 6});
}

TEST_CASE("host_memory: the last byte exists and the next does not", "[systemc][host]") {
    Bench bench("bench", with_latency(0.0, 1000));
    Bytes one(1, 9);
    CHECK(bench.access(tlm::TLM_WRITE_COMMAND, 999, one) == tlm::TLM_OK_RESPONSE);
    CHECK(bench.access(tlm::TLM_WRITE_COMMAND, 1000, one) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    Bytes two(2);
    CHECK(bench.access(tlm::TLM_READ_COMMAND, 999, two) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bench.access(tlm::TLM_READ_COMMAND, ~0ULL, two) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(bench.access(tlm::TLM_IGNORE_COMMAND, 0, two) == tlm::TLM_COMMAND_ERROR_RESPONSE);
    CHECK(bench.memory.failed_accesses() == 4);
    CHECK_THROWS_AS(bench.memory.write(999, two.data(), 2), std::out_of_range);
}

TEST_CASE("host_memory: a watch sees the writes that touch its range, with their data",
          "[systemc][host]") {
    Bench bench("bench", with_latency(0.0));
    int calls = 0;
    bench.memory.watch_writes(100, 10, [&](std::uint64_t address, std::size_t bytes) {
        ++calls;
        Bytes now(bytes);
        bench.memory.read(address, now.data(), bytes);
        CHECK(now == Bytes(bytes, 5));
    });
    Bytes five(4, 5);
    bench.access(tlm::TLM_WRITE_COMMAND, 96, five);   // ends before it
    bench.access(tlm::TLM_WRITE_COMMAND, 97, five);   // touches its first byte
    bench.access(tlm::TLM_WRITE_COMMAND, 109, five);  // touches its last byte
    bench.access(tlm::TLM_WRITE_COMMAND, 110, five);  // begins behind it
    bench.access(tlm::TLM_READ_COMMAND, 100, five);
    CHECK(calls == 2);
}

TEST_CASE("host_memory: non-blocking accesses overlap and each takes the latency",
          "[systemc][host]") {
    HostMemory memory("memory", with_latency(50.0));
    HostInitiator initiator("initiator", {});
    initiator.initiator_socket.bind(memory.ports[0].target_socket);
    const auto data = std::make_shared<Bytes>(8 * 4096, 1);
    double end_ns = 0.0;
    initiator.write(0, data, 0, data->size(), [&](tlm::tlm_response_status status, Bytes) {
        CHECK(status == tlm::TLM_OK_RESPONSE);
        end_ns = oio::to_ns(sc_core::sc_time_stamp());
    });
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
    CHECK(end_ns == Approx(50.0));
    CHECK(initiator.transactions() == 8);
    CHECK(initiator.latency().max_ns() == Approx(50.0));
}

TEST_CASE(
    "host_memory: an initiator that may have three accesses under way needs three rounds for 8",
    "[systemc][host]") {
    HostMemory memory("memory", with_latency(50.0));
    oio::HostInitiatorConfig config;
    config.max_outstanding = 3;
    HostInitiator initiator("initiator", config);
    initiator.initiator_socket.bind(memory.ports[0].target_socket);
    double end_ns = 0.0;
    initiator.read(0, 8 * 4096, [&](tlm::tlm_response_status, Bytes) {
        end_ns = oio::to_ns(sc_core::sc_time_stamp());
    });
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
    CHECK(end_ns == Approx(150.0));
}

TEST_CASE("host_memory: refuses a configuration out of range", "[systemc][host]") {
    HostMemoryConfig config;
    config.ports = 0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("ports: 0 is outside [1, 64]"));
    CHECK_THROWS_WITH(with_latency(-1.0).validate(), Catch::Contains("latency_ns"));
    CHECK_THROWS_WITH(with_latency(0.0, 0).validate(), Catch::Contains("bytes"));
}
