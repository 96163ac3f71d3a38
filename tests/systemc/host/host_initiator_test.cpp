// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/host_initiator.hpp"

#include <tlm_utils/simple_target_socket.h>

#include <catch2/catch.hpp>
#include <map>
#include <stdexcept>

#include "systemc/support/sc_duration.hpp"

using oio::HostInitiator;
using oio::HostInitiatorConfig;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// Takes a while, keeps the addresses in order, and fails what it is told to.
struct Target : sc_core::sc_module {
    Target(const sc_core::sc_module_name& name, double latency)
        : sc_core::sc_module(name), latency_ns(latency) {
        socket.register_b_transport(this, &Target::b_transport);
    }
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time&) {
        const std::size_t number = addresses.size();
        addresses.push_back(transaction.get_address());
        lengths.push_back(transaction.get_data_length());
        ++under_way;
        most = std::max(most, under_way);
        wait(oio::sc_time_from_ns(latency_ns));
        --under_way;
        const bool fail = oio::to_ns(sc_core::sc_time_stamp()) <= fail_until_ns;
        if (!fail) successes[number] = transaction.get_address();
        if (transaction.is_read()) {
            for (unsigned i = 0; i < transaction.get_data_length(); ++i) {
                transaction.get_data_ptr()[i] =
                    static_cast<std::uint8_t>(transaction.get_address() + i);
            }
        }
        transaction.set_response_status(fail ? failure : tlm::TLM_OK_RESPONSE);
    }
    tlm_utils::simple_target_socket<Target> socket{"socket"};
    double latency_ns;
    std::vector<std::uint64_t> addresses;
    std::vector<unsigned> lengths;
    unsigned under_way = 0;
    unsigned most = 0;
    double fail_until_ns = -1.0;
    std::map<std::size_t, std::uint64_t> successes;  // in the order in which they began
    tlm::tlm_response_status failure = tlm::TLM_GENERIC_ERROR_RESPONSE;
};

HostInitiatorConfig config_of(bool blocking) {
    HostInitiatorConfig config;
    config.blocking = blocking;
    config.max_outstanding = 4;
    config.max_transfer_bytes = 100;
    return config;
}

void check_order_and_limit(bool blocking) {
    Target target("target", 20.0);
    HostInitiator initiator("initiator", config_of(blocking));
    initiator.initiator_socket.bind(target.socket);
    const auto data = std::make_shared<Bytes>(1000);
    int issued = 0;
    int done = 0;
    initiator.write(
        5, data, 10, 950,
        [&](tlm::tlm_response_status status, Bytes back) {
            CHECK(status == tlm::TLM_OK_RESPONSE);
            CHECK(back.empty());
            CHECK(issued == 1);
            ++done;
        },
        [&] { ++issued; });
    Bytes expected(130);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i] = static_cast<std::uint8_t>(2000 + i);
    }
    initiator.read(2000, 130, [&](tlm::tlm_response_status, Bytes back) {
        CHECK(back == expected);
        ++done;
    });
    CHECK_FALSE(initiator.idle());
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
    CHECK(done == 2);
    CHECK(initiator.idle());
    CHECK(target.most == (blocking ? 4 : 1));  // the socket's adapter takes one at a time
    CHECK(initiator.transactions() == 12);
    REQUIRE(target.addresses.size() == 12);
    for (std::size_t i = 0; i < 10; ++i) CHECK(target.addresses[i] == 5 + 100 * i);
    CHECK(target.lengths[9] == 50);
    CHECK(target.addresses[10] == 2000);
    CHECK(target.lengths[11] == 30);
}

void check_retry(bool blocking) {
    Target target("target", 20.0);
    target.fail_until_ns = 45.0;  // everything under way ends with an error, twice
    HostInitiator initiator("initiator", config_of(blocking));
    initiator.initiator_socket.bind(target.socket);
    bool done = false;
    initiator.write(0, std::make_shared<Bytes>(1000), 0, 1000,
                    [&](tlm::tlm_response_status status, Bytes) {
                        CHECK(status == tlm::TLM_OK_RESPONSE);
                        done = true;
                    });
    sc_core::sc_start(sc_core::sc_time(5, sc_core::SC_US));
    CHECK(done);
    CHECK(initiator.retries() == (blocking ? 8 : 2));
    CHECK(initiator.failures() == 0);
    REQUIRE(target.successes.size() == 10);
    std::uint64_t due = 0;
    for (const auto& [number, address] : target.successes) {
        CHECK(address == due);
        due += 100;
    }
}

}  // namespace

TEST_CASE("host_initiator: cuts, keeps order and limits what is under way, non-blocking",
          "[systemc][host]") {
    check_order_and_limit(false);
}

TEST_CASE("host_initiator: cuts, keeps order and limits what is under way, blocking",
          "[systemc][host]") {
    check_order_and_limit(true);
}

TEST_CASE("host_initiator: what failed is tried again before anything new, non-blocking",
          "[systemc][host]") {
    check_retry(false);
}

TEST_CASE("host_initiator: what failed is tried again before anything new, blocking",
          "[systemc][host]") {
    check_retry(true);
}

TEST_CASE("host_initiator: other errors and too many retries end the job with their status",
          "[systemc][host]") {
    Target target("target", 1.0);
    target.fail_until_ns = 3.5;
    HostInitiatorConfig config = config_of(false);
    config.max_retries = 2;
    config.max_outstanding = 1;
    HostInitiator initiator("initiator", config);
    initiator.initiator_socket.bind(target.socket);
    std::vector<tlm::tlm_response_status> ends;
    const auto done = [&](tlm::tlm_response_status status, Bytes) { ends.push_back(status); };
    initiator.write(0, std::make_shared<Bytes>(10), 0, 10, done);
    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_NS));
    CHECK(ends == std::vector<tlm::tlm_response_status>{tlm::TLM_GENERIC_ERROR_RESPONSE});
    CHECK(initiator.retries() == 2);
    target.fail_until_ns = 1e9;
    target.failure = tlm::TLM_ADDRESS_ERROR_RESPONSE;
    initiator.write(0, std::make_shared<Bytes>(10), 0, 10, done);
    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_NS));
    REQUIRE(ends.size() == 2);
    CHECK(ends[1] == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(initiator.failures() == 2);
}

TEST_CASE("host_initiator: refuses impossible jobs and configurations", "[systemc][host]") {
    HostInitiatorConfig config;
    config.max_transfer_bytes = 4097;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("max_transfer_bytes: 4097"));
    config = {};
    config.max_outstanding = 0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("max_outstanding"));
    HostInitiator initiator("initiator", {});
    const auto data = std::make_shared<Bytes>(10);
    CHECK_THROWS_AS(initiator.write(0, data, 5, 6, {}), std::invalid_argument);
    CHECK_THROWS_AS(initiator.write(0, data, 0, 0, {}), std::invalid_argument);
    CHECK_THROWS_AS(initiator.write(0, nullptr, 0, 1, {}), std::invalid_argument);
    CHECK_THROWS_AS(initiator.read(0, 0, {}), std::invalid_argument);
}
