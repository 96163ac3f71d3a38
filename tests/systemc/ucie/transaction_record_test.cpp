// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/transaction_record.hpp"

#include <catch2/catch.hpp>

using oio::RecordHeader;
using oio::RecordKind;
using oio::RecordStatus;

TEST_CASE("transaction_record: every kind survives encoding and decoding", "[systemc][ucie]") {
    const RecordHeader headers[] = {
        {RecordKind::Write, RecordStatus::Ok, 0xFEDC, 1, 0x0123456789ABCDEF},
        {RecordKind::Write, RecordStatus::Ok, 0, 4096, 0},
        {RecordKind::Read, RecordStatus::Ok, 7, 257, ~0ULL},
        {RecordKind::WriteDone, RecordStatus::AddressError, 65535, 0, 0},
        {RecordKind::ReadDone, RecordStatus::Ok, 1, 4096, 0},
        {RecordKind::ReadDone, RecordStatus::GenericError, 1, 0, 0},
        {RecordKind::Restart, RecordStatus::Ok, 513, 0, 0}};
    for (const RecordHeader& header : headers) {
        oio::RecordHeaderBytes bytes{};
        const std::size_t size = oio::encode(header, bytes);
        CHECK(oio::record_header_size(bytes[0]) == size);
        RecordHeader back;
        CHECK(oio::decode(bytes.data(), back) == nullptr);
        CHECK(back == header);
    }
}

TEST_CASE("transaction_record: the bytes of a write are as documented", "[systemc][ucie]") {
    oio::RecordHeaderBytes bytes{};
    CHECK(oio::encode({RecordKind::Write, RecordStatus::Ok, 0x0201, 4096, 0x0A09080706050403},
                      bytes) == 12);
    const oio::RecordHeaderBytes expected = {0x1F, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    CHECK(bytes == expected);
}

TEST_CASE("transaction_record: impossible headers are named", "[systemc][ucie]") {
    RecordHeader header;
    CHECK(oio::record_header_size(0x00) == 0);
    CHECK(oio::record_header_size(0x95) == 0);
    const std::uint8_t status[] = {0x3F, 0, 0};
    CHECK(oio::decode(status, header) != nullptr);
    const std::uint8_t too_long[] = {0x40, 0, 0, 0x01, 0x10};
    CHECK(oio::decode(too_long, header) != nullptr);
    const std::uint8_t no_data[] = {0x40, 0, 0, 0, 0};
    CHECK(oio::decode(no_data, header) != nullptr);
    const std::uint8_t restart[] = {0xF0, 1, 2, 3, 4, 5, 6, 7};
    CHECK(oio::decode(restart, header) != nullptr);
}

TEST_CASE("transaction_record: user data is over 99 percent at 2 and 4 KiB", "[systemc][ucie]") {
    CHECK(oio::user_share(2048) > 0.99);
    CHECK(oio::user_share(4096) > 0.996);
    CHECK(oio::user_share(4096) < 0.997);
}
