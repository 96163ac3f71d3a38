// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit.hpp"

#include <catch2/catch.hpp>
#include <sstream>

TEST_CASE("flit: a new flit is all zero, a NOP of protocol id 0", "[systemc][ucie]") {
    const oio::Flit flit;
    for (const std::uint8_t byte : flit.bytes) REQUIRE(byte == 0);
    CHECK(flit.protocol_id() == 0);
}

TEST_CASE("flit: the payload is bytes 2 to 125 and 128 to 253", "[systemc][ucie]") {
    oio::Flit flit;
    CHECK(flit.first_payload() == flit.bytes.data() + 2);
    CHECK(flit.second_payload() == flit.bytes.data() + 128);
    CHECK(2 + oio::Flit::kFirstPayload == 126);
    CHECK(128 + oio::Flit::kSecondPayload == 254);
    CHECK(oio::Flit::kPayloadBytes == 250);
}

TEST_CASE("flit: flits that differ in one byte are unequal, and print as they are",
          "[systemc][ucie]") {
    oio::Flit a;
    oio::Flit b;
    CHECK(a == b);
    b.bytes[255] = 0xA5;
    CHECK(a != b);
    std::ostringstream out;
    out << b;
    CHECK(out.str().size() == 256 * 3 - 1);
    CHECK(out.str().substr(255 * 3) == "a5");
}
