// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/payload_rows.hpp"

#include <catch2/catch.hpp>

using oio::PayloadRows;
using oio::RowPlace;

namespace {

constexpr std::uint64_t kNs = 1'000'000;

/// Rows of `lanes` lanes, each its own active lane; a word per 4 ns from time 0 on.
PayloadRows make_rows(int lanes, int word_ui) {
    PayloadRows rows{oio::RowShape{lanes, word_ui}};
    std::vector<int> map;
    for (int lane = 0; lane < lanes; ++lane) map.push_back(lane);
    rows.set_lane_map(map);
    return rows;
}

void send(PayloadRows& rows, std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t k = first; k < first + count; ++k) rows.word(k, k * 4 * kNs, true);
    rows.word(first + count, (first + count) * 4 * kNs, false);
}

}  // namespace

TEST_CASE("payload_rows: a row of one column is a chunk of each flit", "[cosim][explain]") {
    PayloadRows rows = make_rows(16, 8);
    send(rows, 100, 40);
    // Row 21 is the sixth of the second flit.
    const RowPlace place = rows.place(7, 121 * 8 + 3);
    REQUIRE(place.flit);
    CHECK(*place.flit == 1);
    CHECK(place.byte == 5 * 16 + 7);
    CHECK(place.bit == 3);
    CHECK(place.launched_fs == 121 * 4 * kNs);
    CHECK(place.where.empty());
}

TEST_CASE("payload_rows: a longer word holds several rows", "[cosim][explain]") {
    PayloadRows rows = make_rows(32, 16);
    send(rows, 10, 10);
    // Word 5 has rows 10 and 11, chunks 20 to 23 of the stream; unit interval 9 is of the second.
    const RowPlace place = rows.place(17, 15 * 16 + 9);
    REQUIRE(place.flit);
    CHECK(*place.flit == 1);
    CHECK(place.byte == (23 - 16) * 16 + 1);
    CHECK(place.bit == 1);
}

TEST_CASE("payload_rows: a serialiser's delay moves every bit", "[cosim][explain]") {
    PayloadRows rows = make_rows(16, 8);
    rows.set_first_bit(13);
    send(rows, 100, 16);
    CHECK(rows.place(0, 100 * 8 + 13).byte == 0);
    CHECK(rows.place(0, 108 * 8 + 13 + 2).byte == 8 * 16);
    CHECK(rows.place(0, 108 * 8 + 13 + 2).bit == 2);
    CHECK_FALSE(rows.place(0, 100 * 8 + 12).flit);
}

TEST_CASE("payload_rows: pads, spares and training have no flit", "[cosim][explain]") {
    PayloadRows rows = make_rows(16, 8);
    rows.set_lane_map({0, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    send(rows, 100, 16);
    send(rows, 126, 16);
    CHECK(rows.place(0, 117 * 8).where == "a frame marker or its pad");
    CHECK(rows.place(1, 102 * 8).where == "a spare lane that carries no data");
    CHECK(rows.place(40, 102 * 8).where == "a spare lane that carries no data");
    CHECK(rows.place(0, 200 * 8).where == "no payload: the link trains");
    for (const std::int64_t word : {117, 200}) CHECK_FALSE(rows.place(0, word * 8).flit);
    // The stream of rows goes on behind the marker.
    REQUIRE(rows.place(2, 126 * 8).flit);
    CHECK(*rows.place(2, 126 * 8).flit == 1);
    CHECK(rows.place(2, 126 * 8).byte == 1);
}

TEST_CASE("payload_rows: a receiver begins with a frame that had left", "[cosim][explain]") {
    PayloadRows rows = make_rows(16, 8);
    CHECK_FALSE(rows.any());
    CHECK_FALSE(rows.first_flit(1000 * kNs));
    send(rows, 100, 32);
    send(rows, 142, 32);
    CHECK(rows.any());
    CHECK(rows.last_row_fs() == 173 * 4 * kNs);
    CHECK_FALSE(rows.first_flit(399 * kNs));
    CHECK(rows.first_flit(400 * kNs).value() == 0);
    CHECK(rows.first_flit(567 * kNs).value() == 0);
    CHECK(rows.first_flit(568 * kNs).value() == 2);
    rows.start();
    CHECK_FALSE(rows.any());
    CHECK_FALSE(rows.first_flit(1000 * kNs));
    send(rows, 300, 16);
    CHECK(*rows.place(0, 300 * 8).flit == 0);
}
