// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit_packer.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "systemc/ucie/flit_crc.hpp"

using oio::Flit;
using oio::FlitPacker;
using oio::RecordHeader;
using oio::RecordKind;
using oio::RecordStatus;

namespace {

RecordHeader write_of(std::uint32_t bytes, std::uint16_t tag = 0) {
    return {RecordKind::Write, RecordStatus::Ok, tag, bytes, 0x1000};
}

}  // namespace

TEST_CASE("flit_packer: a write of 238 bytes fills exactly one flit", "[systemc][ucie]") {
    FlitPacker packer(nullptr);
    CHECK_FALSE(packer.has_data());
    std::vector<std::uint8_t> data(238);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i + 1);
    packer.push_request(write_of(238), data.data());
    REQUIRE(packer.has_data());
    Flit flit;
    packer.pack(flit);
    CHECK_FALSE(packer.has_data());
    CHECK(flit.bytes[0] == 0x40);
    CHECK(flit.bytes[1] == 0);
    CHECK(flit.bytes[2] == 0x10);  // kind 1, length - 1 = 237
    CHECK(flit.bytes[3] == 237);
    CHECK(flit.bytes[14] == 1);  // first data byte after two bytes of header and twelve of record
    CHECK(flit.bytes[125] == 112);  // last byte of the first half
    CHECK(flit.bytes[128] == 113);
    CHECK(flit.bytes[253] == 238);
    CHECK(oio::crc_good(flit));
    CHECK(packer.padding_bytes() == 0);
    CHECK(packer.user_bytes() == 238);
}

TEST_CASE("flit_packer: one byte more makes a second flit of padding", "[systemc][ucie]") {
    FlitPacker packer(nullptr);
    std::vector<std::uint8_t> data(239, 0xAA);
    packer.push_request(write_of(239), data.data());
    Flit flit;
    packer.pack(flit);
    REQUIRE(packer.has_data());
    packer.pack(flit);
    CHECK_FALSE(packer.has_data());
    CHECK(flit.bytes[2] == 0xAA);
    for (std::size_t i = 3; i < 126; ++i) REQUIRE(flit.bytes[i] == 0);
    for (std::size_t i = 128; i < 254; ++i) REQUIRE(flit.bytes[i] == 0);
    CHECK(oio::crc_good(flit));
    CHECK(packer.padding_bytes() == 249);
}

TEST_CASE("flit_packer: writes of 4 KiB leave less than 0.3 percent for headers",
          "[systemc][ucie]") {
    FlitPacker packer(nullptr);
    const std::vector<std::uint8_t> data(4096, 1);
    constexpr int kWrites = 500;
    for (int i = 0; i < kWrites; ++i) {
        packer.push_request(write_of(4096, static_cast<std::uint16_t>(i)), data.data());
    }
    Flit flit;
    while (packer.has_data()) packer.pack(flit);
    CHECK(packer.user_bytes() == kWrites * 4096U);
    const std::uint64_t expected = (kWrites * (4096ULL + 12) + 249) / 250;
    CHECK(packer.flits() == expected);
}

TEST_CASE("flit_packer: a response goes before waiting requests but not into a record",
          "[systemc][ucie]") {
    FlitPacker packer(nullptr);
    const std::vector<std::uint8_t> data(300, 0x77);
    packer.push_request(write_of(300, 0), data.data());
    packer.push_request(write_of(300, 1), data.data());
    Flit flit;
    packer.pack(flit);  // 238 bytes of the first write
    packer.push_response({RecordKind::WriteDone, RecordStatus::Ok, 0x1234, 0, 0}, nullptr);
    packer.pack(flit);
    CHECK(flit.bytes[2 + 61] == 0x77);  // the last of 62 remaining bytes
    CHECK(flit.bytes[2 + 62] == 0x30);
    CHECK(flit.bytes[2 + 63] == 0x34);
    CHECK(flit.bytes[2 + 64] == 0x12);
    CHECK(flit.bytes[2 + 65] == 0x11);  // then the second write
    CHECK(flit.bytes[2 + 67] == 1);
}

TEST_CASE("flit_packer: says when the data of a record with a cookie is no longer needed",
          "[systemc][ucie]") {
    std::vector<std::uint32_t> packed;
    FlitPacker packer([&](std::uint32_t cookie) { packed.push_back(cookie); });
    const std::vector<std::uint8_t> data(600, 3);
    packer.push_response({RecordKind::ReadDone, RecordStatus::Ok, 1, 600, 0}, data.data(), 42);
    Flit flit;
    packer.pack(flit);
    packer.pack(flit);
    CHECK(packed.empty());
    packer.pack(flit);
    CHECK(packed == std::vector<std::uint32_t>{42});

    packer.push_response({RecordKind::ReadDone, RecordStatus::Ok, 2, 600, 0}, data.data(), 43);
    packer.push_response({RecordKind::ReadDone, RecordStatus::Ok, 3, 600, 0}, data.data(), 44);
    packer.pack(flit);
    packer.restart(5);
    CHECK(packed == std::vector<std::uint32_t>{42, 43, 44});
    REQUIRE(packer.has_data());
    packer.pack(flit);
    CHECK(flit.bytes[2] == 0xF0);
    CHECK(flit.bytes[8] == 5);
    CHECK_FALSE(packer.has_data());
}
